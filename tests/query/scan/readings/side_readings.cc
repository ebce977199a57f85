#include <chrono>

#include "server/reference/actors.h"
#include "server/reference/blocs.h"
#include "tests/query/scan/history.h"
#include "tests/query/scan/reading.h"

namespace oxus::scan {
namespace {

using v1::Participant;
using v1::Role;

std::string ActorOf(const Participant& participant) {
  return reference::ResolveActor(participant.actor_id(), participant.name());
}

std::string CountryOf(const Participant& participant) {
  return std::string(reference::ActorCountry(ActorOf(participant)));
}

bool IsBloc(const std::string& actor) {
  const reference::Actor* const known = reference::FindActor(actor);
  return known != nullptr && known->type == "BLOC";
}

int64_t LocalDay(const v1::Span& span) {
  const std::chrono::milliseconds utc(span.start_ms());
  const std::chrono::minutes offset(span.utc_offset_min());
  return std::chrono::floor<std::chrono::days>(utc + offset).count();
}

// Whether the bloc takes part itself or by a member.
bool TakesPart(size_t bloc, const v1::Event& event) {
  const std::string id(reference::Blocs()[bloc]);
  const int64_t day = LocalDay(event.occurred());
  for (const Participant& each : event.participants()) {
    const reference::BlocSet with = reference::BlocsWith(CountryOf(each), day);
    if (ActorOf(each) == id || (with >> bloc) % 2 == 1) return true;
  }
  return false;
}

Elements Blocs(const State& state) {
  Elements blocs;
  for (size_t bloc = 0; bloc < reference::Blocs().size(); ++bloc) {
    if (TakesPart(bloc, state.event)) blocs.push_back(Text(reference::Blocs()[bloc]));
  }
  return blocs;
}

std::string SideOf(const Participant& participant) {
  const std::string actor = ActorOf(participant);
  return IsBloc(actor) ? actor : CountryOf(participant);
}

bool Acts(Role role) { return role == v1::ROLE_INITIATOR || role == v1::ROLE_FROM; }
bool IsActedUpon(Role role) { return role == v1::ROLE_TARGET || role == v1::ROLE_TO; }

Elements Dyads(const State& state) {
  Elements dyads;
  for (const Participant& one : state.event.participants()) {
    for (const Participant& other : state.event.participants()) {
      if (!Acts(one.role()) || !IsActedUpon(other.role())) continue;
      std::string first = SideOf(one);
      std::string second = SideOf(other);
      if (first.empty() || second.empty() || first == second) continue;
      if (second < first) first.swap(second);
      dyads.push_back(Text(first.append("-").append(second)));
    }
  }
  return Distinct(dyads);
}

}  // namespace

std::vector<Reading> SideReadings() { return {{"bloc", "blocs", Blocs}, {"dyad", "dyads", Dyads}}; }

}  // namespace oxus::scan
