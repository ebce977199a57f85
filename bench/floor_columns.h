#pragma once

#include <cstdint>
#include <vector>

#include "bench/event_rows.h"

namespace oxus::bench {

inline constexpr uint8_t kNoVictim = 63;

// The rows as plain arrays of the narrowest type that holds each column, in order of arrival.
struct FloorColumns {
  // Made with as many threads as there are processors.
  explicit FloorColumns(const EventRows& rows);

  size_t size() const { return day.size(); }

  // Since 2010-01-01.
  std::vector<uint16_t> day;
  // Since 2010-01-01T00:00Z.
  std::vector<int64_t> time_ms;
  std::vector<uint8_t> type;
  std::vector<uint8_t> country;
  std::vector<uint16_t> region;
  std::vector<int32_t> lat_e4;
  std::vector<int32_t> lon_e4;
  std::vector<uint16_t> initiator;
  std::vector<uint16_t> target;
  // kNoVictim for none.
  std::vector<uint8_t> nationality;
  std::vector<uint16_t> fatalities;
  std::vector<int8_t> score_tenths;
  std::vector<uint16_t> source;
  std::vector<uint8_t> confidence;
};

}  // namespace oxus::bench
