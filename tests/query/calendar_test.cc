#include "server/query/calendar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oxus::query {
namespace {

using oxus::v1::Bucket;

TEST(ParseLocalTimeTest, ReadsDatesAndMinutes) {
  const struct {
    const char* text;
    int64_t expected;
  } cases[] = {
      {"1970-01-01", 0},
      {"1970-01-01T00:01", kMinuteMs},
      {"1969-12-31", -kDayMs},
      {"2000-02-29", 11016 * kDayMs},
      {"2025-11-30T18:45", 20422 * kDayMs + 18 * kHourMs + 45 * kMinuteMs},
      {"1900-03-01", -25508 * kDayMs},
      {"0001-01-01", -719162 * kDayMs},
      {"9999-12-31T23:59", 2932896 * kDayMs + kDayMs - kMinuteMs},
  };
  for (const auto& c : cases) EXPECT_EQ(ParseLocalTime(c.text), c.expected) << c.text;
}

TEST(ParseLocalTimeTest, RefusesWhatIsNoTime) {
  for (const char* text : {"",
                           "2025",
                           "2025-11",
                           "2025-11-31",
                           "2025-02-29",
                           "1900-02-29",
                           "2025-13-01",
                           "2025-00-10",
                           "2025-01-00",
                           "2025-1-01",
                           "25-01-01",
                           "2025/01/01",
                           "2025-01-01T",
                           "2025-01-01T24:00",
                           "2025-01-01T10:60",
                           "2025-01-01 10:00",
                           "2025-01-01T10:00Z",
                           "2025-01-01T10:00:00",
                           "+025-01-01",
                           "yesterday"}) {
    EXPECT_EQ(ParseLocalTime(text), std::nullopt) << text;
  }
}

TEST(BucketTextTest, NamesTheBucketOfALocalTime) {
  const struct {
    const char* local;
    const char* day;
    const char* week;
    const char* month;
    const char* quarter;
    const char* year;
  } cases[] = {
      {"2025-11-30T18:45", "2025-11-30", "2025-11-24", "2025-11", "2025-Q4", "2025"},
      {"2025-12-01", "2025-12-01", "2025-12-01", "2025-12", "2025-Q4", "2025"},
      {"2026-01-01", "2026-01-01", "2025-12-29", "2026-01", "2026-Q1", "2026"},
      {"2024-02-29T23:59", "2024-02-29", "2024-02-26", "2024-02", "2024-Q1", "2024"},
      {"2024-06-30", "2024-06-30", "2024-06-24", "2024-06", "2024-Q2", "2024"},
      {"1970-01-01", "1970-01-01", "1969-12-29", "1970-01", "1970-Q1", "1970"},
      {"1969-12-31T23:59", "1969-12-31", "1969-12-29", "1969-12", "1969-Q4", "1969"},
      {"1900-07-01", "1900-07-01", "1900-06-25", "1900-07", "1900-Q3", "1900"},
  };
  for (const auto& c : cases) {
    const auto text = [&c](Bucket bucket) {
      return BucketText(bucket, BucketNumber(bucket, ParseLocalTime(c.local).value()));
    };
    EXPECT_EQ(text(oxus::v1::BUCKET_DAY), c.day);
    EXPECT_EQ(text(oxus::v1::BUCKET_WEEK), c.week);
    EXPECT_EQ(text(oxus::v1::BUCKET_MONTH), c.month);
    EXPECT_EQ(text(oxus::v1::BUCKET_QUARTER), c.quarter);
    EXPECT_EQ(text(oxus::v1::BUCKET_YEAR), c.year);
  }
}

TEST(BucketTextTest, NamesTheHour) {
  const auto text = [](const char* local) {
    return BucketText(oxus::v1::BUCKET_HOUR,
                      BucketNumber(oxus::v1::BUCKET_HOUR, ParseLocalTime(local).value()));
  };
  EXPECT_EQ(text("2025-11-30T18:45"), "2025-11-30T18");
  EXPECT_EQ(text("1969-12-31T23:59"), "1969-12-31T23");
  EXPECT_EQ(text("1970-01-01"), "1970-01-01T00");
}

TEST(BucketNumberTest, CountsFrom1970OrTheYear0) {
  const int64_t local_ms = ParseLocalTime("1970-01-05T13:00").value();
  EXPECT_EQ(BucketNumber(oxus::v1::BUCKET_HOUR, local_ms), 4 * 24 + 13);
  EXPECT_EQ(BucketNumber(oxus::v1::BUCKET_DAY, local_ms), 4);
  EXPECT_EQ(BucketNumber(oxus::v1::BUCKET_WEEK, local_ms), 1);
  EXPECT_EQ(BucketNumber(oxus::v1::BUCKET_MONTH, local_ms), 1970 * 12);
  EXPECT_EQ(BucketNumber(oxus::v1::BUCKET_QUARTER, local_ms), 1970 * 4);
  EXPECT_EQ(BucketNumber(oxus::v1::BUCKET_YEAR, local_ms), 1970);
  EXPECT_EQ(BucketNumber(oxus::v1::BUCKET_UNSPECIFIED, local_ms), 0);
}

// Over 800 years, every hour of which is tried.
TEST(BucketNumberTest, NeighboursDifferByOneAndBeginWhereTheOtherEnds) {
  for (const Bucket bucket :
       {oxus::v1::BUCKET_HOUR, oxus::v1::BUCKET_DAY, oxus::v1::BUCKET_WEEK, oxus::v1::BUCKET_MONTH,
        oxus::v1::BUCKET_QUARTER, oxus::v1::BUCKET_YEAR}) {
    const int64_t begin = ParseLocalTime("1600-01-01").value();
    int64_t number = BucketNumber(bucket, begin);
    int64_t faults = 0;
    for (int64_t ms = begin; ms < ParseLocalTime("2400-01-01").value(); ms += kHourMs) {
      if (BucketNumber(bucket, ms) != number) faults += BucketNumber(bucket, ms) != ++number;
      faults += BucketStartMs(bucket, number) > ms || BucketStartMs(bucket, number + 1) <= ms;
      faults += ms + kHourMs - 1 >= BucketStartMs(bucket, number + 1);
      faults +=
          BucketStartMs(bucket, number + 1) - BucketStartMs(bucket, number) > BucketLimitMs(bucket);
    }
    EXPECT_EQ(faults, 0) << BucketName(bucket);
  }
}

TEST(BucketNumberTest, FitsIn32BitsFromYear1To9999) {
  for (const char* local : {"0001-01-01", "9999-12-31T23:59"}) {
    const int64_t number = BucketNumber(oxus::v1::BUCKET_HOUR, ParseLocalTime(local).value());
    EXPECT_EQ(static_cast<int32_t>(number), number);
  }
}

TEST(PlusYearsTest, KeepsDateAndTimeButThe29thOfFebruary) {
  const auto moved = [](const char* local, int years) {
    return LocalTimeText(PlusYears(ParseLocalTime(local).value(), years));
  };
  EXPECT_EQ(moved("2025-11-30T18:45", -1), "2024-11-30T18:45");
  EXPECT_EQ(moved("2024-02-29T06:00", -1), "2023-02-28T06:00");
  EXPECT_EQ(moved("2024-02-29", 1), "2025-02-28");
  EXPECT_EQ(moved("2024-02-29", -4), "2020-02-29");
  EXPECT_EQ(moved("1970-01-01", -1), "1969-01-01");
  EXPECT_TRUE(IsLeapDay(ParseLocalTime("2024-02-29T23:59").value()));
  EXPECT_FALSE(IsLeapDay(ParseLocalTime("2024-03-01").value()));
}

TEST(BucketLimitTest, IsTheLongestCalendarUnit) {
  EXPECT_EQ(BucketLimitMs(oxus::v1::BUCKET_HOUR), kHourMs);
  EXPECT_EQ(BucketLimitMs(oxus::v1::BUCKET_DAY), kDayMs);
  EXPECT_EQ(BucketLimitMs(oxus::v1::BUCKET_WEEK), 7 * kDayMs);
  EXPECT_EQ(BucketLimitMs(oxus::v1::BUCKET_MONTH), 31 * kDayMs);
  EXPECT_EQ(BucketLimitMs(oxus::v1::BUCKET_QUARTER), 92 * kDayMs);
  EXPECT_EQ(BucketLimitMs(oxus::v1::BUCKET_YEAR), 366 * kDayMs);
  EXPECT_EQ(BucketLimitMs(oxus::v1::BUCKET_UNSPECIFIED), kEndless);
}

TEST(LocalSpanTest, ShiftsByTheOffsetOfTheEvent) {
  oxus::v1::Span span;
  span.set_start_ms(10 * kDayMs);
  span.set_end_ms(10 * kDayMs + kHourMs);
  span.set_utc_offset_min(-90);
  const LocalSpan local = LocalSpanOf(span);
  EXPECT_EQ(local.start_ms, 10 * kDayMs - 90 * kMinuteMs);
  EXPECT_EQ(local.last_ms, 10 * kDayMs - 30 * kMinuteMs);
  EXPECT_EQ(local.length_ms, kHourMs);
}

TEST(LocalSpanTest, IsAsLongAsItsPrecisionWithoutAnEnd) {
  const struct {
    oxus::v1::TimePrecision precision;
    int64_t length_ms;
  } cases[] = {
      {oxus::v1::TIME_PRECISION_UNSPECIFIED, kDayMs}, {oxus::v1::TIME_PRECISION_MINUTE, kMinuteMs},
      {oxus::v1::TIME_PRECISION_HOUR, kHourMs},       {oxus::v1::TIME_PRECISION_DAY, kDayMs},
      {oxus::v1::TIME_PRECISION_DAYS, kDayMs},        {oxus::v1::TIME_PRECISION_WEEK, 7 * kDayMs},
      {oxus::v1::TIME_PRECISION_MONTH, 31 * kDayMs},  {oxus::v1::TIME_PRECISION_YEAR, 366 * kDayMs},
  };
  for (const auto& c : cases) {
    oxus::v1::Span span;
    span.set_start_ms(5);
    span.set_precision(c.precision);
    EXPECT_EQ(LocalSpanOf(span).length_ms, c.length_ms);
    EXPECT_EQ(LocalSpanOf(span).last_ms, 5 + c.length_ms - 1);
  }
  oxus::v1::Span range;
  range.set_precision(oxus::v1::TIME_PRECISION_RANGE);
  EXPECT_EQ(LocalSpanOf(range).length_ms, kEndless);
  EXPECT_EQ(LocalSpanOf(range).last_ms, kEndless);
}

TEST(IntervalTest, IsHalfOpen) {
  RequestFaults faults;
  oxus::v1::LocalInterval text;
  text.set_since("2025-11-01");
  text.set_until("2025-11-02");
  const Interval interval = ParseInterval(text, faults);
  ASSERT_TRUE(faults.empty());
  EXPECT_EQ(interval.length_ms(), kDayMs);
  EXPECT_TRUE(interval.Contains(interval.since_ms));
  EXPECT_TRUE(interval.Contains(interval.until_ms - 1));
  EXPECT_FALSE(interval.Contains(interval.until_ms));
  EXPECT_FALSE(interval.Contains(interval.since_ms - 1));
  EXPECT_TRUE(interval.Overlaps({interval.since_ms - 5, interval.since_ms, 5}));
  EXPECT_FALSE(interval.Overlaps({interval.since_ms - 5, interval.since_ms - 1, 4}));
  EXPECT_FALSE(interval.Overlaps({interval.until_ms, interval.until_ms + 5, 5}));
}

TEST(IntervalTest, IsEndlessWhenAnEndIsOpen) {
  RequestFaults faults;
  oxus::v1::LocalInterval text;
  EXPECT_EQ(ParseInterval(text, faults).length_ms(), kEndless);
  text.set_since("2025-11-01");
  EXPECT_EQ(ParseInterval(text, faults).length_ms(), kEndless);
  EXPECT_TRUE(faults.empty());
}

TEST(IntervalTest, NamesEachWrongEnd) {
  RequestFaults faults;
  oxus::v1::LocalInterval text;
  text.set_since("01.11.2025");
  text.set_until("2025-11-31");
  ParseInterval(text, faults);
  EXPECT_THAT(std::string(faults.ToStatus().message()),
              ::testing::AllOf(::testing::HasSubstr("interval.since: '01.11.2025'"),
                               ::testing::HasSubstr("interval.until: '2025-11-31'")));
}

TEST(IntervalTest, RefusesAnEndThatIsNotAfterTheStart) {
  RequestFaults faults;
  oxus::v1::LocalInterval text;
  text.set_since("2025-11-01");
  text.set_until("2025-11-01");
  ParseInterval(text, faults);
  EXPECT_FALSE(faults.empty());
}

}  // namespace
}  // namespace oxus::query
