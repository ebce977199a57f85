#include "tests/query/scan/clock.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>

#include "server/projection/local_span.h"

namespace oxus::scan {
namespace {

using std::chrono::days;
using std::chrono::milliseconds;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr int64_t kMinuteMs = 60'000;
constexpr int64_t kHourMs = 60 * kMinuteMs;
constexpr int64_t kDayMs = 24 * kHourMs;

sys_days DayOf(int64_t local_ms) {
  return std::chrono::floor<days>(std::chrono::sys_time<milliseconds>(milliseconds(local_ms)));
}

int64_t MidnightOf(sys_days day) { return int64_t{day.time_since_epoch().count()} * kDayMs; }

absl::StatusOr<int64_t> ReadEnd(const std::string& text) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  unsigned hour = 0;
  unsigned minute = 0;
  const int read = std::sscanf(text.c_str(), "%d-%u-%uT%u:%u", &year, &month, &day, &hour, &minute);
  const year_month_day date{std::chrono::year(year), std::chrono::month(month),
                            std::chrono::day(day)};
  const bool is_whole = (read == 3 && text.size() == 10) || (read == 5 && text.size() == 16);
  if (!is_whole || !date.ok() || hour > 23 || minute > 59) {
    return absl::InvalidArgumentError(fmt::format("'{}' is no time", text));
  }
  return MidnightOf(sys_days(date)) + hour * kHourMs + minute * kMinuteMs;
}

int64_t YearEarlier(int64_t local_ms) {
  const sys_days day = DayOf(local_ms);
  year_month_day date(day);
  date -= std::chrono::years(1);
  if (!date.ok()) date = date.year() / date.month() / std::chrono::day(28);
  return MidnightOf(sys_days(date)) + (local_ms - MidnightOf(day));
}

}  // namespace

absl::StatusOr<Clock> Clock::Find(const std::string& zone) {
  Clock clock;
  if (zone.empty()) return clock;
  absl::TimeZone found;
  if (!absl::LoadTimeZone(zone, &found)) {
    return absl::InvalidArgumentError(fmt::format("'{}' is no zone", zone));
  }
  clock.zone_ = found;
  return clock;
}

int64_t Clock::Local(int64_t utc_ms) const {
  const absl::Time time = absl::FromUnixMillis(utc_ms);
  return utc_ms + int64_t{zone_->At(time).offset} * 1000;
}

Stretch Clock::Read(const v1::Span& span) const {
  const projection::LocalSpan own = projection::LocalSpanOf(span);
  Stretch stretch{own.start_ms, own.last_ms, own.length_ms};
  if (!zone_) return stretch;
  const int64_t own_offset_ms = span.utc_offset_min() * kMinuteMs;
  stretch.start_ms = Local(own.start_ms - own_offset_ms);
  if (own.last_ms != kNever) stretch.last_ms = Local(own.last_ms - own_offset_ms);
  return stretch;
}

absl::StatusOr<Interval> ReadInterval(const v1::LocalInterval& interval) {
  Interval read;
  if (!interval.since().empty()) {
    const auto since = ReadEnd(interval.since());
    if (!since.ok()) return since.status();
    read.since_ms = *since;
  }
  if (!interval.until().empty()) {
    const auto until = ReadEnd(interval.until());
    if (!until.ok()) return until.status();
    read.until_ms = *until;
  }
  if (read.since_ms >= read.until_ms) return absl::InvalidArgumentError("the interval is empty");
  return read;
}

Interval OneYearEarlier(const Interval& interval) {
  Interval earlier = interval;
  if (interval.has_since()) earlier.since_ms = YearEarlier(interval.since_ms);
  if (interval.has_until()) earlier.until_ms = YearEarlier(interval.until_ms);
  return earlier;
}

int64_t BucketOf(v1::Bucket bucket, int64_t local_ms) {
  const sys_days day = DayOf(local_ms);
  const year_month_day date(day);
  const unsigned month = static_cast<unsigned>(date.month());
  switch (bucket) {
    case v1::BUCKET_HOUR:
      return local_ms - ((local_ms - MidnightOf(day)) % kHourMs);
    case v1::BUCKET_DAY:
      return MidnightOf(day);
    case v1::BUCKET_WEEK:
      return MidnightOf(day - (std::chrono::weekday(day) - std::chrono::Monday));
    case v1::BUCKET_MONTH:
      return MidnightOf(date.year() / date.month() / 1);
    case v1::BUCKET_QUARTER:
      return MidnightOf(date.year() / std::chrono::month((month - 1) / 3 * 3 + 1) / 1);
    default:
      return MidnightOf(date.year() / std::chrono::January / 1);
  }
}

int64_t NextBucket(v1::Bucket bucket, int64_t start_ms) {
  // Past the end of the longest there is, and before that of the one after the shortest.
  switch (bucket) {
    case v1::BUCKET_HOUR:
      return start_ms + kHourMs;
    case v1::BUCKET_DAY:
      return start_ms + kDayMs;
    case v1::BUCKET_WEEK:
      return start_ms + 7 * kDayMs;
    case v1::BUCKET_MONTH:
      return BucketOf(bucket, start_ms + 31 * kDayMs);
    case v1::BUCKET_QUARTER:
      return BucketOf(bucket, start_ms + 92 * kDayMs);
    default:
      return BucketOf(bucket, start_ms + 366 * kDayMs);
  }
}

std::string BucketText(v1::Bucket bucket, int64_t start_ms) {
  const sys_days day = DayOf(start_ms);
  const year_month_day date(day);
  const int year = static_cast<int>(date.year());
  const unsigned month = static_cast<unsigned>(date.month());
  const std::string of_day =
      fmt::format("{:04}-{:02}-{:02}", year, month, static_cast<unsigned>(date.day()));
  switch (bucket) {
    case v1::BUCKET_HOUR:
      return fmt::format("{}T{:02}", of_day, (start_ms - MidnightOf(day)) / kHourMs);
    case v1::BUCKET_DAY:
    case v1::BUCKET_WEEK:
      return of_day;
    case v1::BUCKET_MONTH:
      return fmt::format("{:04}-{:02}", year, month);
    case v1::BUCKET_QUARTER:
      return fmt::format("{:04}-Q{}", year, (month + 2) / 3);
    default:
      return fmt::format("{:04}", year);
  }
}

int64_t LongestSpan(v1::Bucket bucket) {
  switch (bucket) {
    case v1::BUCKET_HOUR:
      return kHourMs;
    case v1::BUCKET_DAY:
      return kDayMs;
    case v1::BUCKET_WEEK:
      return 7 * kDayMs;
    case v1::BUCKET_MONTH:
      return 31 * kDayMs;
    case v1::BUCKET_QUARTER:
      return 92 * kDayMs;
    case v1::BUCKET_YEAR:
      return 366 * kDayMs;
    default:
      return kNever;
  }
}

std::string BucketName(v1::Bucket bucket) {
  switch (bucket) {
    case v1::BUCKET_HOUR:
      return "hour";
    case v1::BUCKET_DAY:
      return "day";
    case v1::BUCKET_WEEK:
      return "week";
    case v1::BUCKET_MONTH:
      return "month";
    case v1::BUCKET_QUARTER:
      return "quarter";
    default:
      return "year";
  }
}

}  // namespace oxus::scan
