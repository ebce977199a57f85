#include "bench/floor_columns.h"

#include <algorithm>
#include <thread>

namespace oxus::bench {
namespace {

void SetRow(const EventRow& row, size_t i, FloorColumns* columns) {
  columns->day[i] = static_cast<uint16_t>((row.time_ms - kFirstMs) / kDayMs);
  columns->time_ms[i] = row.time_ms - kFirstMs;
  columns->type[i] = row.type;
  columns->country[i] = row.country;
  columns->region[i] = row.region;
  columns->lat_e4[i] = row.lat_e4;
  columns->lon_e4[i] = row.lon_e4;
  columns->initiator[i] = row.initiator;
  columns->target[i] = row.target;
  columns->nationality[i] = row.nationality == kNoNationality ? kNoVictim : row.nationality;
  columns->fatalities[i] = row.fatalities;
  columns->score_tenths[i] = static_cast<int8_t>(row.score_tenths);
  columns->source[i] = row.source;
  columns->confidence[i] = row.confidence;
}

}  // namespace

FloorColumns::FloorColumns(const EventRows& rows) {
  const size_t count = rows.count();
  for (auto* column : {&day, &region, &initiator, &target, &fatalities, &source}) {
    column->resize(count);
  }
  for (auto* column : {&type, &country, &nationality, &confidence}) column->resize(count);
  lat_e4.resize(count);
  lon_e4.resize(count);
  time_ms.resize(count);
  score_tenths.resize(count);
  const size_t threads = std::max(1u, std::thread::hardware_concurrency());
  std::vector<std::thread> workers;
  for (size_t t = 0; t < threads; ++t) {
    workers.emplace_back([&, t] {
      for (size_t i = count * t / threads; i < count * (t + 1) / threads; ++i) {
        SetRow(rows.At(i), i, this);
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
}

}  // namespace oxus::bench
