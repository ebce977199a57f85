#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "oxus/v1/query_service.pb.h"
#include "server/query/calendar.h"

namespace oxus::query {

// Which stretch of time, and which bucket of it, is set beside another. Immutable; any thread.
class Comparison {
 public:
  // COMPARISON_PREVIOUS_PERIOD needs an interval with both ends.
  Comparison(oxus::v1::Comparison kind, oxus::v1::Bucket bucket, const Interval& interval);

  // The interval compared with. The previous period is as long as the interval, or as many buckets
  // where the interval is a whole number of them. A year earlier, an end on 29 February becomes
  // the end of the 28th, unless the interval begins on that day, too.
  const Interval& before() const { return before_; }

  // The bucket that is set beside `now`. Those of the previous period are paired from the start:
  // first with first. A year earlier is the same date (and hour), month or quarter, the 28th for
  // 29 February, and 52 weeks earlier for weeks.
  int64_t BucketBefore(int64_t now) const;
  // The buckets of the interval that `before` is set beside: one, with 29 February two, or none.
  std::vector<int64_t> BucketsNow(int64_t before) const;
  // The bucket that the events of `before` are added to when it is set beside none: that of the
  // 28th for a 29 February, else the nearest that is set beside one. Nullopt for every other
  // bucket.
  std::optional<int64_t> MergedInto(int64_t before) const;

 private:
  bool pairs_dates() const;
  // The bucket that `before` would be set beside in an interval without ends.
  int64_t BucketAfter(int64_t before) const;

  const oxus::v1::Comparison kind_;
  const oxus::v1::Bucket bucket_;
  // The buckets that the interval touches.
  int64_t first_ = std::numeric_limits<int64_t>::min();
  int64_t last_ = std::numeric_limits<int64_t>::max();
  Interval before_;
  // From a bucket to the one it is set beside, unless dates are paired.
  int64_t shift_ = 0;
};

}  // namespace oxus::query
