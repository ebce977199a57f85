#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "oxus/v1/event.pb.h"
#include "oxus/v1/query_service.pb.h"

namespace oxus::scan {

// What clocks show is written as the milliseconds since 1970-01-01T00:00 on them. int64's ends
// stand for never.
inline constexpr int64_t kNever = INT64_MAX;
inline constexpr int64_t kSinceEver = INT64_MIN;

// When an event happened, on some clock. Its length is that of the precision when no end is
// stated; kNever is an endless one.
struct Stretch {
  int64_t start_ms = 0;
  int64_t last_ms = 0;
  int64_t length_ms = 0;
};

// Whose clock a question is read on.
class Clock {
 public:
  // Empty: each event's own offset.
  static absl::StatusOr<Clock> Find(const std::string& zone);

  Stretch Read(const v1::Span& span) const;

 private:
  int64_t Local(int64_t utc_ms) const;

  std::optional<absl::TimeZone> zone_;
};

// [since, until).
struct Interval {
  int64_t since_ms = kSinceEver;
  int64_t until_ms = kNever;

  bool has_since() const { return since_ms != kSinceEver; }
  bool has_until() const { return until_ms != kNever; }
  int64_t length_ms() const { return has_since() && has_until() ? until_ms - since_ms : kNever; }
  bool Contains(int64_t local_ms) const { return since_ms <= local_ms && local_ms < until_ms; }
};

// INVALID_ARGUMENT unless ends are dates, with or without hours and minutes, in order.
absl::StatusOr<Interval> ReadInterval(const v1::LocalInterval& interval);
// Each end a calendar year earlier; 29 February becomes 28.
Interval OneYearEarlier(const Interval& interval);

// Buckets are named by their first moment.
int64_t BucketOf(v1::Bucket bucket, int64_t local_ms);
int64_t NextBucket(v1::Bucket bucket, int64_t start_ms);
std::string BucketText(v1::Bucket bucket, int64_t start_ms);
// The longest span that has one place in a bucket.
int64_t LongestSpan(v1::Bucket bucket);
// "hour" ... "year".
std::string BucketName(v1::Bucket bucket);

}  // namespace oxus::scan
