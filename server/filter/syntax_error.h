#pragma once

#include "absl/status/status.h"
#include "server/filter/lexer.h"
#include "server/filter/parser.h"

namespace oxus::filter {

// INVALID_ARGUMENT for a token that does not fit where it stands: its position, what was found
// and what was expected, with what to write instead where that can be told.

// `found` stands where a term would start.
absl::Status NoTerm(const Token& found);

// Neither an operator nor a '(' follows the name. `follows_word`: the name itself comes right
// after a bare word, so both may have been meant as one text.
absl::Status NoOperator(const Token& name, const Token& found, bool follows_word);

// `found` stands where the constant of the term would; tokens follow it up to kEnd.
absl::Status NoConstant(const Syntax& term, const Token* found);

absl::Status OperatorAfterConstant(const Token& constant, const Token& found);

// `comma` stands after a whole term; tokens follow it up to kEnd.
absl::Status CommaAfterTerm(const Syntax& term, const Token* comma);

absl::Status NoArgument(const Token& found);
absl::Status NoArgumentsEnd(const Token& opening, const Token& found);
absl::Status OperatorAfterCall(const Token& name, const Token& found);

// "and", "Or", "not".
bool IsKeywordInOtherCase(const Token& word);

}  // namespace oxus::filter
