#include "server/filter/filter.h"

#include <algorithm>
#include <compare>
#include <optional>
#include <utility>

#include "fmt/format.h"
#include "server/filter/checker.h"
#include "server/filter/lexer.h"
#include "server/filter/message.h"
#include "server/filter/parser.h"

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

bool ContainsIgnoringCase(std::string_view text, std::string_view part) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  const auto found = std::search(text.begin(), text.end(), part.begin(), part.end(),
                                 [&](char a, char b) { return lower(a) == lower(b); });
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

// For kNotEqual, whether the value is equal: the caller asks that none is.
bool Satisfies(const Value& value, const Node& term) {
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

bool TermMatches(const Node& term, const Row& row, std::vector<Value>& values) {
  values.clear();
  row.Read(term.field, values);
  if (!term.has_constant) return !values.empty();
  const bool any = std::any_of(values.begin(), values.end(),
                               [&](const Value& value) { return Satisfies(value, term); });
  return any != (term.op == Operator::kNotEqual);
}

// `values` is scratch, kept between terms for its memory.
bool NodeMatches(const Node& node, const Row& row, std::vector<Value>& values) {
  const auto matches = [&](const Node& child) { return NodeMatches(child, row, values); };
  switch (node.kind) {
    case Node::Kind::kAnd:
      return std::all_of(node.children.begin(), node.children.end(), matches);
    case Node::Kind::kOr:
      return std::any_of(node.children.begin(), node.children.end(), matches);
    case Node::Kind::kNot:
      return !matches(node.children.front());
    case Node::Kind::kTerm:
      return TermMatches(node, row, values);
  }
  return false;
}

}  // namespace

absl::StatusOr<Filter> Filter::Parse(std::string_view text, const Schema& schema) {
  if (text.size() > kMaxFilterBytes) {
    return ErrorAt(kMaxFilterBytes, fmt::format("the filter has {} bytes, at most {} are allowed",
                                                text.size(), kMaxFilterBytes));
  }
  const absl::StatusOr<std::vector<Token>> tokens = Tokenize(text);
  if (!tokens.ok()) return tokens.status();
  const absl::StatusOr<std::optional<Syntax>> syntax = ParseTokens(*tokens);
  if (!syntax.ok()) return syntax.status();
  Filter filter;
  if (!syntax->has_value()) return filter;
  absl::StatusOr<Node> node = Check(**syntax, schema);
  if (!node.ok()) return node.status();
  filter.root_ = std::make_shared<const Node>(*std::move(node));
  return filter;
}

bool Filter::Matches(const Row& row) const {
  if (root_ == nullptr) return true;
  std::vector<Value> values;
  return NodeMatches(*root_, row, values);
}

}  // namespace oxus::filter
