#pragma once

#include <optional>
#include <string_view>

#include "oxus/v1/event.pb.h"

namespace oxus::importer {

struct GdeltTime {
  oxus::v1::Span occurred;
  // DATEADDED; 0 when the row has none.
  std::int64_t published_ms = 0;
  // Neither 0, 1, 7, 30, 365 nor 3650 days lie between the two dates: read as a day.
  bool unusual_lag = false;
};

// When a GDELT row happened. SQLDATE is quantised: 7, 30, 365 or 3650 days before DATEADDED
// stand for "last week", "last month", "last year", "ten years ago" in the text. Those become a
// WEEK, MONTH (30 days) or YEAR (365 days) that ends with the day of SQLDATE. UTC offset 0.
// nullopt when `sql_date` is no date; an unreadable `date_added` is as good as none.
std::optional<GdeltTime> ReadGdeltTime(std::string_view sql_date, std::string_view date_added);

}  // namespace oxus::importer
