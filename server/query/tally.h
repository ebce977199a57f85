#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "oxus/v1/query_service.pb.h"
#include "server/query/casualty_figures.h"
#include "server/query/event_row.h"

namespace oxus::query {

// What is summed over the events of a group. All of it is whole numbers, so the order of the
// events does not matter and two tallies of parts make that of the whole.
struct Tally {
  int64_t events = 0;
  CasualtyFigures casualties;
  int64_t reports = 0;
  int64_t origins = 0;
  // Scores have three decimals at most.
  int64_t score_thousandths = 0;
  int64_t scored_events = 0;

  void Add(const Tally& other);
};

// The tally of one event with all its casualties.
Tally TallyOf(const EventRow& row);

// A number that an aggregate may answer.
struct Metric {
  std::string_view name;
  std::string_view description;
  // The value over a group; not set when nothing was reported.
  oxus::v1::Value (*read)(const Tally& tally);
};

// Every metric, in the order ListFields shows them.
const std::vector<Metric>& Metrics();

// nullptr when there is none.
const Metric* FindMetric(std::string_view name);

}  // namespace oxus::query
