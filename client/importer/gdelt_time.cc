#include "client/importer/gdelt_time.h"

#include <string>

#include "client/importer/row_values.h"

namespace oxus::importer {
namespace {

struct LagMeaning {
  std::int64_t lag_days;
  oxus::v1::TimePrecision precision;
  // Length of the span that ends with the day of SQLDATE.
  std::int64_t span_days;
};

constexpr LagMeaning kLags[] = {
    {0, oxus::v1::TIME_PRECISION_DAY, 1},      {1, oxus::v1::TIME_PRECISION_DAY, 1},
    {7, oxus::v1::TIME_PRECISION_WEEK, 7},     {30, oxus::v1::TIME_PRECISION_MONTH, 30},
    {365, oxus::v1::TIME_PRECISION_YEAR, 365}, {3650, oxus::v1::TIME_PRECISION_YEAR, 365},
};

// Programs that take the stamp for a number write it as "2.0180105e+13" or "20180105.0".
std::string Stamp(std::string_view text) {
  if (text.find_first_of(".eE") == std::string_view::npos) return std::string(text);
  const std::optional<std::int64_t> number = WholeNumber(text);
  return number ? std::to_string(*number) : std::string(text);
}

}  // namespace

std::optional<GdeltTime> ReadGdeltTime(std::string_view sql_date, std::string_view date_added) {
  const std::optional<std::int64_t> day = DayNumber(Stamp(sql_date));
  if (!day) return std::nullopt;
  GdeltTime time;
  std::int64_t span_days = 1;
  time.occurred.set_precision(oxus::v1::TIME_PRECISION_DAY);
  const std::string added = Stamp(date_added);
  if (const std::optional<std::int64_t> added_day = DayNumber(added)) {
    time.published_ms = MomentMs(added).value_or(*added_day * kDayMs);
    time.unusual_lag = true;
    for (const LagMeaning& meaning : kLags) {
      if (meaning.lag_days != *added_day - *day) continue;
      time.unusual_lag = false;
      time.occurred.set_precision(meaning.precision);
      span_days = meaning.span_days;
    }
  }
  const std::int64_t end_ms = (*day + 1) * kDayMs;
  time.occurred.set_start_ms(end_ms - span_days * kDayMs);
  // Span ends are inclusive. A single day needs no end of its own.
  if (span_days > 1) time.occurred.set_end_ms(end_ms - 1);
  return time;
}

}  // namespace oxus::importer
