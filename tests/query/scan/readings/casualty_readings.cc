#include "server/projection/casualty_figures.h"
#include "tests/query/scan/history.h"
#include "tests/query/scan/reading.h"

namespace oxus::scan {
namespace {

using projection::CasualtyFigures;
using projection::Figure;
using v1::Casualty;

using Harm = Figure CasualtyFigures::*;
using Bound = std::optional<int64_t> Figure::*;

OptionalValue FigureOf(const CasualtyFigures& figures, Harm harm, Bound bound) {
  const std::optional<int64_t> number = figures.*harm.*bound;
  if (!number) return std::nullopt;
  return *number;
}

template <Harm harm, Bound bound>
Elements Total(const State& state) {
  return {FigureOf(projection::CasualtiesOf(state.event), harm, bound)};
}

template <Harm harm, Bound bound>
Elements OfEachCasualty(const State& state) {
  Elements elements;
  for (const Casualty& casualty : state.event.incident().casualties()) {
    CasualtyFigures figures;
    figures.Add(casualty);
    elements.push_back(FigureOf(figures, harm, bound));
  }
  return elements;
}

Elements Nationality(const State& state) {
  Elements elements;
  for (const Casualty& casualty : state.event.incident().casualties()) {
    elements.push_back(Text(casualty.nationality()));
  }
  return elements;
}

Elements VictimRole(const State& state) {
  Elements elements;
  for (const Casualty& casualty : state.event.incident().casualties()) {
    elements.push_back(Word(v1::VictimRole_descriptor(), casualty.role()));
  }
  return elements;
}

constexpr Harm kKilled = &CasualtyFigures::killed;
constexpr Harm kInjured = &CasualtyFigures::injured;
constexpr Harm kAbducted = &CasualtyFigures::abducted;
constexpr Bound kLow = &Figure::low;
constexpr Bound kBest = &Figure::best;
constexpr Bound kHigh = &Figure::high;

}  // namespace

std::vector<Reading> CasualtyReadings() {
  return {
      {"nationality", "casualties", Nationality},
      {"victim_role", "casualties", VictimRole},
      {"killed", "", Total<kKilled, kBest>},
      {"killed_low", "", Total<kKilled, kLow>},
      {"killed_high", "", Total<kKilled, kHigh>},
      {"injured", "", Total<kInjured, kBest>},
      {"injured_low", "", Total<kInjured, kLow>},
      {"injured_high", "", Total<kInjured, kHigh>},
      {"abducted", "", Total<kAbducted, kBest>},
      {"abducted_low", "", Total<kAbducted, kLow>},
      {"abducted_high", "", Total<kAbducted, kHigh>},
      {"casualty_killed", "casualties", OfEachCasualty<kKilled, kBest>},
      {"casualty_killed_low", "casualties", OfEachCasualty<kKilled, kLow>},
      {"casualty_killed_high", "casualties", OfEachCasualty<kKilled, kHigh>},
      {"casualty_injured", "casualties", OfEachCasualty<kInjured, kBest>},
      {"casualty_injured_low", "casualties", OfEachCasualty<kInjured, kLow>},
      {"casualty_injured_high", "casualties", OfEachCasualty<kInjured, kHigh>},
      {"casualty_abducted", "casualties", OfEachCasualty<kAbducted, kBest>},
      {"casualty_abducted_low", "casualties", OfEachCasualty<kAbducted, kLow>},
      {"casualty_abducted_high", "casualties", OfEachCasualty<kAbducted, kHigh>},
  };
}

}  // namespace oxus::scan
