#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "server/filter/filter.h"

namespace oxus::filter {

enum class TokenKind {
  kWord,
  kQuoted,
  kOperator,
  kAnd,
  kOr,
  kNot,
  kMinus,
  kOpen,
  kClose,
  kComma,
  kEnd,
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  // Of the first byte, from 0.
  size_t offset = 0;
  // As written, quotes and backslashes included. Valid as long as the filter's text.
  std::string_view source;
  // kWord, kQuoted: what is meant, quotes and backslashes taken away.
  std::string value;
  // kWord, kQuoted: where in `value` a '*' stands that no backslash precedes.
  std::vector<size_t> stars;
  // kOperator.
  Operator op = Operator::kEqual;
};

// The tokens of a filter, the last one kEnd. INVALID_ARGUMENT with the position for text that is
// not UTF-8, a character that means nothing here, and a quoted text without an end; operators of
// other languages are answered with the one to write. A '-' negates, except where a constant starts
// (after an operator, and as an argument of a call), where it starts a number, and inside a word.
absl::StatusOr<std::vector<Token>> Tokenize(std::string_view text);

// How a message names a token that it found.
std::string Describe(const Token& token);

}  // namespace oxus::filter
