#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "oxus/v1/event.pb.h"
#include "oxus/v1/query_service.pb.h"
#include "server/query/request_error.h"

namespace oxus::query {

// The calendar of queries: proleptic Gregorian, local to each event. A local time is the wall
// clock at the event (UTC + utc_offset_min), written as the milliseconds since 1970-01-01T00:00
// that the same wall clock would be in UTC. No zone of the server or the client plays a part.
// Free functions without state; any thread.

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

// Half-open stretch [since_ms, until_ms) of local time; the numeric limits stand for open ends.
struct Interval {
  int64_t since_ms = std::numeric_limits<int64_t>::min();
  int64_t until_ms = std::numeric_limits<int64_t>::max();

  bool is_open() const { return since_ms == Interval().since_ms || until_ms == kEndless; }
  // kEndless when an end is open.
  int64_t length_ms() const { return is_open() ? kEndless : until_ms - since_ms; }
  bool Contains(int64_t local_ms) const { return since_ms <= local_ms && local_ms < until_ms; }
  bool Overlaps(const LocalSpan& span) const {
    return span.start_ms < until_ms && span.last_ms >= since_ms;
  }
};

// Adds a violation of "interval.since" or "interval.until" for a text that is neither a date nor
// a date with hours and minutes, and of "interval" when it holds no time at all.
Interval ParseInterval(const oxus::v1::LocalInterval& interval, RequestFaults& faults);

// "2025-11-30" or "2025-11-30T18:45" to local milliseconds; nullopt for anything else, also for
// days that do not exist.
std::optional<int64_t> ParseLocalTime(std::string_view text);

// The longest span that has one place in a bucket: 1, 7, 31, 92 or 366 days; kEndless for
// BUCKET_UNSPECIFIED.
int64_t BucketLimitMs(oxus::v1::Bucket bucket);

// "day", "week", "month", "quarter" or "year"; empty for BUCKET_UNSPECIFIED.
std::string_view BucketName(oxus::v1::Bucket bucket);

// The bucket a local time falls into: "2025-11-30", its week's Monday "2025-11-24", "2025-11",
// "2025-Q4" or "2025". Of one bucket width, earlier sorts before later.
std::string BucketText(oxus::v1::Bucket bucket, int64_t local_ms);

}  // namespace oxus::query
