#include "tests/filter/random_filter.h"

#include <cctype>

#include "fmt/format.h"

namespace oxus::filter {
namespace {

using Texts = std::vector<std::string>;

const Texts kTexts = {"",    "a",      "A",   "ab",   "aB",      "ba",
                      "bab", "Хатлон", "тло", "a\"b", "a\\'b\\", "x(1, -2)"};
const Texts kTactics = {"DRONE", "GRENADE", "FIREARM", "SHELLING"};
const Texts kRankedPrecisions = {"EXACT", "NEAR", "ADMIN2", "COUNTRY"};
const Texts kPrecisions = {"EXACT", "NEAR", "ADMIN2", "COUNTRY", "UNKNOWN", "MOVING"};
const std::vector<int64_t> kTimesOfDay = {0, 1, 43'200'000, kDayMs - 1};
const Texts kOrders = {"=", "!=", "<", "<=", ">", ">="};
const Texts kComparisons = {"<", "<=", ">", ">="};
const Texts kEqualities = {"=", "!=", ":"};
const Texts kFields = {"killed", "score", "source", "tactic", "occurred", "precision"};

}  // namespace

Tree Generator::RandomTree(int depth) {
  const int choice = depth == 0 ? 9 : Below(10);
  if (choice >= 6) return RandomTerm();
  Tree tree;
  tree.kind = choice < 2 ? Tree::Kind::kAnd : choice < 4 ? Tree::Kind::kOr : Tree::Kind::kNot;
  const int children = tree.kind == Tree::Kind::kNot ? 1 : 2 + Below(3);
  for (int i = 0; i < children; ++i) tree.children.push_back(RandomTree(depth - 1));
  return tree;
}

RowValues Generator::RandomRow() {
  RowValues row;
  for (int i = Below(3); i > 0; --i) row["killed"].push_back(int64_t{Below(5)});
  for (int i = Below(3); i > 0; --i) row["score"].push_back((Below(9) - 4) / 2.0);
  for (int i = Below(3); i > 0; --i) row["source"].push_back(Pick(kTexts));
  for (int i = Below(4); i > 0; --i) row["tactic"].push_back(Pick(kTactics));
  for (int i = Below(3); i > 0; --i) row["precision"].push_back(Pick(kPrecisions));
  for (int i = Below(3); i > 0; --i) {
    row["occurred"].push_back((kFirstDay + Below(5)) * kDayMs + Pick(kTimesOfDay));
  }
  for (int i = Below(3); i > 0; --i) row["tag"].push_back(Lower(Pick(kTexts)));
  if (Below(4) > 0) row["point"] = {Below(5) - 2.0, Below(5) - 2.0};
  return row;
}

Tree Generator::RandomTerm() {
  switch (Below(9)) {
    case 0:
      return {Tree::Kind::kNumber, {}, "killed", Pick(kOrders), "", double(Below(5))};
    case 1:
      return {Tree::Kind::kNumber, {}, "score", Pick(kOrders), "", (Below(9) - 4) / 2.0};
    case 2:
      return {Tree::Kind::kText, {}, "source", Pick(kOrders), Pick(kTexts)};
    case 3:
      return RandomPartOfText();
    case 4:
      return {Tree::Kind::kWord, {}, "tactic", Pick(kEqualities), Pick(kTactics)};
    case 5:
      return {Tree::Kind::kDay, {}, "occurred", Pick(kOrders), "", double(Below(5))};
    case 6:
      if (Below(2) == 0) return {Tree::Kind::kPresence, {}, Pick(kFields), ":"};
      return {Tree::Kind::kWord, {}, "precision", Pick(kEqualities), Pick(kPrecisions)};
    case 7:
      return {Tree::Kind::kWord, {}, "precision", Pick(kComparisons), Pick(kRankedPrecisions)};
    default:
      return RandomCall();
  }
}

// A text with '*' at an end or both, or with ':'.
Tree Generator::RandomPartOfText() {
  static const Texts kForms = {"{}*", "*{}", "*{}*"};
  const std::string text = Pick(kTexts);
  if (Below(3) == 0 && !text.empty()) return {Tree::Kind::kText, {}, "source", ":", text};
  const std::string op = Below(2) == 0 ? "=" : "!=";
  return {Tree::Kind::kText, {}, "source", op, fmt::format(fmt::runtime(Pick(kForms)), text)};
}

Tree Generator::RandomCall() {
  Tree call;
  call.kind = Tree::Kind::kCall;
  const int choice = Below(4);
  if (choice == 0) {
    call.field = "within_km";
    call.arguments = {(Below(9) - 4) / 2.0, (Below(9) - 4) / 2.0, Below(9) / 2.0};
  } else if (choice == 1) {
    call.field = "mentions";
    const std::string text = Pick(kTexts);
    call.arguments = {text.empty() ? std::string("B") : text};
  } else if (choice == 2) {
    call.field = "killed_between";
    call.arguments = {int64_t{Below(5)}, int64_t{Below(7) - 1}};
  } else {
    call.field = "undated";
  }
  return call;
}

std::string Writer::Write(const Tree& tree) {
  switch (tree.kind) {
    case Tree::Kind::kAnd:
      return Joined(tree, {" AND ", " ", "  AND\n"});
    case Tree::Kind::kOr:
      return Joined(tree, {" OR "});
    case Tree::Kind::kNot:
      return (generator_.Below(2) == 0 ? "NOT " : "-") + Operand(tree.children[0], tree.kind);
    case Tree::Kind::kCall:
      return Call(tree);
    default:
      return Term(tree);
  }
}

std::string Writer::Joined(const Tree& tree, const std::vector<std::string>& joints) {
  std::string text;
  for (const Tree& child : tree.children) {
    if (!text.empty()) text += generator_.Pick(joints);
    text += Operand(child, tree.kind);
  }
  return text;
}

std::string Writer::Operand(const Tree& child, Tree::Kind parent) {
  const bool needed = child.kind == Tree::Kind::kAnd ||
                      (child.kind == Tree::Kind::kOr && parent != Tree::Kind::kAnd);
  const std::string text = Write(child);
  return needed || generator_.Below(4) == 0 ? "(" + text + ")" : text;
}

std::string Writer::Term(const Tree& term) {
  const std::string blank = Blank();
  return term.field + blank + term.op + blank + Constant(term);
}

std::string Writer::Call(const Tree& call) {
  std::string text = call.field + Blank() + "(";
  for (size_t i = 0; i < call.arguments.size(); ++i) {
    if (i > 0) text += Blank() + ",";
    const Value& argument = call.arguments[i];
    if (const auto* integer = std::get_if<int64_t>(&argument)) {
      text += Blank() + fmt::format("{}", *integer);
    } else if (const auto* number = std::get_if<double>(&argument)) {
      text += Blank() + fmt::format("{}", *number);
    } else {
      text += Blank() + Quoted(std::get<std::string>(argument));
    }
  }
  return text + Blank() + ")";
}

std::string Writer::Constant(const Tree& term) {
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
      return Quoted(term.text);
  }
}

std::string Writer::Quoted(const std::string& text) {
  const char quote = generator_.Below(2) == 0 ? '"' : '\'';
  std::string quoted(1, quote);
  for (const char c : text) {
    const bool may_escape = c == '"' || c == '\'';
    if (c == '\\' || c == quote || (may_escape && generator_.Below(2) == 0)) quoted += '\\';
    quoted += c;
  }
  return quoted + quote;
}

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

}  // namespace oxus::filter
