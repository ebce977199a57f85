#include "tests/query/scan/history.h"
#include "tests/query/scan/reading.h"

namespace oxus::scan {
namespace {

using v1::Casualty;
using v1::Count;

template <OptionalValue (*read)(const Casualty&)>
Elements OfEach(const State& state) {
  Elements elements;
  for (const v1::Report& report : state.event.reports()) {
    for (const Casualty& claim : report.claims()) elements.push_back(read(claim));
  }
  return elements;
}

OptionalValue Nationality(const Casualty& claim) { return Text(claim.nationality()); }
OptionalValue VictimRole(const Casualty& claim) {
  return Word(v1::VictimRole_descriptor(), claim.role());
}

using CountOf = const Count& (Casualty::*)() const;

template <CountOf count>
OptionalValue Best(const Casualty& claim) {
  const Count& held = (claim.*count)();
  if (!held.has_best()) return std::nullopt;
  return int64_t{held.best()};
}

// Where no low or high is given, the best figure stands for it.
template <CountOf count>
OptionalValue Low(const Casualty& claim) {
  const Count& held = (claim.*count)();
  return held.has_low() ? OptionalValue(int64_t{held.low()}) : Best<count>(claim);
}

template <CountOf count>
OptionalValue High(const Casualty& claim) {
  const Count& held = (claim.*count)();
  return held.has_high() ? OptionalValue(int64_t{held.high()}) : Best<count>(claim);
}

}  // namespace

std::vector<Reading> ClaimReadings() {
  return {
      {"claimed_nationality", "claims", OfEach<Nationality>},
      {"claimed_victim_role", "claims", OfEach<VictimRole>},
      {"claimed_killed", "claims", OfEach<Best<&Casualty::killed>>},
      {"claimed_killed_low", "claims", OfEach<Low<&Casualty::killed>>},
      {"claimed_killed_high", "claims", OfEach<High<&Casualty::killed>>},
      {"claimed_injured", "claims", OfEach<Best<&Casualty::injured>>},
      {"claimed_injured_low", "claims", OfEach<Low<&Casualty::injured>>},
      {"claimed_injured_high", "claims", OfEach<High<&Casualty::injured>>},
      {"claimed_abducted", "claims", OfEach<Best<&Casualty::abducted>>},
      {"claimed_abducted_low", "claims", OfEach<Low<&Casualty::abducted>>},
      {"claimed_abducted_high", "claims", OfEach<High<&Casualty::abducted>>},
  };
}

}  // namespace oxus::scan
