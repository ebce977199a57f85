#include "server/filter/parser.h"

#include <string>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "server/filter/message.h"

namespace oxus::filter {
namespace {

constexpr std::string_view kOperatorList = "=, !=, <, <=, >, >= or :";

// "AND" for "and" or "And", and so on; empty for any other word.
std::string_view KeywordMeant(std::string_view word) {
  for (const std::string_view keyword : {"AND", "OR", "NOT"}) {
    if (word.size() != keyword.size()) continue;
    bool same = true;
    for (size_t i = 0; i < word.size(); ++i) same = same && (word[i] & ~0x20) == keyword[i];
    if (same) return keyword;
  }
  return {};
}

class Parser {
 public:
  explicit Parser(const std::vector<Token>& tokens) : tokens_(tokens) {}

  absl::StatusOr<std::optional<Syntax>> Run() {
    if (Next().kind == TokenKind::kEnd) return std::nullopt;
    absl::StatusOr<Syntax> all = All();
    if (!all.ok()) return all.status();
    if (Next().kind == TokenKind::kClose) return ErrorAt(Next().offset, "found ')' without a '('");
    return std::optional<Syntax>(*std::move(all));
  }

 private:
  const Token& Next() const { return tokens_[at_]; }
  const Token& Take() { return tokens_[at_++]; }
  bool TakeIf(TokenKind kind) {
    if (Next().kind != kind) return false;
    ++at_;
    return true;
  }

  // Ends before ')' or the end.
  absl::StatusOr<Syntax> All() {
    Syntax all;
    all.kind = Node::Kind::kAnd;
    do {
      absl::StatusOr<Syntax> any = Any();
      if (!any.ok()) return any.status();
      all.children.push_back(*std::move(any));
    } while (TakeIf(TokenKind::kAnd) ||
             (Next().kind != TokenKind::kClose && Next().kind != TokenKind::kEnd));
    return OnlyChildOr(std::move(all));
  }

  absl::StatusOr<Syntax> Any() {
    Syntax any;
    any.kind = Node::Kind::kOr;
    do {
      absl::StatusOr<Syntax> unary = Unary();
      if (!unary.ok()) return unary.status();
      any.children.push_back(*std::move(unary));
    } while (TakeIf(TokenKind::kOr));
    return OnlyChildOr(std::move(any));
  }

  static Syntax OnlyChildOr(Syntax syntax) {
    if (syntax.children.size() > 1) return syntax;
    Syntax only = std::move(syntax.children.front());
    return only;
  }

  absl::StatusOr<Syntax> Unary() {
    const bool negated = Next().kind == TokenKind::kNot || Next().kind == TokenKind::kMinus;
    if (!negated && Next().kind != TokenKind::kOpen) return Term();
    const Token& opening = Take();
    if (depth_ == kMaxDepth) {
      return ErrorAt(opening.offset, fmt::format("nested deeper than {} levels", kMaxDepth));
    }
    ++depth_;
    absl::StatusOr<Syntax> inner = negated ? Negated() : Parenthesised(opening);
    --depth_;
    return inner;
  }

  absl::StatusOr<Syntax> Negated() {
    absl::StatusOr<Syntax> inner = Unary();
    if (!inner.ok()) return inner.status();
    Syntax negation;
    negation.kind = Node::Kind::kNot;
    negation.children.push_back(*std::move(inner));
    return negation;
  }

  absl::StatusOr<Syntax> Parenthesised(const Token& opening) {
    absl::StatusOr<Syntax> inner = All();
    if (!inner.ok()) return inner.status();
    if (!TakeIf(TokenKind::kClose)) {
      return ErrorAt(Next().offset,
                     fmt::format("found {}, expected AND, OR or the ')' for the '(' at {}",
                                 Describe(Next()), opening.offset + 1));
    }
    return inner;
  }

  absl::StatusOr<Syntax> Term() {
    if (Next().kind != TokenKind::kWord) return NoField();
    Syntax term;
    term.field = Take();
    if (++terms_ > kMaxTerms) {
      return ErrorAt(term.field.offset, fmt::format("more than {} terms", kMaxTerms));
    }
    if (Next().kind != TokenKind::kOperator) return NoOperator(term.field);
    term.op = Take();
    if (Next().kind != TokenKind::kWord && Next().kind != TokenKind::kQuoted) {
      return NoConstant(term.op);
    }
    term.constant = Take();
    if (Next().kind == TokenKind::kOperator) return OperatorAfterConstant(term.constant);
    return term;
  }

  absl::Status NoField() const {
    const bool quoted = Next().kind == TokenKind::kQuoted;
    return ErrorAt(Next().offset, fmt::format("found {}, expected a field{}, NOT or '('",
                                              Describe(Next()), quoted ? " without quotes" : ""));
  }

  absl::Status NoOperator(const Token& field) const {
    const std::string_view keyword = KeywordMeant(field.value);
    if (!keyword.empty()) {
      return ErrorAt(field.offset, fmt::format("found {}, write {}", Describe(field), keyword));
    }
    // "place = Costa Rica": the second word is taken for a field.
    const bool follows_word = at_ >= 2 && tokens_[at_ - 2].kind == TokenKind::kWord;
    return ErrorAt(
        Next().offset,
        fmt::format("found {}, expected {} after {}{}", Describe(Next()), kOperatorList,
                    Describe(field), follows_word ? "; quote a text of several words" : ""));
  }

  absl::Status NoConstant(const Token& op) const {
    std::string_view advice;
    switch (Next().kind) {
      case TokenKind::kOpen:
        advice = "; for several constants repeat the field: a = 1 OR a = 2";
        break;
      case TokenKind::kAnd:
      case TokenKind::kOr:
      case TokenKind::kNot:
        advice = "; quote it if it is the text to compare with";
        break;
      default:
        break;
    }
    return ErrorAt(Next().offset, fmt::format("found {}, expected a constant after {}{}",
                                              Describe(Next()), Describe(op), advice));
  }

  absl::Status OperatorAfterConstant(const Token& constant) const {
    const bool colon = Next().op == Operator::kHas;
    return ErrorAt(Next().offset,
                   fmt::format("found {} after the constant {}, expected AND, OR or the end{}",
                               Describe(Next()), Describe(constant),
                               colon ? "; quote a constant with ':' in it" : ""));
  }

  // The last one is kEnd and never taken: every Take() follows a look at another kind.
  const std::vector<Token>& tokens_;
  size_t at_ = 0;
  int depth_ = 0;
  int terms_ = 0;
};

}  // namespace

absl::StatusOr<std::optional<Syntax>> ParseTokens(const std::vector<Token>& tokens) {
  return Parser(tokens).Run();
}

}  // namespace oxus::filter
