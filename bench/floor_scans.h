#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "bench/floor_columns.h"

namespace oxus::bench {

// Loops over plain columns, one for each question: what a fixed program for just this question
// costs on one thread, without indexes. Each adds what it finds in rows [begin, end) to its last
// argument. Compiled for AVX2 too and chosen when the program starts.

// Sizes that keys are padded to, so that keys join by shifts.
inline constexpr size_t kCountrySlots = 64;
inline constexpr size_t kRegionSlots = 1024;
inline constexpr size_t kTypeSlots = 32;
inline constexpr size_t kActorSlots = 2048;
inline constexpr size_t kSourceSlots = 512;
inline constexpr size_t kMonths = 16 * 12;
inline constexpr size_t kYears = 16;

// Days since 2010-01-01, half-open.
struct DayRange {
  uint16_t since;
  uint16_t until;
};

// An event count in the low and a sum in the high half, so that one addition does both.
using CountAndSum = uint64_t;
inline uint32_t CountOf(CountAndSum both) { return static_cast<uint32_t>(both); }
inline uint32_t SumOf(CountAndSum both) { return static_cast<uint32_t>(both >> 32); }

// Q1. By region; contacts fall into a second table behind the first.
void CountIncidentsByRegion(const FloorColumns& columns, uint8_t incident_types, size_t begin,
                            size_t end, std::vector<uint32_t>* counts);
// Q2.
void CountIncidentsByRegionIn(const FloorColumns& columns, uint8_t incident_types, DayRange days,
                              size_t begin, size_t end, std::vector<uint32_t>* counts);
// Q3. `slot_of_day` is the month of the five years times kCountrySlots, or that of a month
// behind the last for other days.
void SumIncidentsByMonthAndCountry(const FloorColumns& columns, uint8_t incident_types,
                                   const std::vector<uint16_t>& slot_of_day, size_t begin,
                                   size_t end, std::vector<CountAndSum>* sums);
// Q4. Deaths by initiator.
void SumDeathsByInitiator(const FloorColumns& columns, uint8_t country, size_t begin, size_t end,
                          std::vector<uint32_t>* deaths);

struct DyadMonth {
  uint32_t incidents = 0;
  uint32_t contacts = 0;
  int64_t score_tenths = 0;
};
// Q5.
void SumDyadByMonth(const FloorColumns& columns, uint8_t incident_types,
                    std::array<uint16_t, 2> dyad, const std::vector<uint8_t>& month_of_day,
                    size_t begin, size_t end, std::vector<DyadMonth>* months);
// Q6. By type times kCountrySlots plus country.
void CountDeadlyByTypeAndCountry(const FloorColumns& columns, uint8_t least_confidence,
                                 size_t begin, size_t end, std::vector<uint32_t>* counts);
// Q7. kActorSlots bits for each region.
void MarkInitiatorsByRegion(const FloorColumns& columns, size_t begin, size_t end,
                            std::vector<uint64_t>* bits);

// In ten-thousandths of a degree, all four ends inside.
struct FloorBox {
  int32_t south;
  int32_t north;
  int32_t west;
  int32_t east;
};
// Q8.
void CountInBoxByDay(const FloorColumns& columns, const FloorBox& box, DayRange days, size_t begin,
                     size_t end, std::vector<uint32_t>* counts);
// Q9.
void CountIncidentsInRegionByDay(const FloorColumns& columns, uint8_t incident_types,
                                 uint16_t region, DayRange days, size_t begin, size_t end,
                                 std::vector<uint32_t>* counts);
// Q10. `slot_of_day` is the year times kCountrySlots.
void SumByYearAndNationality(const FloorColumns& columns, const std::vector<uint16_t>& slot_of_day,
                             size_t begin, size_t end, std::vector<CountAndSum>* sums);
// Q11. The sums are of score + 10 in tenths, which is never negative.
inline constexpr int32_t kScoreOffset = 100;
void SumScoresBySource(const FloorColumns& columns, size_t begin, size_t end,
                       std::vector<CountAndSum>* sums);

// A row's time and its number; later is greater.
struct Newest {
  int64_t time_ms;
  uint64_t number;
  auto operator<=>(const Newest&) const = default;
};
// Q12. Keeps the newest `most` in a heap whose front is the oldest.
void KeepNewest(const FloorColumns& columns, uint8_t country, std::array<uint8_t, 3> types,
                size_t most, size_t begin, size_t end, std::vector<Newest>* newest);

}  // namespace oxus::bench
