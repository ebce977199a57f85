#include "server/projection/local_span.h"

#include <gtest/gtest.h>

namespace oxus::projection {
namespace {

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

TEST(LocalSpanTest, DaysBefore1970EndAtMidnightToo) {
  EXPECT_EQ(DayOf(0), 0);
  EXPECT_EQ(DayOf(kDayMs - 1), 0);
  EXPECT_EQ(DayOf(-1), -1);
  EXPECT_EQ(DayOf(-kDayMs), -1);
  EXPECT_EQ(DayOf(-kDayMs - 1), -2);
}

}  // namespace
}  // namespace oxus::projection
