#pragma once

#include <cstdint>
#include <limits>

#include "oxus/v1/event.pb.h"

namespace oxus::projection {

// Local time is the wall clock at the event (UTC + utc_offset_min), written as the milliseconds
// since 1970-01-01T00:00 that the same wall clock would be in UTC. No zone of the server plays a
// part.

inline constexpr int64_t kMinuteMs = 60'000;
inline constexpr int64_t kHourMs = 60 * kMinuteMs;
inline constexpr int64_t kDayMs = 24 * kHourMs;
// A length longer than any other.
inline constexpr int64_t kEndless = std::numeric_limits<int64_t>::max();

// Where an event lies in local time. `last_ms` is its last moment; `length_ms` is end - start,
// or the unit of the precision when the end is absent. A RANGE without an end is endless; DAYS
// without an end are one day, the least they can be.
struct LocalSpan {
  int64_t start_ms = 0;
  int64_t last_ms = 0;
  int64_t length_ms = 0;
};
LocalSpan LocalSpanOf(const oxus::v1::Span& span);

// Days since 1970-01-01. Rounded down, so that days before it have their minutes counted from
// midnight too.
int64_t DayOf(int64_t local_ms);

}  // namespace oxus::projection
