#include "tests/query/scan/compared_periods.h"

namespace oxus::scan {
namespace {

constexpr int64_t kDayMs = 86'400'000;

bool IsWhole(v1::Bucket bucket, const Interval& interval) {
  return bucket != v1::BUCKET_UNSPECIFIED &&
         BucketOf(bucket, interval.since_ms) == interval.since_ms &&
         BucketOf(bucket, interval.until_ms) == interval.until_ms;
}

// How many buckets begin in [since, until).
int64_t BucketsBetween(v1::Bucket bucket, int64_t since_ms, int64_t until_ms) {
  int64_t count = 0;
  for (int64_t at = since_ms; at < until_ms; at = NextBucket(bucket, at)) ++count;
  return count;
}

Interval YearBefore(const Interval& now) {
  Interval before = OneYearEarlier(now);
  // All of the 28th is as far as anything of a 29th goes, if the 28th is in.
  if (now.has_until() && BucketText(v1::BUCKET_DAY, now.until_ms).substr(4) == "-02-29" &&
      now.since_ms < BucketOf(v1::BUCKET_DAY, now.until_ms)) {
    before.until_ms = BucketOf(v1::BUCKET_DAY, before.until_ms) + kDayMs;
  }
  return before;
}

// For buckets that are it or in it.
bool IsLeapDay(v1::Bucket bucket, int64_t start_ms) {
  const bool is_of_days = bucket == v1::BUCKET_DAY || bucket == v1::BUCKET_HOUR;
  return is_of_days && BucketText(v1::BUCKET_DAY, start_ms).substr(4) == "-02-29";
}

}  // namespace

ComparedPeriods::ComparedPeriods(v1::Comparison comparison, v1::Bucket bucket, const Interval& now)
    : comparison_(comparison), bucket_(bucket), now_(now) {
  if (comparison == v1::COMPARISON_SAME_PERIOD_LAST_YEAR) {
    steps_ = bucket == v1::BUCKET_WEEK ? 52 : 0;
    before_ = YearBefore(now);
    return;
  }
  before_ = {now.since_ms - now.length_ms(), now.since_ms};
  if (IsWhole(bucket, now)) {
    before_.since_ms = StepsBack(now.since_ms, BucketsBetween(bucket, now.since_ms, now.until_ms));
  }
  if (bucket == v1::BUCKET_UNSPECIFIED) return;
  steps_ =
      BucketsBetween(bucket, BucketOf(bucket, before_.since_ms), BucketOf(bucket, now.since_ms));
}

int64_t ComparedPeriods::StepsBack(int64_t bucket, int64_t steps) const {
  for (; steps > 0; --steps) bucket = BucketOf(bucket_, bucket - 1);
  return bucket;
}

int64_t ComparedPeriods::Beside(int64_t bucket) const {
  const bool by_date =
      comparison_ == v1::COMPARISON_SAME_PERIOD_LAST_YEAR && bucket_ != v1::BUCKET_WEEK;
  if (!by_date) return StepsBack(bucket, steps_);
  return BucketOf(bucket_, OneYearEarlier({bucket, kNever}).since_ms);
}

std::vector<int64_t> ComparedPeriods::BesideThat(int64_t before_bucket) const {
  const bool last_year = comparison_ == v1::COMPARISON_SAME_PERIOD_LAST_YEAR;
  const int64_t shortest_ms = last_year ? 360 * kDayMs : 0;
  std::vector<int64_t> beside;
  int64_t steps = 0;
  for (int64_t now = BucketOf(bucket_, before_bucket + shortest_ms);
       last_year ? now <= before_bucket + 370 * kDayMs : steps <= steps_;
       now = NextBucket(bucket_, now), ++steps) {
    const bool is_inside = now < now_.until_ms && NextBucket(bucket_, now) > now_.since_ms;
    if (is_inside && Beside(now) == before_bucket) beside.push_back(now);
  }
  return beside;
}

int64_t ComparedPeriods::CountedIn(int64_t before_bucket) const {
  int64_t counted_in = before_bucket;
  if (comparison_ == v1::COMPARISON_SAME_PERIOD_LAST_YEAR && IsLeapDay(bucket_, before_bucket)) {
    counted_in -= kDayMs;
  }
  if (!BesideThat(counted_in).empty()) return counted_in;
  const bool is_late =
      now_.has_until() && counted_in > Beside(BucketOf(bucket_, now_.until_ms - 1));
  if (is_late) counted_in = Beside(BucketOf(bucket_, now_.until_ms - 1));
  const bool is_early = now_.has_since() && counted_in < Beside(BucketOf(bucket_, now_.since_ms));
  if (is_early) counted_in = Beside(BucketOf(bucket_, now_.since_ms));
  return counted_in;
}

}  // namespace oxus::scan
