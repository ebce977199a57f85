#include "server/filter/parser.h"

#include <utility>

#include "fmt/format.h"
#include "server/filter/message.h"
#include "server/filter/syntax_error.h"

namespace oxus::filter {
namespace {

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
  bool NextIsConstant() const {
    return Next().kind == TokenKind::kWord || Next().kind == TokenKind::kQuoted;
  }
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
    if (Next().kind != TokenKind::kWord) return NoTerm(Next());
    Syntax term;
    term.name = Take();
    if (++terms_ > kMaxTerms) {
      return ErrorAt(term.name.offset, fmt::format("more than {} terms", kMaxTerms));
    }
    if (Next().kind == TokenKind::kOpen && !IsKeywordInOtherCase(term.name)) {
      return Call(std::move(term));
    }
    if (Next().kind != TokenKind::kOperator) {
      // "place = Costa Rica": the second word is taken for a field.
      const bool follows_word = at_ >= 2 && tokens_[at_ - 2].kind == TokenKind::kWord;
      return NoOperator(term.name, Next(), follows_word);
    }
    term.op = Take();
    if (!NextIsConstant()) return NoConstant(term, tokens_.data() + at_);
    term.constant = Take();
    if (Next().kind == TokenKind::kOperator) return OperatorAfterConstant(term.constant, Next());
    if (Next().kind == TokenKind::kComma) return CommaAfterTerm(term, tokens_.data() + at_);
    return term;
  }

  absl::StatusOr<Syntax> Call(Syntax call) {
    call.kind = Node::Kind::kCall;
    const Token& opening = Take();
    if (Next().kind != TokenKind::kClose) {
      if (absl::Status status = Arguments(call); !status.ok()) return status;
    }
    if (Next().kind != TokenKind::kClose) return NoArgumentsEnd(opening, Next());
    call.close = Take();
    if (Next().kind == TokenKind::kOperator) return OperatorAfterCall(call.name, Next());
    return call;
  }

  absl::Status Arguments(Syntax& call) {
    do {
      if (!NextIsConstant()) return NoArgument(Next());
      if (call.arguments.size() == kMaxArguments) {
        return ErrorAt(Next().offset, fmt::format("more than {} arguments", kMaxArguments));
      }
      call.arguments.push_back(Take());
    } while (TakeIf(TokenKind::kComma));
    return absl::OkStatus();
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
