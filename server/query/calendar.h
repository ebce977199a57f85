#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "oxus/v1/query_service.pb.h"
#include "server/projection/local_span.h"
#include "server/query/request_error.h"

namespace oxus::query {

// The calendar of queries: proleptic Gregorian, in local time (server/projection/local_span.h), or
// on the clock of the zone that the query names. Free functions without state; any thread.

using projection::kDayMs;
using projection::kEndless;
using projection::kHourMs;
using projection::kMinuteMs;
using projection::LocalSpan;
using projection::LocalSpanOf;

// Half-open stretch [since_ms, until_ms) of local time; the numeric limits stand for open ends.
struct Interval {
  int64_t since_ms = std::numeric_limits<int64_t>::min();
  int64_t until_ms = std::numeric_limits<int64_t>::max();

  bool has_since() const { return since_ms != std::numeric_limits<int64_t>::min(); }
  bool has_until() const { return until_ms != kEndless; }
  bool is_open() const { return !has_since() || !has_until(); }
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
// The date, with hours and minutes unless it is midnight: the reverse of ParseLocalTime.
std::string LocalTimeText(int64_t local_ms);

// The same date and time of day one year later (or, with -1, earlier); 29 February becomes 28
// where there is none.
int64_t PlusYears(int64_t local_ms, int years);

// "29 February", the day that most years lack.
bool IsLeapDay(int64_t local_ms);

// The longest span that has one place in a bucket: an hour, 1, 7, 31, 92 or 366 days; kEndless for
// BUCKET_UNSPECIFIED.
int64_t BucketLimitMs(oxus::v1::Bucket bucket);

// "hour", "day", "week", "month", "quarter" or "year"; empty for BUCKET_UNSPECIFIED.
std::string_view BucketName(oxus::v1::Bucket bucket);

// Names the bucket that a local time falls into; a bucket's number is one more than that of the
// bucket before it. Hours, days and weeks count from those of 1970-01-01, months and quarters from
// the year 0, a year is its own number. Fits 32 bits for the years 1 to 9999. 0 for
// BUCKET_UNSPECIFIED.
int64_t BucketNumber(oxus::v1::Bucket bucket, int64_t local_ms);

// The first local millisecond of a bucket.
int64_t BucketStartMs(oxus::v1::Bucket bucket, int64_t number);

// "2025-11-30T18", "2025-11-30", a week's Monday "2025-11-24", "2025-11", "2025-Q4" or "2025". Of
// one width, earlier sorts before later.
std::string BucketText(oxus::v1::Bucket bucket, int64_t number);

}  // namespace oxus::query
