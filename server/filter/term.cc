#include "server/filter/term.h"

#include <algorithm>
#include <compare>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "server/filter/ascii_case.h"

namespace oxus::filter {
namespace {

// Unordered when the types differ, except between the two kinds of number.
struct Comparison {
  std::partial_ordering operator()(const std::string& a, const std::string& b) const {
    return a <=> b;
  }
  std::partial_ordering operator()(int64_t a, int64_t b) const { return a <=> b; }
  std::partial_ordering operator()(double a, double b) const { return a <=> b; }
  std::partial_ordering operator()(bool a, bool b) const { return a <=> b; }
  std::partial_ordering operator()(int64_t a, double b) const {
    return static_cast<double>(a) <=> b;
  }
  std::partial_ordering operator()(double a, int64_t b) const {
    return a <=> static_cast<double>(b);
  }
  template <typename A, typename B>
  std::partial_ordering operator()(const A&, const B&) const {
    return std::partial_ordering::unordered;
  }
};

// `part` is in lower case.
bool ContainsIgnoringCase(std::string_view text, std::string_view part) {
  const auto same = [](char a, char b) { return AsciiLower(a) == b; };
  const auto found = std::search(text.begin(), text.end(), part.begin(), part.end(), same);
  return found != text.end() || part.empty();
}

bool PartEquals(const Value& value, const Node& term) {
  const auto* text = std::get_if<std::string>(&value);
  const auto* constant = std::get_if<std::string>(&term.constant);
  if (text == nullptr || constant == nullptr) return false;
  switch (term.part) {
    case Part::kStart:
      return text->starts_with(*constant);
    case Part::kEnd:
      return text->ends_with(*constant);
    case Part::kAnywhere:
      return text->find(*constant) != std::string::npos;
    case Part::kWhole:
      return *text == *constant;
  }
  return false;
}

bool Equals(const Value& value, const Node& term) {
  if (term.part != Part::kWhole) return PartEquals(value, term);
  if (term.width_ms > 0) {
    const auto* time = std::get_if<int64_t>(&value);
    const auto* start = std::get_if<int64_t>(&term.constant);
    return time != nullptr && start != nullptr && *time >= *start && *time < *start + term.width_ms;
  }
  return std::visit(Comparison(), value, term.constant) == 0;
}

bool Has(const Value& value, const Node& term) {
  const auto* text = std::get_if<std::string>(&value);
  const auto* constant = std::get_if<std::string>(&term.constant);
  return text != nullptr && constant != nullptr && ContainsIgnoringCase(*text, *constant);
}

bool IsOneOf(const Value& value, const std::vector<std::string>& words) {
  const auto* text = std::get_if<std::string>(&value);
  return text != nullptr && std::find(words.begin(), words.end(), *text) != words.end();
}

}  // namespace

bool Satisfies(const Value& value, const Node& term) {
  if (!term.has_constant) return true;
  if (term.satisfying_words) return IsOneOf(value, *term.satisfying_words);
  switch (term.op) {
    case Operator::kEqual:
    case Operator::kNotEqual:
      return Equals(value, term);
    case Operator::kHas:
      return Has(value, term);
    default:
      break;
  }
  const std::partial_ordering order = std::visit(Comparison(), value, term.constant);
  switch (term.op) {
    case Operator::kLess:
      return order < 0;
    case Operator::kLessEqual:
      return order <= 0;
    case Operator::kGreater:
      return order > 0;
    default:
      return order >= 0;
  }
}

}  // namespace oxus::filter
