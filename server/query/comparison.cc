#include "server/query/comparison.h"

#include <algorithm>

namespace oxus::query {
namespace {

using oxus::v1::Bucket;

bool IsStart(Bucket bucket, int64_t local_ms) {
  return BucketStartMs(bucket, BucketNumber(bucket, local_ms)) == local_ms;
}

Interval PreviousPeriod(Bucket bucket, const Interval& now) {
  const int64_t length_ms = now.until_ms - now.since_ms;
  if (bucket == oxus::v1::BUCKET_UNSPECIFIED || !IsStart(bucket, now.since_ms) ||
      !IsStart(bucket, now.until_ms)) {
    return {now.since_ms - length_ms, now.since_ms};
  }
  const int64_t first = BucketNumber(bucket, now.since_ms);
  const int64_t count = BucketNumber(bucket, now.until_ms) - first;
  return {BucketStartMs(bucket, first - count), now.since_ms};
}

Interval YearBefore(const Interval& now) {
  Interval before = now;
  if (now.has_since()) before.since_ms = PlusYears(now.since_ms, -1);
  if (!now.has_until()) return before;
  before.until_ms = PlusYears(now.until_ms, -1);
  const int64_t day = BucketNumber(oxus::v1::BUCKET_DAY, now.until_ms);
  // The 28th before it is in to its end, and so is that of the year before.
  if (IsLeapDay(now.until_ms) && now.since_ms < day * kDayMs) {
    before.until_ms = PlusYears((day + 1) * kDayMs, -1);
  }
  return before;
}

int64_t BucketsPerYear(Bucket bucket) {
  switch (bucket) {
    case oxus::v1::BUCKET_WEEK:
      return 52;
    case oxus::v1::BUCKET_MONTH:
      return 12;
    case oxus::v1::BUCKET_QUARTER:
      return 4;
    case oxus::v1::BUCKET_YEAR:
      return 1;
    default:
      return 0;
  }
}

}  // namespace

Comparison::Comparison(oxus::v1::Comparison kind, Bucket bucket, const Interval& interval)
    : kind_(kind), bucket_(bucket) {
  if (interval.has_since()) first_ = BucketNumber(bucket, interval.since_ms);
  if (interval.has_until()) last_ = BucketNumber(bucket, interval.until_ms - 1);
  if (kind == oxus::v1::COMPARISON_PREVIOUS_PERIOD) {
    before_ = PreviousPeriod(bucket, interval);
    shift_ = first_ - BucketNumber(bucket, before_.since_ms);
  } else {
    before_ = YearBefore(interval);
    shift_ = BucketsPerYear(bucket);
  }
}

bool Comparison::pairs_dates() const {
  return kind_ == oxus::v1::COMPARISON_SAME_PERIOD_LAST_YEAR &&
         (bucket_ == oxus::v1::BUCKET_DAY || bucket_ == oxus::v1::BUCKET_HOUR);
}

int64_t Comparison::BucketBefore(int64_t now) const {
  if (!pairs_dates()) return now - shift_;
  return BucketNumber(bucket_, PlusYears(BucketStartMs(bucket_, now), -1));
}

int64_t Comparison::BucketAfter(int64_t before) const {
  if (!pairs_dates()) return before + shift_;
  return BucketNumber(bucket_, PlusYears(BucketStartMs(bucket_, before), 1));
}

std::vector<int64_t> Comparison::BucketsNow(int64_t before) const {
  const int64_t after = BucketAfter(before);
  const int64_t day_after = BucketNumber(bucket_, BucketStartMs(bucket_, after) + kDayMs);
  std::vector<int64_t> buckets;
  for (const int64_t now : {after, day_after}) {
    const bool is_new = buckets.empty() || buckets.back() != now;
    const bool is_inside = first_ <= now && now <= last_;
    if (is_new && is_inside && BucketBefore(now) == before) buckets.push_back(now);
  }
  return buckets;
}

std::optional<int64_t> Comparison::MergedInto(int64_t before) const {
  if (!BucketsNow(before).empty()) return std::nullopt;
  return BucketBefore(std::clamp(BucketAfter(before), first_, last_));
}

}  // namespace oxus::query
