#include "bench/query_floor.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <functional>
#include <thread>
#include <utility>

#include "bench/floor_scans.h"
#include "bench/row_text.h"

namespace oxus::bench {
namespace {

constexpr size_t kFiveYearMonths = 60;
constexpr int32_t kDegreeE4 = 10'000;

// Makes an answer text; run outside the time measured.
using Writer = std::function<Answer()>;

struct Inputs {
  const EventRows& rows;
  const FloorColumns& columns;
  const FloorKeys& keys;
  size_t threads;

  const EventVocabulary& words() const { return rows.words(); }
};

// Splits the rows, gives each thread a copy of `empty` to add to, and returns them.
template <typename Partial, typename Scan>
std::vector<Partial> ScanParts(const Inputs& in, const Partial& empty, Scan scan) {
  std::vector<Partial> parts(in.threads, empty);
  std::vector<std::thread> workers;
  const auto scan_part = [&](size_t part) {
    const size_t size = in.columns.size();
    scan(size * part / in.threads, size * (part + 1) / in.threads, &parts[part]);
  };
  for (size_t part = 1; part < in.threads; ++part) workers.emplace_back(scan_part, part);
  scan_part(0);
  for (std::thread& worker : workers) worker.join();
  return parts;
}

// The same for tables that merge by adding, or by another operation, cell by cell.
template <typename Cell, typename Scan, typename Merge = std::plus<Cell>>
std::vector<Cell> ScanTable(const Inputs& in, size_t cells, Scan scan, Merge merge = Merge()) {
  auto parts = ScanParts(in, std::vector<Cell>(cells), scan);
  for (size_t part = 1; part < parts.size(); ++part) {
    std::transform(parts[0].begin(), parts[0].end(), parts[part].begin(), parts[0].begin(), merge);
  }
  return std::move(parts[0]);
}

// Lines of the cells that are not zero.
template <typename Cell, typename Line>
Answer Lines(const std::vector<Cell>& table, size_t cells, Line line) {
  Answer answer;
  for (size_t key = 0; key < cells; ++key) {
    if (table[key] != 0) answer.push_back(line(key, table[key]));
  }
  std::sort(answer.begin(), answer.end());
  return answer;
}

Writer RegionWriter(const Inputs& in, std::vector<uint32_t> counts) {
  return [&words = in.words(), counts = std::move(counts)] {
    return Lines(counts, words.regions.size(), [&](size_t region, uint32_t count) {
      return fmt::format("{}\t{}", words.regions[region].code, count);
    });
  };
}

Writer DayWriter(std::vector<uint32_t> counts) {
  return [counts = std::move(counts)] {
    return Lines(counts, kDays, [](size_t day, uint32_t count) {
      return fmt::format("{}\t{}", DayText(static_cast<uint32_t>(day)), count);
    });
  };
}

Writer AskQ1(const Inputs& in) {
  return RegionWriter(in, ScanTable<uint32_t>(in, 2 * kRegionSlots, [&](auto... rest) {
                        CountIncidentsByRegion(in.columns, in.keys.incident_types, rest...);
                      }));
}

Writer AskQ2(const Inputs& in) {
  return RegionWriter(in, ScanTable<uint32_t>(in, kRegionSlots, [&](auto... rest) {
                        CountIncidentsByRegionIn(in.columns, in.keys.incident_types,
                                                 in.keys.last_90_days, rest...);
                      }));
}

Writer AskQ3(const Inputs& in) {
  const DayRange days = in.keys.five_years;
  const size_t first_month = in.keys.month_of_day[days.since];
  std::vector<uint16_t> slot_of_day(kDays, kFiveYearMonths * kCountrySlots);
  for (size_t day = days.since; day < days.until; ++day) {
    slot_of_day[day] =
        static_cast<uint16_t>((in.keys.month_of_day[day] - first_month) * kCountrySlots);
  }
  auto sums = ScanTable<CountAndSum>(in, (kFiveYearMonths + 1) * kCountrySlots, [&](auto... rest) {
    SumIncidentsByMonthAndCountry(in.columns, in.keys.incident_types, slot_of_day, rest...);
  });
  return [&words = in.words(), first_month, sums = std::move(sums)] {
    return Lines(sums, kFiveYearMonths * kCountrySlots, [&](size_t key, CountAndSum sum) {
      const size_t month = first_month + key / kCountrySlots;
      return fmt::format("{}-{:02}\t{}\t{}\t{}", 2010 + month / 12, month % 12 + 1,
                         words.countries[key % kCountrySlots].alpha2, CountOf(sum), SumOf(sum));
    });
  };
}

Writer AskQ4(const Inputs& in) {
  const auto deaths = ScanTable<uint32_t>(in, kActorSlots, [&](auto... rest) {
    SumDeathsByInitiator(in.columns, in.keys.busiest_country, rest...);
  });
  std::vector<uint32_t> actors;
  for (uint32_t actor = 0; actor < deaths.size(); ++actor) {
    if (deaths[actor] != 0) actors.push_back(actor);
  }
  const EventVocabulary& words = in.words();
  const size_t kept = std::min(kTopActors, actors.size());
  std::partial_sort(actors.begin(), actors.begin() + static_cast<long>(kept), actors.end(),
                    [&](uint32_t a, uint32_t b) {
                      if (deaths[a] != deaths[b]) return deaths[a] > deaths[b];
                      return words.actors[a] < words.actors[b];
                    });
  actors.resize(kept);
  return [&words, deaths, actors] {
    Answer answer;
    for (const uint32_t actor : actors) {
      answer.push_back(fmt::format("{}\t{}", words.actors[actor], deaths[actor]));
    }
    return answer;
  };
}

Writer AskQ5(const Inputs& in) {
  auto months = ScanTable<DyadMonth>(
      in, kMonths,
      [&](auto... rest) {
        SumDyadByMonth(in.columns, in.keys.incident_types, in.keys.dyad, in.keys.month_of_day,
                       rest...);
      },
      [](const DyadMonth& a, const DyadMonth& b) {
        return DyadMonth{a.incidents + b.incidents, a.contacts + b.contacts,
                         a.score_tenths + b.score_tenths};
      });
  return [months = std::move(months)] {
    Answer answer;
    for (size_t month = 0; month < months.size(); ++month) {
      const DyadMonth& sums = months[month];
      const uint32_t events = sums.incidents + sums.contacts;
      if (events == 0) continue;
      answer.push_back(fmt::format(
          "{}-{:02}\t{}\t{}\t{}", 2010 + month / 12, month % 12 + 1, sums.incidents, sums.contacts,
          MeanText(static_cast<double>(sums.score_tenths) / (10.0 * events))));
    }
    return answer;
  };
}

Writer AskQ6(const Inputs& in) {
  auto counts = ScanTable<uint32_t>(in, kTypeSlots * kCountrySlots, [&](auto... rest) {
    CountDeadlyByTypeAndCountry(in.columns, kLeastConfidence, rest...);
  });
  return [&words = in.words(), counts = std::move(counts)] {
    return Lines(counts, counts.size(), [&](size_t key, uint32_t count) {
      return fmt::format("{}\t{}\t{}", words.types[key / kCountrySlots].label,
                         words.countries[key % kCountrySlots].alpha2, count);
    });
  };
}

Writer AskQ7(const Inputs& in) {
  const auto bits = ScanTable<uint64_t>(
      in, kRegionSlots * kActorSlots / 64,
      [&](auto... rest) { MarkInitiatorsByRegion(in.columns, rest...); }, std::bit_or<uint64_t>());
  std::vector<uint32_t> counts(kRegionSlots);
  for (size_t i = 0; i < bits.size(); ++i) {
    counts[i / (kActorSlots / 64)] += static_cast<uint32_t>(std::popcount(bits[i]));
  }
  return RegionWriter(in, std::move(counts));
}

Writer AskQ8(const Inputs& in) {
  const FloorBox box = {kSouth * kDegreeE4, kNorth * kDegreeE4, kWest * kDegreeE4,
                        kEast * kDegreeE4};
  return DayWriter(ScanTable<uint32_t>(in, kDays, [&](auto... rest) {
    CountInBoxByDay(in.columns, box, in.keys.year_2024, rest...);
  }));
}

Writer AskQ9(const Inputs& in) {
  return DayWriter(ScanTable<uint32_t>(in, kDays, [&](auto... rest) {
    CountIncidentsInRegionByDay(in.columns, in.keys.incident_types, in.keys.region,
                                in.keys.year_2025, rest...);
  }));
}

Writer AskQ10(const Inputs& in) {
  std::vector<uint16_t> slot_of_day(kDays);
  for (size_t day = 0; day < kDays; ++day) {
    slot_of_day[day] = static_cast<uint16_t>(in.keys.month_of_day[day] / 12 * kCountrySlots);
  }
  auto sums = ScanTable<CountAndSum>(in, kYears * kCountrySlots, [&](auto... rest) {
    SumByYearAndNationality(in.columns, slot_of_day, rest...);
  });
  for (size_t year = 0; year < kYears; ++year) sums[year * kCountrySlots + kNoVictim] = 0;
  return [&words = in.words(), sums = std::move(sums)] {
    return Lines(sums, sums.size(), [&](size_t key, CountAndSum sum) {
      return fmt::format("{}\t{}\t{}\t{}", 2010 + key / kCountrySlots,
                         words.countries[key % kCountrySlots].alpha3, CountOf(sum), SumOf(sum));
    });
  };
}

Writer AskQ11(const Inputs& in) {
  auto sums = ScanTable<CountAndSum>(in, kSourceSlots,
                                     [&](auto... rest) { SumScoresBySource(in.columns, rest...); });
  return [&words = in.words(), sums = std::move(sums)] {
    return Lines(sums, sums.size(), [&](size_t source, CountAndSum sum) {
      const int64_t count = CountOf(sum);
      const int64_t tenths = int64_t{SumOf(sum)} - count * kScoreOffset;
      return fmt::format(
          "{}\t{}\t{}", words.sources[source], count,
          MeanText(static_cast<double>(tenths) / (10.0 * static_cast<double>(count))));
    });
  };
}

Writer AskQ12(const Inputs& in) {
  const auto parts = ScanParts(in, std::vector<Newest>(), [&](auto... rest) {
    KeepNewest(in.columns, in.keys.newest_country, in.keys.newest_types, kNewest, rest...);
  });
  std::vector<Newest> newest;
  for (const auto& part : parts) newest.insert(newest.end(), part.begin(), part.end());
  std::sort(newest.begin(), newest.end(), std::greater<Newest>());
  newest.resize(std::min(newest.size(), kNewest));
  return [&rows = in.rows, newest] {
    Answer answer;
    for (const Newest& row : newest) {
      AppendRowText(rows, rows.At(row.number), "", &answer.emplace_back());
    }
    return answer;
  };
}

}  // namespace

QueryFloor::QueryFloor(const EventRows& rows) : rows_(rows), columns_(rows), keys_(rows.words()) {}

QueryFloor::Timed QueryFloor::Ask(Question question, size_t threads) const {
  static constexpr Writer (*kAsk[])(const Inputs&) = {AskQ1, AskQ2, AskQ3, AskQ4,  AskQ5,  AskQ6,
                                                      AskQ7, AskQ8, AskQ9, AskQ10, AskQ11, AskQ12};
  const Inputs inputs = {rows_, columns_, keys_, threads};
  const auto begin = std::chrono::steady_clock::now();
  const Writer writer = kAsk[static_cast<size_t>(question)](inputs);
  const std::chrono::duration<double, std::milli> spent = std::chrono::steady_clock::now() - begin;
  return {writer(), spent.count()};
}

}  // namespace oxus::bench
