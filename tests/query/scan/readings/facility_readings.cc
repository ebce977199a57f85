#include "codes/labels.h"
#include "tests/query/scan/history.h"
#include "tests/query/scan/reading.h"

namespace oxus::scan {
namespace {

using v1::FacilityLink;

const v1::Facility& FacilityOf(const State& state) { return state.event.incident().facility(); }

Elements Kind(const State& state) {
  return {Word(v1::FacilityKind_descriptor(), FacilityOf(state).kind())};
}
Elements Name(const State& state) { return {Text(FacilityOf(state).name())}; }
Elements Id(const State& state) { return {Text(FacilityOf(state).facility_id())}; }

template <OptionalValue (*read)(const FacilityLink&)>
Elements OfEach(const State& state) {
  Elements elements;
  for (const FacilityLink& link : FacilityOf(state).links()) elements.push_back(read(link));
  return elements;
}

OptionalValue LinkCountry(const FacilityLink& link) { return Text(link.country()); }
OptionalValue LinkKind(const FacilityLink& link) {
  return Word(v1::FacilityLinkKind_descriptor(), link.kind());
}
OptionalValue Tie(const FacilityLink& link) {
  if (link.country().empty() || link.kind() == 0) return std::nullopt;
  return link.country() + ":" +
         std::string(codes::Label(v1::FacilityLinkKind_descriptor(), link.kind()));
}
OptionalValue LinkActor(const FacilityLink& link) { return Text(link.actor_id()); }

}  // namespace

std::vector<Reading> FacilityReadings() {
  return {
      {"facility_kind", "", Kind},
      {"facility_name", "", Name},
      {"facility_id", "", Id},
      {"facility_link", "facility links", OfEach<LinkCountry>},
      {"facility_link_kind", "facility links", OfEach<LinkKind>},
      {"facility_tie", "facility links", OfEach<Tie>},
      {"facility_actor", "facility links", OfEach<LinkActor>},
  };
}

}  // namespace oxus::scan
