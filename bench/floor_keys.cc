#include "bench/floor_keys.h"

#include <string>
#include <string_view>

#include "bench/event_rows.h"
#include "bench/questions.h"
#include "bench/row_text.h"

namespace oxus::bench {
namespace {

uint16_t DayOf(const char* date) {
  if (std::string_view(date) == kLast90Days.until) return kDays;
  uint16_t day = 0;
  while (DayText(day) != date) ++day;
  return day;
}

DayRange DaysOf(const Stretch& stretch) { return {DayOf(stretch.since), DayOf(stretch.until)}; }

}  // namespace

FloorKeys::FloorKeys(const EventVocabulary& words)
    : incident_types(static_cast<uint8_t>(words.incident_types)),
      last_90_days(DaysOf(kLast90Days)),
      five_years(DaysOf(kFiveYears)),
      year_2024(DaysOf(kYear2024)),
      year_2025(DaysOf(kYear2025)),
      busiest_country(static_cast<uint8_t>(words.CountryIndex(kBusiestCountry))),
      dyad{static_cast<uint16_t>(words.ActorIndex(kDyad[0])),
           static_cast<uint16_t>(words.ActorIndex(kDyad[1]))},
      region(static_cast<uint16_t>(words.RegionIndex(kRegion))),
      newest_country(static_cast<uint8_t>(words.CountryIndex(kNewestCountry))) {
  for (size_t i = 0; i < newest_types.size(); ++i) {
    newest_types[i] = static_cast<uint8_t>(words.TypeIndex(kNewestTypes[i]));
  }
  for (uint32_t day = 0; day < kDays; ++day) {
    const std::string text = DayText(day);
    const int year = std::stoi(text.substr(0, 4));
    const int month = std::stoi(text.substr(5, 2));
    month_of_day.push_back(static_cast<uint8_t>((year - 2010) * 12 + month - 1));
  }
}

}  // namespace oxus::bench
