#include "client/cli/time_option.h"

#include "fmt/format.h"

namespace oxus::cli {
namespace {

constexpr std::string_view kShape = "dddd-dd-ddTdd:dd";
constexpr size_t kDateLength = 10;

bool HasShape(const std::string& text) {
  if (text.size() != kDateLength && text.size() != kShape.size()) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (kShape[i] == 'd' ? !digit : text[i] != kShape[i]) return false;
  }
  return true;
}

int Number(const std::string& text, size_t position, size_t digits) {
  int number = 0;
  for (size_t i = position; i < position + digits; ++i) number = number * 10 + (text[i] - '0');
  return number;
}

}  // namespace

std::string CheckLocalTime(const std::string& text) {
  if (!HasShape(text)) {
    return fmt::format("'{}' is not a time; expected YYYY-MM-DD or YYYY-MM-DDThh:mm", text);
  }
  if (!ParseLocalTime(text).has_value()) {
    return fmt::format("'{}' does not exist in the calendar", text);
  }
  return "";
}

std::optional<absl::CivilMinute> ParseLocalTime(const std::string& text) {
  if (!HasShape(text)) return std::nullopt;
  const int month = Number(text, 5, 2);
  const int day = Number(text, 8, 2);
  const bool timed = text.size() == kShape.size();
  const int hour = timed ? Number(text, 11, 2) : 0;
  const int minute = timed ? Number(text, 14, 2) : 0;
  // What does not exist is carried over into another hour, day or month.
  const absl::CivilMinute civil(Number(text, 0, 4), month, day, hour, minute);
  const bool exists = civil.month() == month && civil.day() == day && civil.hour() == hour &&
                      civil.minute() == minute;
  return exists ? std::optional(civil) : std::nullopt;
}

void AddIntervalOptions(CLI::App& app, oxus::v1::LocalInterval& interval) {
  const CLI::Validator time(CheckLocalTime, "", "time");
  app.add_option("--since", *interval.mutable_since(), "First moment, included; local time")
      ->type_name("YYYY-MM-DD[Thh:mm]")
      ->check(time);
  app.add_option("--until", *interval.mutable_until(),
                 "End, not included: --until 2026-01-01 takes all of 2025; local time")
      ->type_name("YYYY-MM-DD[Thh:mm]")
      ->check(time);
}

}  // namespace oxus::cli
