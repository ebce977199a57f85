// Random filters over random rows, held against an evaluation that shares no code with the
// library: dates are compared as day numbers, '*' by recursive matching.
#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "fmt/format.h"
#include "gtest/gtest.h"
#include "server/filter/filter.h"
#include "tests/filter/random_filter.h"
#include "tests/filter/sample_schema.h"

namespace oxus::filter {
namespace {

bool Glob(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  if (pattern[0] == '*') {
    return Glob(pattern.substr(1), text) || (!text.empty() && Glob(pattern, text.substr(1)));
  }
  return !text.empty() && pattern[0] == text[0] && Glob(pattern.substr(1), text.substr(1));
}

template <typename T>
bool Ordered(const T& a, const std::string& op, const T& b) {
  if (op == "<") return a < b;
  if (op == "<=") return a <= b;
  if (op == ">") return a > b;
  if (op == ">=") return a >= b;
  return a == b;
}

// 0 for a word that is in no order.
int Rank(std::string_view precision) {
  if (precision == "EXACT") return 1;
  if (precision == "NEAR") return 2;
  if (precision == "ADMIN2") return 3;
  return precision == "COUNTRY" ? 4 : 0;
}

bool ValueHolds(const Tree& term, const Value& value) {
  if (term.kind == Tree::Kind::kPresence) return true;
  if (term.kind == Tree::Kind::kDay) {
    return Ordered(std::get<int64_t>(value) / kDayMs, term.op,
                   kFirstDay + static_cast<int64_t>(term.number));
  }
  if (term.kind == Tree::Kind::kNumber) {
    const auto* integer = std::get_if<int64_t>(&value);
    return Ordered(integer ? static_cast<double>(*integer) : std::get<double>(value), term.op,
                   term.number);
  }
  const std::string& text = std::get<std::string>(value);
  if (term.kind == Tree::Kind::kText && term.op == ":") {
    return Glob("*" + Lower(term.text) + "*", Lower(text));
  }
  if (term.op == "=" || term.op == "!=" || term.op == ":") return Glob(term.text, text);
  if (term.kind == Tree::Kind::kWord) {
    return Rank(text) > 0 && Ordered(Rank(text), term.op, Rank(term.text));
  }
  return Ordered(text, term.op, term.text);
}

std::vector<Value> ValuesOf(const RowValues& row, const std::string& name) {
  return row.contains(name) ? row.at(name) : std::vector<Value>();
}

bool CallHolds(const Tree& call, const RowValues& row) {
  if (call.field == "undated") return !row.contains("occurred");
  if (call.field == "within_km") {
    const std::vector<Value> point = ValuesOf(row, "point");
    double degrees = 0;
    for (size_t i = 0; i < point.size(); ++i) {
      degrees += std::abs(std::get<double>(point[i]) - std::get<double>(call.arguments[i]));
    }
    return !point.empty() && degrees <= std::get<double>(call.arguments[2]);
  }
  for (const Value& value : ValuesOf(row, call.field == "mentions" ? "tag" : "killed")) {
    if (call.field == "mentions") {
      const std::string pattern = "*" + Lower(std::get<std::string>(call.arguments[0])) + "*";
      if (Glob(pattern, std::get<std::string>(value))) return true;
    } else if (call.arguments[0] <= value && value <= call.arguments[1]) {
      return true;
    }
  }
  return false;
}

bool Holds(const Tree& tree, const RowValues& row) {
  switch (tree.kind) {
    case Tree::Kind::kAnd:
      for (const Tree& child : tree.children) {
        if (!Holds(child, row)) return false;
      }
      return true;
    case Tree::Kind::kOr:
      for (const Tree& child : tree.children) {
        if (Holds(child, row)) return true;
      }
      return false;
    case Tree::Kind::kNot:
      return !Holds(tree.children[0], row);
    case Tree::Kind::kCall:
      return CallHolds(tree, row);
    default:
      break;
  }
  int holding = 0;
  const auto values = row.find(tree.field);
  if (values != row.end()) {
    for (const Value& value : values->second) holding += ValueHolds(tree, value) ? 1 : 0;
  }
  return tree.op == "!=" ? holding == 0 : holding > 0;
}

TEST(FilterOracle, RandomFiltersAgreeWithANaiveEvaluation) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(fmt::format("seed {}", seed));
  Generator generator(seed);
  Writer writer(generator);
  int matched = 0;
  int missed = 0;
  for (int round = 0; round < 3000; ++round) {
    const Tree tree = generator.RandomTree(3);
    const std::string text = writer.Write(tree);
    const absl::StatusOr<Filter> filter = Filter::Parse(text, SampleSchema());
    ASSERT_TRUE(filter.ok()) << text << ": " << filter.status();
    for (int i = 0; i < 20; ++i) {
      const RowValues row = generator.RandomRow();
      const bool expected = Holds(tree, row);
      ASSERT_EQ(filter->Matches(SampleRow(row)), expected) << text;
      ++(expected ? matched : missed);
    }
  }
  // The rows are not all on one side, or the test would show nothing.
  EXPECT_GT(matched, 10'000);
  EXPECT_GT(missed, 10'000);
}

}  // namespace
}  // namespace oxus::filter
