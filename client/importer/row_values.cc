#include "client/importer/row_values.h"

#include <charconv>
#include <chrono>
#include <cmath>

namespace oxus::importer {
namespace {

// Exactly the digits of a fixed-width part of a date.
std::optional<int> Digits(std::string_view text, std::size_t from, std::size_t count) {
  if (text.size() < from + count) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(from, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::optional<std::int64_t> DayOf(std::optional<int> year, std::optional<int> month,
                                  std::optional<int> day) {
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count();
}

bool AllDigits(std::string_view text) {
  for (const char c : text) {
    if (c < '0' || c > '9') return false;
  }
  return !text.empty();
}

}  // namespace

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

std::optional<std::int64_t> WholeNumber(std::string_view text) {
  text = Trimmed(text);
  std::int64_t whole = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, whole);
  if (error == std::errc() && stop == end) return whole;
  // 2^53: up to here every whole double is the number that was written.
  constexpr double kExact = 9007199254740992.0;
  const std::optional<double> number = DecimalNumber(text);
  if (!number || std::abs(*number) > kExact || *number != std::floor(*number)) return std::nullopt;
  return static_cast<std::int64_t>(*number);
}

std::optional<double> DecimalNumber(std::string_view text) {
  text = Trimmed(text);
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end || !std::isfinite(number)) return std::nullopt;
  return number;
}

std::optional<std::int64_t> DayNumber(std::string_view text) {
  text = Trimmed(text);
  if (text.size() >= 10 && text[4] == '-' && text[7] == '-' &&
      (text.size() == 10 || text[10] == ' ' || text[10] == 'T')) {
    return DayOf(Digits(text, 0, 4), Digits(text, 5, 2), Digits(text, 8, 2));
  }
  if ((text.size() == 8 || text.size() == 14) && AllDigits(text)) {
    return DayOf(Digits(text, 0, 4), Digits(text, 4, 2), Digits(text, 6, 2));
  }
  return std::nullopt;
}

std::optional<std::int64_t> MomentMs(std::string_view text) {
  text = Trimmed(text);
  const std::optional<std::int64_t> day = DayNumber(text);
  if (!day) return std::nullopt;
  if (text.size() != 14 || !AllDigits(text)) return *day * kDayMs;
  const int hour = *Digits(text, 8, 2);
  const int minute = *Digits(text, 10, 2);
  const int second = *Digits(text, 12, 2);
  if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return *day * kDayMs + ((hour * 60 + minute) * 60 + second) * std::int64_t{1000};
}

}  // namespace oxus::importer
