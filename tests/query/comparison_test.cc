#include "server/query/comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace oxus::query {
namespace {

using oxus::v1::Bucket;
using ::testing::ElementsAre;

constexpr auto kPrevious = oxus::v1::COMPARISON_PREVIOUS_PERIOD;
constexpr auto kLastYear = oxus::v1::COMPARISON_SAME_PERIOD_LAST_YEAR;

Interval Between(const char* since, const char* until) {
  return {ParseLocalTime(since).value(), ParseLocalTime(until).value()};
}

std::string Text(const Interval& interval) {
  return LocalTimeText(interval.since_ms) + " " + LocalTimeText(interval.until_ms);
}

TEST(ComparisonTest, ThePreviousPeriodIsAsLong) {
  const struct {
    Bucket bucket;
    const char* since;
    const char* until;
    const char* before;
  } cases[] = {
      {oxus::v1::BUCKET_UNSPECIFIED, "2025-11-01", "2025-12-01", "2025-10-02 2025-11-01"},
      {oxus::v1::BUCKET_DAY, "2025-11-01", "2025-12-01", "2025-10-02 2025-11-01"},
      {oxus::v1::BUCKET_MONTH, "2025-11-01", "2025-12-01", "2025-10-01 2025-11-01"},
      {oxus::v1::BUCKET_MONTH, "2025-01-01", "2025-04-01", "2024-10-01 2025-01-01"},
      {oxus::v1::BUCKET_MONTH, "2025-01-15", "2025-02-01", "2024-12-29 2025-01-15"},
      {oxus::v1::BUCKET_YEAR, "2024-01-01", "2025-01-01", "2023-01-01 2024-01-01"},
      {oxus::v1::BUCKET_HOUR, "2025-11-01T06:00", "2025-11-01T09:00",
       "2025-11-01T03:00 2025-11-01T06:00"},
  };
  for (const auto& c : cases) {
    const Comparison comparison(kPrevious, c.bucket, Between(c.since, c.until));
    EXPECT_EQ(Text(comparison.before()), c.before);
  }
}

TEST(ComparisonTest, AYearEarlierIsTheSameDates) {
  const auto before = [](const char* since, const char* until) {
    return Text(Comparison(kLastYear, oxus::v1::BUCKET_DAY, Between(since, until)).before());
  };
  EXPECT_EQ(before("2025-02-01", "2025-03-01"), "2024-02-01 2024-03-01");
  EXPECT_EQ(before("2024-02-29", "2024-03-01"), "2023-02-28 2023-03-01");
  // All of the 28th is in, as it is a year later.
  EXPECT_EQ(before("2024-02-01", "2024-02-29"), "2023-02-01 2023-03-01");
  EXPECT_EQ(before("2024-02-28T12:00", "2024-02-29T06:00"), "2023-02-28T12:00 2023-03-01");
}

TEST(ComparisonTest, AnOpenEndStaysOpen) {
  Interval interval;
  interval.since_ms = ParseLocalTime("2025-01-01").value();
  const Comparison comparison(kLastYear, oxus::v1::BUCKET_DAY, interval);
  EXPECT_EQ(LocalTimeText(comparison.before().since_ms), "2024-01-01");
  EXPECT_FALSE(comparison.before().has_until());
}

TEST(ComparisonTest, PairsBucketsFirstWithFirst) {
  // Wednesday to Wednesday: both weeks that the interval touches.
  const Comparison comparison(kPrevious, oxus::v1::BUCKET_WEEK,
                              Between("2025-11-12", "2025-11-19"));
  const int64_t first = BucketNumber(oxus::v1::BUCKET_WEEK, ParseLocalTime("2025-11-12").value());
  EXPECT_EQ(comparison.BucketBefore(first), first - 1);
  EXPECT_THAT(comparison.BucketsNow(first - 1), ElementsAre(first));
}

TEST(ComparisonTest, PairsTheSameBucketOfTheYear) {
  const Interval open;
  EXPECT_EQ(Comparison(kLastYear, oxus::v1::BUCKET_WEEK, open).BucketBefore(100), 48);
  EXPECT_EQ(Comparison(kLastYear, oxus::v1::BUCKET_MONTH, open).BucketBefore(100), 88);
  EXPECT_EQ(Comparison(kLastYear, oxus::v1::BUCKET_QUARTER, open).BucketBefore(100), 96);
  EXPECT_EQ(Comparison(kLastYear, oxus::v1::BUCKET_YEAR, open).BucketBefore(100), 99);
}

TEST(ComparisonTest, PairsDatesOverLeapDays) {
  const Comparison comparison(kLastYear, oxus::v1::BUCKET_DAY, Interval());
  const auto day = [](const char* date) { return ParseLocalTime(date).value() / kDayMs; };
  EXPECT_EQ(comparison.BucketBefore(day("2025-03-01")), day("2024-03-01"));
  EXPECT_EQ(comparison.BucketBefore(day("2024-02-29")), day("2023-02-28"));
  EXPECT_THAT(comparison.BucketsNow(day("2023-02-28")),
              ElementsAre(day("2024-02-28"), day("2024-02-29")));
  EXPECT_THAT(comparison.BucketsNow(day("2024-02-28")), ElementsAre(day("2025-02-28")));
  EXPECT_EQ(comparison.MergedInto(day("2024-02-29")), day("2024-02-28"));
  EXPECT_EQ(comparison.MergedInto(day("2024-02-28")), std::nullopt);
  const Comparison until_28(kLastYear, oxus::v1::BUCKET_DAY, Between("2024-02-01", "2024-02-29"));
  EXPECT_THAT(until_28.BucketsNow(day("2023-02-28")), ElementsAre(day("2024-02-28")));
  const Comparison hours(kLastYear, oxus::v1::BUCKET_HOUR, Interval());
  EXPECT_EQ(hours.MergedInto(day("2024-02-29") * 24 + 5), day("2024-02-28") * 24 + 5);
  EXPECT_EQ(hours.BucketBefore(day("2024-02-29") * 24 + 5), day("2023-02-28") * 24 + 5);
}

TEST(ComparisonTest, AnIntervalOfALeapDayIsComparedWithThe28th) {
  const auto before = [](const char* since, const char* until) {
    return Text(Comparison(kLastYear, oxus::v1::BUCKET_HOUR, Between(since, until)).before());
  };
  EXPECT_EQ(before("2024-02-29", "2024-02-29T06:00"), "2023-02-28 2023-02-28T06:00");
  EXPECT_EQ(before("2024-02-29T12:00", "2024-03-01"), "2023-02-28T12:00 2023-03-01");
}

TEST(ComparisonTest, WhatWouldBeBesideABucketOutsideTheIntervalGoesToTheNearest) {
  const auto month = [](const char* date) {
    return BucketNumber(oxus::v1::BUCKET_MONTH, ParseLocalTime(date).value());
  };
  // All of March but its first day, and the 29 days before: the last of February's leads.
  const Comparison previous(kPrevious, oxus::v1::BUCKET_MONTH, Between("2025-03-02", "2025-03-31"));
  EXPECT_EQ(Text(previous.before()), "2025-02-01 2025-03-02");
  EXPECT_THAT(previous.BucketsNow(month("2025-02-01")), ElementsAre(month("2025-03-01")));
  EXPECT_EQ(previous.MergedInto(month("2025-02-01")), std::nullopt);
  EXPECT_THAT(previous.BucketsNow(month("2025-03-01")), ElementsAre());
  EXPECT_EQ(previous.MergedInto(month("2025-03-01")), month("2025-02-01"));
  // From a Monday on; a year earlier that is a Sunday, the end of a week.
  const Comparison weeks(kLastYear, oxus::v1::BUCKET_WEEK, Between("2025-03-10", "2025-04-07"));
  const int64_t first = BucketNumber(oxus::v1::BUCKET_WEEK, ParseLocalTime("2024-03-11").value());
  EXPECT_THAT(weeks.BucketsNow(first - 1), ElementsAre());
  EXPECT_EQ(weeks.MergedInto(first - 1), first);
}

constexpr Bucket kBuckets[] = {oxus::v1::BUCKET_HOUR,    oxus::v1::BUCKET_DAY,
                               oxus::v1::BUCKET_WEEK,    oxus::v1::BUCKET_MONTH,
                               oxus::v1::BUCKET_QUARTER, oxus::v1::BUCKET_YEAR};

// By trying every bucket of the interval: those that `before` is set beside.
std::vector<int64_t> Tried(const Comparison& comparison, int64_t first, int64_t last,
                           int64_t before) {
  std::vector<int64_t> buckets;
  for (int64_t now = first; now <= last; ++now) {
    if (comparison.BucketBefore(now) == before) buckets.push_back(now);
  }
  return buckets;
}

TEST(ComparisonTest, EveryBucketOfThePeriodComparedWithIsBesideOnesInTheIntervalOrAddedToSuchAOne) {
  const auto seed = std::random_device()();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937_64 random(seed);
  const int64_t first_hour = ParseLocalTime("2023-12-20").value() / kHourMs;
  for (int round = 0; round < 3'000; ++round) {
    const Bucket bucket = kBuckets[random() % 6];
    // Ends at midnight half of the time, so that they are those of buckets now and then.
    const int64_t step = random() % 2 == 0 ? 24 : 1;
    const int64_t since = (first_hour + static_cast<int64_t>(random() % 12'000)) / step * step;
    const int64_t hours = step * (1 + static_cast<int64_t>(random() % 80));
    const Interval interval = {since * kHourMs, (since + hours) * kHourMs};
    const Comparison comparison(random() % 2 == 0 ? kPrevious : kLastYear, bucket, interval);
    const Interval& before = comparison.before();
    SCOPED_TRACE(Text(interval) + " beside " + Text(before));
    const int64_t first = BucketNumber(bucket, interval.since_ms);
    const int64_t last = BucketNumber(bucket, interval.until_ms - 1);
    for (int64_t b = BucketNumber(bucket, before.since_ms);
         b <= BucketNumber(bucket, before.until_ms - 1); ++b) {
      const std::vector<int64_t> beside = Tried(comparison, first, last, b);
      ASSERT_EQ(comparison.BucketsNow(b), beside) << BucketText(bucket, b);
      const auto merged = comparison.MergedInto(b);
      ASSERT_EQ(merged.has_value(), beside.empty()) << BucketText(bucket, b);
      if (!merged) continue;
      ASSERT_FALSE(Tried(comparison, first, last, *merged).empty()) << BucketText(bucket, b);
    }
  }
}

}  // namespace
}  // namespace oxus::query
