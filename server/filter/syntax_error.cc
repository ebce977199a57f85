#include "server/filter/syntax_error.h"

#include <string>
#include <string_view>

#include "fmt/format.h"
#include "server/filter/ascii_case.h"
#include "server/filter/message.h"

namespace oxus::filter {
namespace {

constexpr std::string_view kOperatorList = "=, !=, <, <=, >, >= or :";

// "AND" for "and" or "And", and so on; empty for any other word.
std::string_view KeywordMeant(std::string_view word) {
  for (const std::string_view keyword : {"AND", "OR", "NOT"}) {
    if (EqualIgnoringCase(word, keyword)) return keyword;
  }
  return {};
}

bool IsConstant(const Token& token) {
  return token.kind == TokenKind::kWord || token.kind == TokenKind::kQuoted;
}

// "killed = 3 OR killed = ..." with the constant the list starts with.
std::string Repeated(const Token& field, std::string_view op, std::string_view first) {
  const std::string name = Shown(field.source);
  return fmt::format("for several constants repeat the field: {} {} {} {} {} {} ...", name, op,
                     Shown(first), op == "!=" ? "AND" : "OR", name, op);
}

}  // namespace

absl::Status NoTerm(const Token& found) {
  if (found.kind == TokenKind::kComma) {
    return ErrorAt(found.offset, "found ',', write AND or OR between terms");
  }
  const bool quoted = found.kind == TokenKind::kQuoted;
  return ErrorAt(found.offset, fmt::format("found {}, expected a field{}, a function, NOT or '('",
                                           Describe(found), quoted ? " without quotes" : ""));
}

absl::Status NoOperator(const Token& name, const Token& found, bool follows_word) {
  const std::string_view keyword = KeywordMeant(name.value);
  if (!keyword.empty()) {
    return ErrorAt(name.offset, fmt::format("found {}, write {}", Describe(name), keyword));
  }
  std::string advice;
  if (found.kind == TokenKind::kWord && EqualIgnoringCase(found.value, "in")) {
    advice = "; " + Repeated(name, "=", "...");
  } else if (follows_word) {
    advice = "; quote a text of several words";
  }
  return ErrorAt(found.offset, fmt::format("found {}, expected {} after {}{}", Describe(found),
                                           kOperatorList, Describe(name), advice));
}

absl::Status NoConstant(const Syntax& term, const Token* found) {
  std::string advice;
  switch (found->kind) {
    case TokenKind::kOpen:
      advice = "; " + Repeated(term.name, term.op.source,
                               IsConstant(found[1]) ? found[1].source : std::string_view("..."));
      break;
    case TokenKind::kAnd:
    case TokenKind::kOr:
    case TokenKind::kNot:
      advice = "; quote it if it is the text to compare with";
      break;
    default:
      break;
  }
  return ErrorAt(found->offset, fmt::format("found {}, expected a constant after {}{}",
                                            Describe(*found), Describe(term.op), advice));
}

absl::Status OperatorAfterConstant(const Token& constant, const Token& found) {
  const bool colon = found.op == Operator::kHas;
  return ErrorAt(
      found.offset,
      fmt::format("found {} after the constant {}, expected AND, OR or the end{}", Describe(found),
                  Describe(constant), colon ? "; quote a constant with ':' in it" : ""));
}

absl::Status CommaAfterTerm(const Syntax& term, const Token* comma) {
  const absl::Status between_terms = NoTerm(*comma);
  const bool lists_constants = IsConstant(comma[1]) && comma[2].kind != TokenKind::kOperator &&
                               comma[2].kind != TokenKind::kOpen;
  if (!lists_constants) return between_terms;
  return absl::InvalidArgumentError(
      fmt::format("{}; {}", std::string(between_terms.message()),
                  Repeated(term.name, term.op.source, term.constant.source)));
}

absl::Status NoArgument(const Token& found) {
  const bool keyword = found.kind == TokenKind::kAnd || found.kind == TokenKind::kOr ||
                       found.kind == TokenKind::kNot;
  return ErrorAt(found.offset, fmt::format("found {}, expected a constant as argument{}",
                                           Describe(found), keyword ? "; quote a text" : ""));
}

absl::Status NoArgumentsEnd(const Token& opening, const Token& found) {
  std::string_view advice;
  if (found.kind == TokenKind::kOperator || found.kind == TokenKind::kOpen) {
    advice = "; an argument is a constant alone";
  } else if (found.kind == TokenKind::kWord) {
    advice = "; quote a text of several words";
  }
  return ErrorAt(found.offset, fmt::format("found {}, expected ',' or the ')' for the '(' at {}{}",
                                           Describe(found), opening.offset + 1, advice));
}

absl::Status OperatorAfterCall(const Token& name, const Token& found) {
  return ErrorAt(found.offset, fmt::format("found {} after the call of {}, which is a condition by "
                                           "itself; expected AND, OR or the end",
                                           Describe(found), Describe(name)));
}

bool IsKeywordInOtherCase(const Token& word) { return !KeywordMeant(word.value).empty(); }

}  // namespace oxus::filter
