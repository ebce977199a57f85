#include "server/query/calendar.h"

#include <fmt/format.h>

#include <chrono>

namespace oxus::query {
namespace {

using oxus::v1::Bucket;

// 1970-01-01 was a Thursday; its week began three days before.
constexpr int64_t kEpochDayOfWeek = 3;
constexpr int64_t kDaysPerWeek = 7;
constexpr int64_t kMonthsPerYear = 12;
constexpr int64_t kMonthsPerQuarter = 3;
constexpr int64_t kQuartersPerYear = 4;

// Rounded down.
constexpr int64_t Quotient(int64_t number, int64_t divisor) {
  return number / divisor - (number % divisor < 0 ? 1 : 0);
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

int64_t DayMs(std::chrono::year_month_day date) {
  return std::chrono::sys_days(date).time_since_epoch().count() * kDayMs;
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
  return DayMs(date);
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

std::chrono::year_month_day DateOf(int64_t local_ms) {
  return std::chrono::sys_days(std::chrono::days(Quotient(local_ms, kDayMs)));
}

// Answers may hold a text for each of thousands of days.
std::string DateText(int64_t local_ms) {
  const auto date = DateOf(local_ms);
  const int year = static_cast<int>(date.year());
  const unsigned month = static_cast<unsigned>(date.month());
  const unsigned day = static_cast<unsigned>(date.day());
  if (year < 0 || year > 9999) return fmt::format("{:04}-{:02}-{:02}", year, month, day);
  const auto digit = [](unsigned number) { return static_cast<char>('0' + number % 10); };
  const auto y = static_cast<unsigned>(year);
  return {digit(y / 1000),   digit(y / 100), digit(y / 10), digit(y),        '-',
          digit(month / 10), digit(month),   '-',           digit(day / 10), digit(day)};
}

int64_t MonthNumber(int64_t local_ms) {
  const auto date = DateOf(local_ms);
  return static_cast<int>(date.year()) * kMonthsPerYear + static_cast<unsigned>(date.month()) - 1;
}

int64_t MonthStartMs(int64_t month) {
  const int64_t year = Quotient(month, kMonthsPerYear);
  return DayMs({std::chrono::year(static_cast<int>(year)),
                std::chrono::month(static_cast<unsigned>(month - year * kMonthsPerYear) + 1),
                std::chrono::day(1)});
}

}  // namespace

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

std::string LocalTimeText(int64_t local_ms) {
  const int64_t time_ms = local_ms - Quotient(local_ms, kDayMs) * kDayMs;
  if (time_ms == 0) return DateText(local_ms);
  return fmt::format("{}T{:02}:{:02}", DateText(local_ms), time_ms / kHourMs,
                     time_ms % kHourMs / kMinuteMs);
}

int64_t PlusYears(int64_t local_ms, int years) {
  auto date = DateOf(local_ms);
  const int64_t time_ms = local_ms - DayMs(date);
  date += std::chrono::years(years);
  if (!date.ok()) date = {date.year(), date.month(), std::chrono::day(28)};
  return DayMs(date) + time_ms;
}

bool IsLeapDay(int64_t local_ms) {
  const auto date = DateOf(local_ms);
  return date.month() == std::chrono::February && date.day() == std::chrono::day(29);
}

int64_t BucketLimitMs(Bucket bucket) {
  switch (bucket) {
    case oxus::v1::BUCKET_HOUR:
      return kHourMs;
    case oxus::v1::BUCKET_DAY:
      return kDayMs;
    case oxus::v1::BUCKET_WEEK:
      return kDaysPerWeek * kDayMs;
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
    case oxus::v1::BUCKET_HOUR:
      return "hour";
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

int64_t BucketNumber(Bucket bucket, int64_t local_ms) {
  switch (bucket) {
    case oxus::v1::BUCKET_HOUR:
      return Quotient(local_ms, kHourMs);
    case oxus::v1::BUCKET_DAY:
      return Quotient(local_ms, kDayMs);
    case oxus::v1::BUCKET_WEEK:
      return Quotient(Quotient(local_ms, kDayMs) + kEpochDayOfWeek, kDaysPerWeek);
    case oxus::v1::BUCKET_MONTH:
      return MonthNumber(local_ms);
    case oxus::v1::BUCKET_QUARTER:
      return Quotient(MonthNumber(local_ms), kMonthsPerQuarter);
    case oxus::v1::BUCKET_YEAR:
      return Quotient(MonthNumber(local_ms), kMonthsPerYear);
    default:
      return 0;
  }
}

int64_t BucketStartMs(Bucket bucket, int64_t number) {
  switch (bucket) {
    case oxus::v1::BUCKET_HOUR:
      return number * kHourMs;
    case oxus::v1::BUCKET_DAY:
      return number * kDayMs;
    case oxus::v1::BUCKET_WEEK:
      return (number * kDaysPerWeek - kEpochDayOfWeek) * kDayMs;
    case oxus::v1::BUCKET_MONTH:
      return MonthStartMs(number);
    case oxus::v1::BUCKET_QUARTER:
      return MonthStartMs(number * kMonthsPerQuarter);
    case oxus::v1::BUCKET_YEAR:
      return MonthStartMs(number * kMonthsPerYear);
    default:
      return 0;
  }
}

std::string BucketText(Bucket bucket, int64_t number) {
  switch (bucket) {
    case oxus::v1::BUCKET_HOUR: {
      const int64_t start_ms = BucketStartMs(bucket, number);
      const int64_t day_ms = Quotient(start_ms, kDayMs) * kDayMs;
      return fmt::format("{}T{:02}", DateText(start_ms), (start_ms - day_ms) / kHourMs);
    }
    case oxus::v1::BUCKET_DAY:
    case oxus::v1::BUCKET_WEEK:
      return DateText(BucketStartMs(bucket, number));
    case oxus::v1::BUCKET_MONTH: {
      const int64_t year = Quotient(number, kMonthsPerYear);
      return fmt::format("{:04}-{:02}", year, number - year * kMonthsPerYear + 1);
    }
    case oxus::v1::BUCKET_QUARTER: {
      const int64_t year = Quotient(number, kQuartersPerYear);
      return fmt::format("{:04}-Q{}", year, number - year * kQuartersPerYear + 1);
    }
    case oxus::v1::BUCKET_YEAR:
      return fmt::format("{:04}", number);
    default:
      return "";
  }
}

}  // namespace oxus::query
