#include <algorithm>

#include "server/projection/derived.h"
#include "tests/query/scan/history.h"
#include "tests/query/scan/reading.h"

namespace oxus::scan {
namespace {

Elements Producer(const State& state) { return {Text(state.event.key().producer_id())}; }
Elements ExternalId(const State& state) { return {Text(state.event.key().external_id())}; }
Elements Revision(const State& state) {
  return {int64_t{std::max(state.event.key().revision(), 1u)}};
}
Elements Sequence(const State& state) { return {static_cast<int64_t>(state.sequence)}; }
Elements Principal(const State& state) { return {Text(state.principal)}; }
Elements Score(const State& state) {
  const std::optional<double> score = projection::ScoreOf(state.event);
  return {score ? OptionalValue(*score) : std::nullopt};
}
Elements Quarantined(const State& state) { return {state.quarantined}; }

}  // namespace

std::vector<Reading> RecordReadings() {
  return {
      {"producer", "", Producer},       {"external_id", "", ExternalId}, {"revision", "", Revision},
      {"sequence", "", Sequence},       {"principal", "", Principal},    {"score", "", Score},
      {"quarantined", "", Quarantined},
  };
}

}  // namespace oxus::scan
