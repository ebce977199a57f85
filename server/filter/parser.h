#pragma once

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "server/filter/filter.h"
#include "server/filter/lexer.h"

namespace oxus::filter {

// A filter as it is written, before any name is looked up.
struct Syntax {
  Node::Kind kind = Node::Kind::kTerm;
  // kAnd, kOr: two or more. kNot: one.
  std::vector<Syntax> children;
  // kTerm: the field. kCall: the function.
  Token name;
  // kTerm. The constant is a kWord or a kQuoted.
  Token op;
  Token constant;
  // kCall. Each argument is a kWord or a kQuoted; `close` is the ')' after the last one.
  std::vector<Token> arguments;
  Token close;
};

// Parses
//   filter = [ all ] END
//   all    = any { [ "AND" ] any }
//   any    = unary { "OR" unary }
//   unary  = { "NOT" | "-" } ( "(" all ")" | term | call )
//   term   = WORD OPERATOR constant
//   call   = WORD "(" [ constant { "," constant } ] ")"
//   constant = WORD | QUOTED
// which is AIP-160 without traversal, qualified function names and terms of a bare literal.
// `tokens` is what Tokenize answers. Nullopt when there is nothing but the end. INVALID_ARGUMENT
// with the position, what was found and what was expected, or the limit that is passed.
absl::StatusOr<std::optional<Syntax>> ParseTokens(const std::vector<Token>& tokens);

}  // namespace oxus::filter
