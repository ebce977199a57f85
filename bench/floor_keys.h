#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "bench/event_vocabulary.h"
#include "bench/floor_scans.h"

namespace oxus::bench {

// What the questions name, as the indexes and days that columns hold.
struct FloorKeys {
  explicit FloorKeys(const EventVocabulary& words);

  uint8_t incident_types;
  DayRange last_90_days;
  DayRange five_years;
  DayRange year_2024;
  DayRange year_2025;
  uint8_t busiest_country;
  std::array<uint16_t, 2> dyad;
  uint16_t region;
  uint8_t newest_country;
  std::array<uint8_t, 3> newest_types;
  // Of each day, since January 2010.
  std::vector<uint8_t> month_of_day;
};

}  // namespace oxus::bench
