#include "codes/labels.h"
#include "tests/query/scan/history.h"
#include "tests/query/scan/reading.h"

namespace oxus::scan {
namespace {

Elements Kind(const State& state) {
  if (state.event.has_incident()) return {"INCIDENT"};
  if (state.event.has_contact()) return {"CONTACT"};
  return {};
}

Elements Class(const State& state) {
  const v1::Event& event = state.event;
  if (event.has_incident()) return {Text(codes::ClassLabel(event.incident().type()))};
  if (event.has_contact()) return {Text(codes::ClassLabel(event.contact().kind()))};
  return {};
}

Elements Type(const State& state) {
  const v1::Event& event = state.event;
  if (event.has_incident()) return {Text(codes::Label(event.incident().type()))};
  if (event.has_contact()) return {Text(codes::Label(event.contact().kind()))};
  return {};
}

Elements Modality(const State& state) {
  const auto modality = state.event.modality();
  const bool is_stated = modality != v1::MODALITY_UNSPECIFIED;
  return {Word(v1::Modality_descriptor(), is_stated ? modality : v1::MODALITY_ACTUAL)};
}

Elements Tactics(const State& state) {
  Elements tactics;
  for (const int tactic : state.event.incident().tactics()) {
    tactics.push_back(Word(v1::Tactic_descriptor(), tactic));
  }
  return Distinct(tactics);
}

Elements Polarity(const State& state) {
  if (!state.event.has_contact()) return {};
  return {Word(v1::Polarity_descriptor(), codes::PolarityOf(state.event.contact().kind()))};
}

Elements Tags(const State& state) {
  Elements tags;
  for (const std::string& tag : state.event.tags()) tags.push_back(Text(tag));
  return Distinct(tags);
}

Elements IsAggregate(const State& state) { return {state.event.incident().is_aggregate()}; }

Elements ConfirmedLarge(const State& state) { return {state.event.incident().confirmed_large()}; }

Elements Summary(const State& state) { return {Text(state.event.summary())}; }

}  // namespace

std::vector<Reading> ActReadings() {
  return {
      {"kind", "", Kind},
      {"class", "", Class},
      {"type", "", Type},
      {"modality", "", Modality},
      {"tactic", "tactics", Tactics},
      {"polarity", "", Polarity},
      {"tag", "tags", Tags},
      {"is_aggregate", "", IsAggregate},
      {"confirmed_large", "", ConfirmedLarge},
      {"summary", "", Summary},
  };
}

}  // namespace oxus::scan
