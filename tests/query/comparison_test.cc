#include "server/query/comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

}  // namespace
}  // namespace oxus::query
