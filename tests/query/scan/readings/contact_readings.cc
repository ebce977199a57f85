#include "tests/query/scan/history.h"
#include "tests/query/scan/reading.h"

namespace oxus::scan {
namespace {

const v1::DiplomaticContact& ContactOf(const State& state) { return state.event.contact(); }

Elements Domain(const State& state) {
  return {Word(v1::Domain_descriptor(), ContactOf(state).domain())};
}
Elements Channel(const State& state) {
  return {Word(v1::Channel_descriptor(), ContactOf(state).channel())};
}
Elements Level(const State& state) {
  return {Word(v1::Level_descriptor(), ContactOf(state).level())};
}
Elements Outcome(const State& state) {
  return {Word(v1::Outcome_descriptor(), ContactOf(state).outcome())};
}
Elements OutcomeBy(const State& state) { return {Text(ContactOf(state).outcome_by())}; }
Elements Subject(const State& state) { return {Text(ContactOf(state).subject())}; }
Elements Currency(const State& state) { return {Text(ContactOf(state).amount().currency())}; }
Elements Amount(const State& state) {
  if (!ContactOf(state).has_amount()) return {};
  return {int64_t{ContactOf(state).amount().minor_units()}};
}

}  // namespace

std::vector<Reading> ContactReadings() {
  return {
      {"domain", "", Domain},     {"channel", "", Channel},      {"level", "", Level},
      {"outcome", "", Outcome},   {"outcome_by", "", OutcomeBy}, {"subject", "", Subject},
      {"currency", "", Currency}, {"amount", "", Amount},
  };
}

}  // namespace oxus::scan
