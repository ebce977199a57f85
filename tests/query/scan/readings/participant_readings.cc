#include "server/reference/actors.h"
#include "tests/query/scan/history.h"
#include "tests/query/scan/reading.h"

namespace oxus::scan {
namespace {

using v1::Participant;
using v1::Role;

std::string ActorOf(const Participant& participant) {
  return reference::ResolveActor(participant.actor_id(), participant.name());
}

OptionalValue CountryOf(const OptionalValue& actor) {
  if (!actor) return std::nullopt;
  return Text(reference::ActorCountry(std::get<std::string>(*actor)));
}

template <OptionalValue (*read)(const Participant&)>
Elements OfEach(const State& state) {
  Elements elements;
  for (const Participant& participant : state.event.participants()) {
    elements.push_back(read(participant));
  }
  return elements;
}

OptionalValue Actor(const Participant& participant) { return Text(ActorOf(participant)); }
OptionalValue ActorCountry(const Participant& participant) { return CountryOf(Actor(participant)); }
OptionalValue RoleWord(const Participant& participant) {
  return Word(v1::Role_descriptor(), participant.role());
}
OptionalValue Attribution(const Participant& participant) {
  return Word(v1::Attribution_descriptor(), participant.attribution());
}
OptionalValue Confidence(const Participant& participant) {
  if (!participant.has_confidence()) return std::nullopt;
  return int64_t{participant.confidence()};
}
OptionalValue AlternativeGroup(const Participant& participant) {
  if (participant.alternative_group() == 0) return std::nullopt;
  return int64_t{participant.alternative_group()};
}
OptionalValue Name(const Participant& participant) { return Text(participant.name()); }

Elements Side(const State& state, Role incident_role, Role contact_role) {
  Elements actors;
  for (const Participant& participant : state.event.participants()) {
    if (participant.role() == incident_role || participant.role() == contact_role) {
      actors.push_back(Actor(participant));
    }
  }
  return Distinct(actors);
}

Elements Initiators(const State& state) { return Side(state, v1::ROLE_INITIATOR, v1::ROLE_FROM); }
Elements Targets(const State& state) { return Side(state, v1::ROLE_TARGET, v1::ROLE_TO); }

template <Elements (*actors)(const State&)>
Elements CountriesOf(const State& state) {
  Elements countries;
  for (const OptionalValue& actor : actors(state)) countries.push_back(CountryOf(actor));
  return countries;
}

}  // namespace

std::vector<Reading> ParticipantReadings() {
  return {
      {"actor", "participants", OfEach<Actor>},
      {"actor_country", "participants", OfEach<ActorCountry>},
      {"initiator", "initiators", Initiators},
      {"target", "targets", Targets},
      {"from", "initiators", Initiators},
      {"to", "targets", Targets},
      {"initiator_country", "initiators", CountriesOf<Initiators>},
      {"target_country", "targets", CountriesOf<Targets>},
      {"role", "participants", OfEach<RoleWord>},
      {"attribution", "participants", OfEach<Attribution>},
      {"participant_confidence", "participants", OfEach<Confidence>},
      {"alternative_group", "participants", OfEach<AlternativeGroup>},
      {"participant_name", "participants", OfEach<Name>},
  };
}

}  // namespace oxus::scan
