#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace oxus::filter {

// The times that can be written, the years 0000 to 9999, are [kTimeBeginMs, kTimeEndMs).
inline constexpr int64_t kTimeBeginMs = -62'167'219'200'000;
inline constexpr int64_t kTimeEndMs = 253'402'300'800'000;

// The stretch of time a constant names; it lies within these years.
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

// The constant, without an offset, that names the stretch of `width_ms` (a width that
// TimeConstant has) from `time_ms`.
std::string TimeText(int64_t time_ms, int64_t width_ms);
// The shortest constant that names a stretch which starts at `time_ms`.
std::string TimeText(int64_t time_ms);

}  // namespace oxus::filter
