#include "server/query/comparison.h"

#include <algorithm>

namespace oxus::query {
namespace {

using oxus::v1::Bucket;

constexpr int64_t kHoursPerDay = 24;

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
  // Whatever of a 29 February is in, all of the 28th is.
  const int64_t next_midnight = (BucketNumber(oxus::v1::BUCKET_DAY, now.until_ms) + 1) * kDayMs;
  before.until_ms = PlusYears(IsLeapDay(now.until_ms) ? next_midnight : now.until_ms, -1);
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

int64_t BucketsPerDay(Bucket bucket) { return bucket == oxus::v1::BUCKET_HOUR ? kHoursPerDay : 1; }

}  // namespace

Comparison::Comparison(oxus::v1::Comparison kind, Bucket bucket, const Interval& interval)
    : kind_(kind), bucket_(bucket), now_(interval) {
  if (kind == oxus::v1::COMPARISON_PREVIOUS_PERIOD) {
    before_ = PreviousPeriod(bucket, interval);
    shift_ = BucketNumber(bucket, interval.since_ms) - BucketNumber(bucket, before_.since_ms);
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

std::vector<int64_t> Comparison::BucketsNow(int64_t before) const {
  if (!pairs_dates()) return {before + shift_};
  const int64_t start_ms = PlusYears(BucketStartMs(bucket_, before), 1);
  std::vector<int64_t> buckets = {BucketNumber(bucket_, start_ms)};
  const int64_t day_after_ms = start_ms + kDayMs;
  const bool inside =
      day_after_ms < now_.until_ms && day_after_ms + BucketLimitMs(bucket_) > now_.since_ms;
  if (IsLeapDay(day_after_ms) && inside) {
    buckets.push_back(BucketNumber(bucket_, day_after_ms));
  }
  return buckets;
}

std::optional<int64_t> Comparison::MergedInto(int64_t before) const {
  if (!pairs_dates() || !IsLeapDay(BucketStartMs(bucket_, before))) return std::nullopt;
  return before - BucketsPerDay(bucket_);
}

}  // namespace oxus::query
