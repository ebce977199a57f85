#pragma once

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/filter/lexer.h"
#include "server/filter/time_constant.h"

namespace oxus::filter {

// A constant, a kWord or a kQuoted, read as a value of a type. INVALID_ARGUMENT with the position
// when it is none. `subject` is what the constant is for as messages name it: "'killed'".
absl::StatusOr<int64_t> ReadInteger(const Token& constant, std::string_view subject);
// Finite.
absl::StatusOr<double> ReadNumber(const Token& constant, std::string_view subject);
absl::StatusOr<bool> ReadBoolean(const Token& constant, std::string_view subject);
absl::StatusOr<TimeConstant> ReadTime(const Token& constant);

// Refuses a number without quotes, which is no text.
absl::Status ExpectText(const Token& constant, std::string_view subject);

}  // namespace oxus::filter
