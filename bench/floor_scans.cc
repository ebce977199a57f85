#include "bench/floor_scans.h"

#include <algorithm>
#include <cstring>
#include <functional>

// Two clones, one of them for AVX2; lambdas are inlined into both.
#define OXUS_CLONES [[gnu::target_clones("avx2", "default")]]
#define OXUS_INLINE __attribute__((always_inline))

namespace oxus::bench {
namespace {

constexpr size_t kBlock = 2048;

// Calls `visit` with each row of a block that `pass` holds for. `pass` has no branches, so that
// the first loop is vectorised; the second skips eight rows at a time.
template <typename Pass, typename Visit>
OXUS_INLINE inline void VisitBlock(size_t begin, size_t count, Pass pass, Visit visit) {
  alignas(64) uint8_t mask[kBlock];
  for (size_t i = 0; i < count; ++i) mask[i] = pass(begin + i);
  const size_t padded = (count + 7) / 8 * 8;
  for (size_t i = count; i < padded; ++i) mask[i] = 0;
  for (size_t i = 0; i < padded; i += 8) {
    uint64_t word;
    std::memcpy(&word, mask + i, sizeof(word));
    for (; word != 0; word &= word - 1) {
      visit(begin + i + static_cast<size_t>(__builtin_ctzll(word)) / 8);
    }
  }
}

template <typename Pass, typename Visit>
OXUS_INLINE inline void VisitRows(size_t begin, size_t end, Pass pass, Visit visit) {
  for (size_t at = begin; at < end; at += kBlock) {
    VisitBlock(at, std::min(kBlock, end - at), pass, visit);
  }
}

// The same for a stretch of days: a block without such a day is left at its first column.
template <typename Pass, typename Visit>
OXUS_INLINE inline void VisitRowsIn(DayRange days, const uint16_t* day, size_t begin, size_t end,
                                    Pass pass, Visit visit) {
  const uint16_t since = days.since;
  const uint16_t length = static_cast<uint16_t>(days.until - days.since);
  for (size_t at = begin; at < end; at += kBlock) {
    const size_t count = std::min(kBlock, end - at);
    uint8_t any = 0;
    for (size_t i = at; i < at + count; ++i) {
      any |= static_cast<uint16_t>(day[i] - since) < length;
    }
    if (any == 0) continue;
    VisitBlock(
        at, count,
        [=](size_t i) OXUS_INLINE {
          return static_cast<uint8_t>((static_cast<uint16_t>(day[i] - since) < length) & pass(i));
        },
        visit);
  }
}

// Calls `add` with each row and one of four tables in turn, then adds the tables up: a row need not
// wait for the one before it when both are of one group, as neighbours often are.
template <typename Cell, typename Add>
OXUS_INLINE inline void AddInTurns(size_t begin, size_t end, std::vector<Cell>* table, Add add) {
  constexpr size_t kTables = 4;
  const size_t cells = table->size();
  std::vector<Cell> others((kTables - 1) * cells);
  Cell* const first = table->data();
  Cell* const second = others.data();
  size_t i = begin;
  for (; i + kTables <= end; i += kTables) {
    add(first, i);
    add(second, i + 1);
    add(second + cells, i + 2);
    add(second + 2 * cells, i + 3);
  }
  for (; i < end; ++i) add(first, i);
  for (size_t key = 0; key < cells; ++key) {
    first[key] += second[key] + second[cells + key] + second[2 * cells + key];
  }
}

}  // namespace

OXUS_CLONES
void CountIncidentsByRegion(const FloorColumns& columns, uint8_t incident_types, size_t begin,
                            size_t end, std::vector<uint32_t>* counts) {
  const uint8_t* const type = columns.type.data();
  const uint16_t* const region = columns.region.data();
  AddInTurns(begin, end, counts, [=](uint32_t* count, size_t i) OXUS_INLINE {
    ++count[region[i] + (type[i] >= incident_types) * kRegionSlots];
  });
}

OXUS_CLONES
void CountIncidentsByRegionIn(const FloorColumns& columns, uint8_t incident_types, DayRange days,
                              size_t begin, size_t end, std::vector<uint32_t>* counts) {
  const uint8_t* const type = columns.type.data();
  const uint16_t* const region = columns.region.data();
  uint32_t* const count = counts->data();
  VisitRowsIn(
      days, columns.day.data(), begin, end,
      [=](size_t i) OXUS_INLINE { return static_cast<uint8_t>(type[i] < incident_types); },
      [=](size_t i) OXUS_INLINE { ++count[region[i]]; });
}

OXUS_CLONES
void SumIncidentsByMonthAndCountry(const FloorColumns& columns, uint8_t incident_types,
                                   const std::vector<uint16_t>& slot_of_day, size_t begin,
                                   size_t end, std::vector<CountAndSum>* sums) {
  const uint16_t* const slot = slot_of_day.data();
  const uint16_t* const day = columns.day.data();
  const uint8_t* const type = columns.type.data();
  const uint8_t* const country = columns.country.data();
  const uint16_t* const fatalities = columns.fatalities.data();
  AddInTurns(begin, end, sums, [=](CountAndSum* sum, size_t i) OXUS_INLINE {
    // A branch would be guessed wrong for three rows in ten.
    const CountAndSum is_incident = -static_cast<CountAndSum>(type[i] < incident_types);
    sum[slot[day[i]] + country[i]] += (CountAndSum{fatalities[i]} << 32 | 1) & is_incident;
  });
}

OXUS_CLONES
void SumDeathsByInitiator(const FloorColumns& columns, uint8_t country, size_t begin, size_t end,
                          std::vector<uint32_t>* deaths) {
  const uint8_t* const countries = columns.country.data();
  const uint16_t* const fatalities = columns.fatalities.data();
  const uint16_t* const initiator = columns.initiator.data();
  uint32_t* const sum = deaths->data();
  VisitRows(
      begin, end,
      [=](size_t i) OXUS_INLINE {
        return static_cast<uint8_t>((countries[i] == country) & (fatalities[i] != 0));
      },
      [=](size_t i) OXUS_INLINE { sum[initiator[i]] += fatalities[i]; });
}

OXUS_CLONES
void SumDyadByMonth(const FloorColumns& columns, uint8_t incident_types,
                    std::array<uint16_t, 2> dyad, const std::vector<uint8_t>& month_of_day,
                    size_t begin, size_t end, std::vector<DyadMonth>* months) {
  const uint16_t* const initiator = columns.initiator.data();
  const uint16_t* const target = columns.target.data();
  const uint16_t a = dyad[0];
  const uint16_t b = dyad[1];
  VisitRows(
      begin, end,
      [=](size_t i) OXUS_INLINE {
        return static_cast<uint8_t>(((initiator[i] == a) & (target[i] == b)) |
                                    ((initiator[i] == b) & (target[i] == a)));
      },
      [&](size_t i) OXUS_INLINE {
        DyadMonth& month = (*months)[month_of_day[columns.day[i]]];
        const bool is_incident = columns.type[i] < incident_types;
        month.incidents += is_incident;
        month.contacts += !is_incident;
        month.score_tenths += columns.score_tenths[i];
      });
}

OXUS_CLONES
void CountDeadlyByTypeAndCountry(const FloorColumns& columns, uint8_t least_confidence,
                                 size_t begin, size_t end, std::vector<uint32_t>* counts) {
  const uint16_t* const fatalities = columns.fatalities.data();
  const uint8_t* const confidence = columns.confidence.data();
  const uint8_t* const type = columns.type.data();
  const uint8_t* const country = columns.country.data();
  uint32_t* const count = counts->data();
  VisitRows(
      begin, end,
      [=](size_t i) OXUS_INLINE {
        return static_cast<uint8_t>((fatalities[i] != 0) & (confidence[i] >= least_confidence));
      },
      [=](size_t i) OXUS_INLINE { ++count[type[i] * kCountrySlots + country[i]]; });
}

OXUS_CLONES
void MarkInitiatorsByRegion(const FloorColumns& columns, size_t begin, size_t end,
                            std::vector<uint64_t>* bits) {
  const uint16_t* const region = columns.region.data();
  const uint16_t* const initiator = columns.initiator.data();
  uint64_t* const words = bits->data();
  for (size_t i = begin; i < end; ++i) {
    const size_t bit = region[i] * kActorSlots + initiator[i];
    words[bit / 64] |= uint64_t{1} << (bit % 64);
  }
}

OXUS_CLONES
void CountInBoxByDay(const FloorColumns& columns, const FloorBox& box, DayRange days, size_t begin,
                     size_t end, std::vector<uint32_t>* counts) {
  const int32_t* const lat = columns.lat_e4.data();
  const int32_t* const lon = columns.lon_e4.data();
  const uint16_t* const day = columns.day.data();
  uint32_t* const count = counts->data();
  const FloorBox in = box;
  VisitRowsIn(
      days, day, begin, end,
      [=](size_t i) OXUS_INLINE {
        return static_cast<uint8_t>((lat[i] >= in.south) & (lat[i] <= in.north) &
                                    (lon[i] >= in.west) & (lon[i] <= in.east));
      },
      [=](size_t i) OXUS_INLINE { ++count[day[i]]; });
}

OXUS_CLONES
void CountIncidentsInRegionByDay(const FloorColumns& columns, uint8_t incident_types,
                                 uint16_t region, DayRange days, size_t begin, size_t end,
                                 std::vector<uint32_t>* counts) {
  const uint16_t* const regions = columns.region.data();
  const uint8_t* const type = columns.type.data();
  const uint16_t* const day = columns.day.data();
  uint32_t* const count = counts->data();
  VisitRowsIn(
      days, day, begin, end,
      [=](size_t i) OXUS_INLINE {
        return static_cast<uint8_t>((regions[i] == region) & (type[i] < incident_types));
      },
      [=](size_t i) OXUS_INLINE { ++count[day[i]]; });
}

OXUS_CLONES
void SumByYearAndNationality(const FloorColumns& columns, const std::vector<uint16_t>& slot_of_day,
                             size_t begin, size_t end, std::vector<CountAndSum>* sums) {
  const uint16_t* const slot = slot_of_day.data();
  const uint16_t* const day = columns.day.data();
  const uint8_t* const nationality = columns.nationality.data();
  const uint16_t* const fatalities = columns.fatalities.data();
  AddInTurns(begin, end, sums, [=](CountAndSum* sum, size_t i) OXUS_INLINE {
    sum[slot[day[i]] + nationality[i]] += CountAndSum{fatalities[i]} << 32 | 1;
  });
}

OXUS_CLONES
void SumScoresBySource(const FloorColumns& columns, size_t begin, size_t end,
                       std::vector<CountAndSum>* sums) {
  const uint16_t* const source = columns.source.data();
  const int8_t* const score = columns.score_tenths.data();
  AddInTurns(begin, end, sums, [=](CountAndSum* sum, size_t i) OXUS_INLINE {
    sum[source[i]] += static_cast<CountAndSum>(score[i] + kScoreOffset) << 32 | 1;
  });
}

OXUS_CLONES
void KeepNewest(const FloorColumns& columns, uint8_t country, std::array<uint8_t, 3> types,
                size_t most, size_t begin, size_t end, std::vector<Newest>* newest) {
  const uint8_t* const countries = columns.country.data();
  const uint8_t* const type = columns.type.data();
  const int64_t* const time_ms = columns.time_ms.data();
  const auto older = std::greater<Newest>();
  const auto visit = [&](size_t i) {
    const Newest row = {time_ms[i], i};
    if (newest->size() == most) {
      if (row <= newest->front()) return;
      std::pop_heap(newest->begin(), newest->end(), older);
      newest->pop_back();
    }
    newest->push_back(row);
    std::push_heap(newest->begin(), newest->end(), older);
  };
  // From the last to arrive: the first found are then among the newest, and few more are kept.
  for (size_t at = end; at > begin; at -= std::min(kBlock, at - begin)) {
    const size_t count = std::min(kBlock, at - begin);
    VisitBlock(
        at - count, count,
        [=](size_t i) OXUS_INLINE {
          return static_cast<uint8_t>(
              (countries[i] == country) &
              ((type[i] == types[0]) | (type[i] == types[1]) | (type[i] == types[2])));
        },
        visit);
  }
}

}  // namespace oxus::bench
