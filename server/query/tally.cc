#include "server/query/tally.h"

#include <cmath>
#include <optional>

#include "server/query/derived.h"

namespace oxus::query {
namespace {

using oxus::v1::Value;

constexpr double kThousandths = 1000.0;

Value IntegerValue(std::optional<int64_t> number) {
  Value value;
  if (number) value.set_integer(*number);
  return value;
}

template <Figure CasualtyFigures::*harm, std::optional<int64_t> Figure::*bound>
Value ReadFigure(const Tally& tally) {
  return IntegerValue(tally.casualties.*harm.*bound);
}

Value ReadScoreMean(const Tally& tally) {
  Value value;
  if (tally.scored_events == 0) return value;
  value.set_number(static_cast<double>(tally.score_thousandths) / kThousandths /
                   static_cast<double>(tally.scored_events));
  return value;
}

std::vector<Metric> MakeMetrics() {
  using Casualties = CasualtyFigures;
  return {
      {"events", "Events.", [](const Tally& tally) { return IntegerValue(tally.events); }},
      {"killed", "Persons killed, sum of the best figures.",
       ReadFigure<&Casualties::killed, &Figure::best>},
      {"killed_low", "Persons killed, sum of the lowest figures.",
       ReadFigure<&Casualties::killed, &Figure::low>},
      {"killed_high", "Persons killed, sum of the highest figures.",
       ReadFigure<&Casualties::killed, &Figure::high>},
      {"injured", "Persons injured, sum of the best figures.",
       ReadFigure<&Casualties::injured, &Figure::best>},
      {"injured_low", "Persons injured, sum of the lowest figures.",
       ReadFigure<&Casualties::injured, &Figure::low>},
      {"injured_high", "Persons injured, sum of the highest figures.",
       ReadFigure<&Casualties::injured, &Figure::high>},
      {"abducted", "Persons abducted, sum of the best figures.",
       ReadFigure<&Casualties::abducted, &Figure::best>},
      {"abducted_low", "Persons abducted, sum of the lowest figures.",
       ReadFigure<&Casualties::abducted, &Figure::low>},
      {"abducted_high", "Persons abducted, sum of the highest figures.",
       ReadFigure<&Casualties::abducted, &Figure::high>},
      {"reports", "Reports on the events.",
       [](const Tally& tally) { return IntegerValue(tally.reports); }},
      {"origins", "Sum over the events of the distinct origins of each.",
       [](const Tally& tally) { return IntegerValue(tally.origins); }},
      {"score_mean", "Mean score of the events that have one.", ReadScoreMean},
  };
}

}  // namespace

void Tally::Add(const Tally& other) {
  events += other.events;
  casualties.Add(other.casualties);
  reports += other.reports;
  origins += other.origins;
  score_thousandths += other.score_thousandths;
  scored_events += other.scored_events;
}

Tally TallyOf(const EventRow& row) {
  Tally tally;
  tally.events = 1;
  tally.casualties = CasualtiesOf(row.event());
  tally.reports = row.event().reports_size();
  tally.origins = OriginCountOf(row.event());
  if (const auto score = ScoreOf(row.event())) {
    tally.score_thousandths = std::llround(*score * kThousandths);
    tally.scored_events = 1;
  }
  return tally;
}

const std::vector<Metric>& Metrics() {
  static const auto* const metrics = new std::vector<Metric>(MakeMetrics());
  return *metrics;
}

const Metric* FindMetric(std::string_view name) {
  for (const Metric& metric : Metrics()) {
    if (metric.name == name) return &metric;
  }
  return nullptr;
}

}  // namespace oxus::query
