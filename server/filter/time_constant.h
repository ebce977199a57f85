#pragma once

#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"

namespace oxus::filter {

// The stretch of time a constant names.
struct TimeConstant {
  // Since 1970-01-01T00:00:00; UTC when the constant has an offset, else on the clock it is
  // compared with.
  int64_t start_ms = 0;
  // A day, a minute, a second or a millisecond, by what was written.
  int64_t width_ms = 0;
  bool has_offset = false;
};

// Reads "YYYY-MM-DD", or with "Thh:mm", "Thh:mm:ss" or "Thh:mm:ss.f" (one to three digits) and
// then nothing, "Z" or "+hh:mm"; a blank may stand for the T. INVALID_ARGUMENT says what is wrong,
// without a position.
absl::StatusOr<TimeConstant> ParseTimeConstant(std::string_view text);

}  // namespace oxus::filter
