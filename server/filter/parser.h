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
  // kTerm. The constant is a kWord or a kQuoted.
  Token field;
  Token op;
  Token constant;
};

// Parses
//   filter = [ all ] END
//   all    = any { [ "AND" ] any }
//   any    = unary { "OR" unary }
//   unary  = { "NOT" | "-" } ( "(" all ")" | term )
//   term   = WORD OPERATOR ( WORD | QUOTED )
// which is AIP-160 without traversal, functions and terms of a bare literal. `tokens` is what
// Tokenize answers. Nullopt when there is nothing but the end. INVALID_ARGUMENT with the
// position, what was found and what was expected, or the limit that is passed.
absl::StatusOr<std::optional<Syntax>> ParseTokens(const std::vector<Token>& tokens);

}  // namespace oxus::filter
