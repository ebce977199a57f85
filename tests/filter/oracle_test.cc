// Random filters over random rows, held against an evaluation that shares no code with the
// library: dates are compared as day numbers, '*' by recursive matching.
#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "fmt/format.h"
#include "gtest/gtest.h"
#include "server/filter/filter.h"
#include "tests/filter/sample_schema.h"

namespace oxus::filter {
namespace {

using RowValues = std::map<std::string, std::vector<Value>>;

constexpr int64_t kDayMs = 86'400'000;
// 2025-11-01, in days since 1970.
constexpr int64_t kFirstDay = 20'393;

struct Tree {
  enum class Kind { kAnd, kOr, kNot, kNumber, kText, kWord, kDay, kPresence };
  Kind kind = Kind::kNumber;
  std::vector<Tree> children;
  std::string field;
  std::string op;
  std::string text;
  double number = 0;
};

class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  int Below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random_); }
  template <typename T>
  const T& Pick(const std::vector<T>& choices) {
    return choices[Below(static_cast<int>(choices.size()))];
  }

  Tree RandomTree(int depth) {
    const int choice = depth == 0 ? 9 : Below(10);
    if (choice >= 6) return RandomTerm();
    Tree tree;
    tree.kind = choice < 2 ? Tree::Kind::kAnd : choice < 4 ? Tree::Kind::kOr : Tree::Kind::kNot;
    const int children = tree.kind == Tree::Kind::kNot ? 1 : 2 + Below(3);
    for (int i = 0; i < children; ++i) tree.children.push_back(RandomTree(depth - 1));
    return tree;
  }

  RowValues RandomRow() {
    RowValues row;
    for (int i = Below(3); i > 0; --i) row["killed"].push_back(int64_t{Below(5)});
    for (int i = Below(3); i > 0; --i) row["score"].push_back((Below(9) - 4) / 2.0);
    for (int i = Below(3); i > 0; --i) row["source"].push_back(Pick(kTexts));
    for (int i = Below(4); i > 0; --i) row["tactic"].push_back(Pick(kWords));
    for (int i = Below(3); i > 0; --i) {
      row["occurred"].push_back((kFirstDay + Below(5)) * kDayMs + Pick(kTimesOfDay));
    }
    return row;
  }

 private:
  Tree RandomTerm() {
    static const std::vector<std::string> kOrders = {"=", "!=", "<", "<=", ">", ">="};
    static const std::vector<std::string> kEqualities = {"=", "!=", ":"};
    static const std::vector<std::string> kFields = {"killed", "score", "source", "tactic",
                                                     "occurred"};
    Tree term;
    switch (Below(7)) {
      case 0:
        return {Tree::Kind::kNumber, {}, "killed", Pick(kOrders), "", double(Below(5))};
      case 1:
        return {Tree::Kind::kNumber, {}, "score", Pick(kOrders), "", (Below(9) - 4) / 2.0};
      case 2:
        return {Tree::Kind::kText, {}, "source", Pick(kOrders), Pick(kTexts)};
      case 3:
        return RandomPartOfText();
      case 4:
        return {Tree::Kind::kWord, {}, "tactic", Pick(kEqualities), Pick(kWords)};
      case 5:
        return {Tree::Kind::kDay, {}, "occurred", Pick(kOrders), "", double(Below(5))};
      default:
        return {Tree::Kind::kPresence, {}, Pick(kFields), ":"};
    }
  }

  // A text with '*' at an end or both, or with ':'.
  Tree RandomPartOfText() {
    static const std::vector<std::string> kForms = {"{}*", "*{}", "*{}*"};
    const std::string text = Pick(kTexts);
    if (Below(3) == 0 && !text.empty()) return {Tree::Kind::kText, {}, "source", ":", text};
    const std::string op = Below(2) == 0 ? "=" : "!=";
    return {Tree::Kind::kText, {}, "source", op, fmt::format(fmt::runtime(Pick(kForms)), text)};
  }

  const std::vector<std::string> kTexts = {"", "a", "A", "ab", "aB", "ba", "bab", "Хатлон", "тло"};
  const std::vector<std::string> kWords = {"DRONE", "GRENADE", "FIREARM", "SHELLING"};
  const std::vector<int64_t> kTimesOfDay = {0, 1, 43'200'000, kDayMs - 1};
  std::mt19937 random_;
};

// Writes a tree as a filter, with parentheses where the grammar needs them and sometimes more.
class Writer {
 public:
  explicit Writer(Generator& generator) : generator_(generator) {}

  std::string Write(const Tree& tree) {
    switch (tree.kind) {
      case Tree::Kind::kAnd:
        return Joined(tree, {" AND ", " ", "  AND\n"});
      case Tree::Kind::kOr:
        return Joined(tree, {" OR "});
      case Tree::Kind::kNot:
        return (generator_.Below(2) == 0 ? "NOT " : "-") + Operand(tree.children[0], tree.kind);
      default:
        return Term(tree);
    }
  }

 private:
  std::string Joined(const Tree& tree, const std::vector<std::string>& joints) {
    std::string text;
    for (const Tree& child : tree.children) {
      if (!text.empty()) text += generator_.Pick(joints);
      text += Operand(child, tree.kind);
    }
    return text;
  }

  std::string Operand(const Tree& child, Tree::Kind parent) {
    const bool needed = child.kind == Tree::Kind::kAnd ||
                        (child.kind == Tree::Kind::kOr && parent != Tree::Kind::kAnd);
    const std::string text = Write(child);
    return needed || generator_.Below(4) == 0 ? "(" + text + ")" : text;
  }

  std::string Term(const Tree& term) {
    const std::string blank = generator_.Below(2) == 0 ? " " : "";
    return term.field + blank + term.op + blank + Constant(term);
  }

  std::string Constant(const Tree& term) {
    switch (term.kind) {
      case Tree::Kind::kNumber:
        return fmt::format("{}", term.number);
      case Tree::Kind::kDay:
        return fmt::format("2025-11-{:02}", 1 + static_cast<int>(term.number));
      case Tree::Kind::kPresence:
        return "*";
      case Tree::Kind::kWord:
        return generator_.Below(2) == 0 ? term.text : Lower(term.text);
      default:
        return generator_.Below(2) == 0 ? "\"" + term.text + "\"" : "'" + term.text + "'";
    }
  }

 public:
  static std::string Lower(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
  }

 private:
  Generator& generator_;
};

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
    return Glob("*" + Writer::Lower(term.text) + "*", Writer::Lower(text));
  }
  if (term.op == "=" || term.op == "!=" || term.op == ":") return Glob(term.text, text);
  return Ordered(text, term.op, term.text);
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
