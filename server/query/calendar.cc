#include "server/query/calendar.h"

#include <fmt/format.h>

#include <chrono>

namespace oxus::query {
namespace {

using oxus::v1::Bucket;

int64_t UnitMs(oxus::v1::TimePrecision precision) {
  switch (precision) {
    case oxus::v1::TIME_PRECISION_MINUTE:
      return kMinuteMs;
    case oxus::v1::TIME_PRECISION_HOUR:
      return kHourMs;
    case oxus::v1::TIME_PRECISION_WEEK:
      return 7 * kDayMs;
    case oxus::v1::TIME_PRECISION_MONTH:
      return 31 * kDayMs;
    case oxus::v1::TIME_PRECISION_YEAR:
      return 366 * kDayMs;
    case oxus::v1::TIME_PRECISION_RANGE:
      return kEndless;
    default:
      return kDayMs;
  }
}

// The number in text[at, at + size), all of it digits.
std::optional<int> Digits(std::string_view text, size_t at, size_t size) {
  int number = 0;
  for (size_t i = at; i < at + size; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    number = number * 10 + (text[i] - '0');
  }
  return number;
}

std::optional<int64_t> ParseDate(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = Digits(text, 0, 4);
  const auto month = Digits(text, 5, 2);
  const auto day = Digits(text, 8, 2);
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count() * kDayMs;
}

std::optional<int64_t> ParseEnd(std::string_view field, const std::string& text,
                                RequestFaults& faults) {
  if (text.empty()) return std::nullopt;
  const auto parsed = ParseLocalTime(text);
  if (!parsed) {
    faults.AddFieldViolation(
        field, fmt::format("'{}' is no local time; expected YYYY-MM-DD or YYYY-MM-DDThh:mm", text));
  }
  return parsed;
}

std::string DayText(std::chrono::sys_days day) {
  const std::chrono::year_month_day date(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

}  // namespace

LocalSpan LocalSpanOf(const oxus::v1::Span& span) {
  const int64_t offset_ms = span.utc_offset_min() * kMinuteMs;
  LocalSpan local;
  local.start_ms = span.start_ms() + offset_ms;
  if (span.has_end_ms()) {
    local.last_ms = span.end_ms() + offset_ms;
    local.length_ms = span.end_ms() - span.start_ms();
    return local;
  }
  local.length_ms = UnitMs(span.precision());
  local.last_ms = local.length_ms == kEndless ? kEndless : local.start_ms + local.length_ms - 1;
  return local;
}

Interval ParseInterval(const oxus::v1::LocalInterval& interval, RequestFaults& faults) {
  const auto since = ParseEnd("interval.since", interval.since(), faults);
  const auto until = ParseEnd("interval.until", interval.until(), faults);
  Interval parsed;
  if (since) parsed.since_ms = *since;
  if (until) parsed.until_ms = *until;
  if (since && until && *since >= *until) {
    faults.AddFieldViolation("interval", fmt::format("until '{}' must be after since '{}'",
                                                     interval.until(), interval.since()));
  }
  return parsed;
}

std::optional<int64_t> ParseLocalTime(std::string_view text) {
  const auto date = ParseDate(text.substr(0, 10));
  if (!date || text.size() == 10) return date;
  if (text.size() != 16 || text[10] != 'T' || text[13] != ':') return std::nullopt;
  const auto hour = Digits(text, 11, 2);
  const auto minute = Digits(text, 14, 2);
  if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
  return *date + *hour * kHourMs + *minute * kMinuteMs;
}

int64_t BucketLimitMs(Bucket bucket) {
  switch (bucket) {
    case oxus::v1::BUCKET_DAY:
      return kDayMs;
    case oxus::v1::BUCKET_WEEK:
      return 7 * kDayMs;
    case oxus::v1::BUCKET_MONTH:
      return 31 * kDayMs;
    case oxus::v1::BUCKET_QUARTER:
      return 92 * kDayMs;
    case oxus::v1::BUCKET_YEAR:
      return 366 * kDayMs;
    default:
      return kEndless;
  }
}

std::string_view BucketName(Bucket bucket) {
  switch (bucket) {
    case oxus::v1::BUCKET_DAY:
      return "day";
    case oxus::v1::BUCKET_WEEK:
      return "week";
    case oxus::v1::BUCKET_MONTH:
      return "month";
    case oxus::v1::BUCKET_QUARTER:
      return "quarter";
    case oxus::v1::BUCKET_YEAR:
      return "year";
    default:
      return "";
  }
}

std::string BucketText(Bucket bucket, int64_t local_ms) {
  using std::chrono::days;
  const auto day = std::chrono::floor<days>(
      std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(local_ms)));
  const std::chrono::year_month_day date(day);
  const int year = static_cast<int>(date.year());
  const unsigned month = static_cast<unsigned>(date.month());
  switch (bucket) {
    case oxus::v1::BUCKET_DAY:
      return DayText(day);
    case oxus::v1::BUCKET_WEEK:
      return DayText(day - (std::chrono::weekday(day) - std::chrono::Monday));
    case oxus::v1::BUCKET_MONTH:
      return fmt::format("{:04}-{:02}", year, month);
    case oxus::v1::BUCKET_QUARTER:
      return fmt::format("{:04}-Q{}", year, (month + 2) / 3);
    case oxus::v1::BUCKET_YEAR:
      return fmt::format("{:04}", year);
    default:
      return "";
  }
}

}  // namespace oxus::query
