#include "server/filter/time_constant.h"

#include <chrono>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "server/filter/message.h"

namespace oxus::filter {
namespace {

constexpr int64_t kSecondMs = 1000;
constexpr int64_t kMinuteMs = 60 * kSecondMs;
constexpr int64_t kHourMs = 60 * kMinuteMs;
constexpr int64_t kDayMs = 24 * kHourMs;

static_assert(kTimeBeginMs ==
              std::chrono::sys_days(std::chrono::year(0) / 1 / 1).time_since_epoch() /
                  std::chrono::milliseconds(1));
static_assert(kTimeEndMs ==
              std::chrono::sys_days(std::chrono::year(10000) / 1 / 1).time_since_epoch() /
                  std::chrono::milliseconds(1));

// Takes pieces off the front of a text; a piece that is not there leaves it as it was.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool AtEnd() const { return rest_.empty(); }

  bool TakeAny(std::string_view characters) {
    if (rest_.empty() || characters.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // Exactly `count` digits.
  std::optional<int> TakeDigits(size_t count) {
    if (rest_.size() < count) return std::nullopt;
    int number = 0;
    for (size_t i = 0; i < count; ++i) {
      if (rest_[i] < '0' || rest_[i] > '9') return std::nullopt;
      number = number * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(count);
    return number;
  }

 private:
  std::string_view rest_;
};

absl::Status Malformed(std::string_view text) {
  return absl::InvalidArgumentError(fmt::format(
      "found {}, expected a time such as \"2025-11-30\" or \"2025-11-30T18:45\"", Quoted(text)));
}

absl::Status NoSuch(std::string_view what, std::string_view text) {
  return absl::InvalidArgumentError(fmt::format("{} names no {}", Quoted(text), what));
}

struct Date {
  int year;
  int month;
  int day;
};

std::optional<Date> TakeDate(Reader& reader) {
  const auto year = reader.TakeDigits(4);
  if (!year || !reader.TakeAny("-")) return std::nullopt;
  const auto month = reader.TakeDigits(2);
  if (!month || !reader.TakeAny("-")) return std::nullopt;
  const auto day = reader.TakeDigits(2);
  if (!day) return std::nullopt;
  return Date{*year, *month, *day};
}

std::optional<int64_t> DayStartMs(const Date& date) {
  const std::chrono::year_month_day ymd(std::chrono::year(date.year),
                                        std::chrono::month(static_cast<unsigned>(date.month)),
                                        std::chrono::day(static_cast<unsigned>(date.day)));
  if (!ymd.ok()) return std::nullopt;
  return std::chrono::sys_days(ymd).time_since_epoch().count() * kDayMs;
}

// Hours and minutes with ':' between; used for the time of day and for the offset.
struct HourMinute {
  int hour;
  int minute;
  bool ok() const { return hour < 24 && minute < 60; }
  int64_t ms() const { return hour * kHourMs + minute * kMinuteMs; }
};

std::optional<HourMinute> TakeHourMinute(Reader& reader) {
  const auto hour = reader.TakeDigits(2);
  if (!hour || !reader.TakeAny(":")) return std::nullopt;
  const auto minute = reader.TakeDigits(2);
  if (!minute) return std::nullopt;
  return HourMinute{*hour, *minute};
}

// One to three digits after the point, as milliseconds.
std::optional<int> TakeFraction(Reader& reader) {
  int ms = 0;
  int scale = 100;
  for (; scale > 0; scale /= 10) {
    const auto digit = reader.TakeDigits(1);
    if (!digit) break;
    ms += *digit * scale;
  }
  if (scale == 100) return std::nullopt;
  return ms;
}

// Seconds and their fraction, if any, added to `time`. False when malformed.
bool TakeSeconds(Reader& reader, TimeConstant& time, int& second) {
  if (!reader.TakeAny(":")) return true;
  const auto seconds = reader.TakeDigits(2);
  if (!seconds) return false;
  second = *seconds;
  time.start_ms += second * kSecondMs;
  time.width_ms = kSecondMs;
  if (!reader.TakeAny(".")) return true;
  const auto fraction = TakeFraction(reader);
  if (!fraction) return false;
  time.start_ms += *fraction;
  time.width_ms = 1;
  return true;
}

// What follows the time of day, up to the end.
absl::Status TakeOffset(Reader& reader, std::string_view text, TimeConstant& time) {
  if (reader.AtEnd()) return absl::OkStatus();
  time.has_offset = true;
  if (reader.TakeAny("Z")) return reader.AtEnd() ? absl::OkStatus() : Malformed(text);
  const bool east = reader.TakeAny("+");
  if (!east && !reader.TakeAny("-")) return Malformed(text);
  const auto offset = TakeHourMinute(reader);
  if (!offset || !reader.AtEnd()) return Malformed(text);
  if (!offset->ok()) return NoSuch("offset from UTC", text);
  time.start_ms -= east ? offset->ms() : -offset->ms();
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<TimeConstant> ParseTimeConstant(std::string_view text) {
  Reader reader(text);
  const auto date = TakeDate(reader);
  if (!date) return Malformed(text);
  const auto day_start_ms = DayStartMs(*date);
  TimeConstant time{day_start_ms.value_or(0), kDayMs, false};
  if (!reader.AtEnd()) {
    if (!reader.TakeAny("T ")) return Malformed(text);
    const auto clock = TakeHourMinute(reader);
    if (!clock) return Malformed(text);
    time.start_ms += clock->ms();
    time.width_ms = kMinuteMs;
    int second = 0;
    if (!TakeSeconds(reader, time, second)) return Malformed(text);
    if (!clock->ok() || second > 59) return NoSuch("time of day", text);
    if (absl::Status status = TakeOffset(reader, text, time); !status.ok()) return status;
  }
  if (!day_start_ms) return NoSuch("day of the calendar", text);
  // An offset may lead out of the years that can be written.
  if (time.start_ms < kTimeBeginMs || time.start_ms >= kTimeEndMs)
    return NoSuch("time of UTC", text);
  return time;
}

std::string TimeText(int64_t time_ms, int64_t width_ms) {
  const std::chrono::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds(time_ms)};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  std::string text =
      fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  if (width_ms >= kDayMs) return text;
  text += fmt::format("T{:02}:{:02}", clock.hours().count(), clock.minutes().count());
  if (width_ms >= kMinuteMs) return text;
  text += fmt::format(":{:02}", clock.seconds().count());
  if (width_ms >= kSecondMs) return text;
  return text + fmt::format(".{:03}", clock.subseconds().count());
}

std::string TimeText(int64_t time_ms) {
  for (const int64_t width_ms : {kDayMs, kMinuteMs, kSecondMs}) {
    if (time_ms % width_ms == 0) return TimeText(time_ms, width_ms);
  }
  return TimeText(time_ms, 1);
}

}  // namespace oxus::filter
