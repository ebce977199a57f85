#include "tests/projection/expected_sides.h"

#include <chrono>
#include <set>
#include <string>

#include "server/reference/actors.h"
#include "server/reference/blocs.h"

namespace oxus::test {
namespace {

using namespace oxus::v1;  // NOLINT(google-build-using-namespace): every message of the model
using storage::Column;
using storage::List;

std::string ActorOf(const Participant& participant) {
  return reference::ResolveActor(participant.actor_id(), participant.name());
}

bool IsBloc(const std::string& actor) {
  const reference::Actor* const known = reference::FindActor(actor);
  return known != nullptr && known->type == "BLOC";
}

std::string SideOf(const std::string& actor) {
  return IsBloc(actor) ? actor : std::string(reference::ActorCountry(actor));
}

void ExpectBlocs(const Event& event, RowText& row) {
  using namespace std::chrono;  // NOLINT(google-build-using-namespace)
  const auto day = floor<days>(milliseconds(event.occurred().start_ms()) +
                               minutes(event.occurred().utc_offset_min()));
  std::set<std::string> blocs;
  for (const Participant& each : event.participants()) {
    const std::string actor = ActorOf(each);
    if (IsBloc(actor)) blocs.insert(actor);
    const auto with = reference::BlocsWith(reference::ActorCountry(actor), day.count());
    for (size_t i = 0; i < reference::Blocs().size(); ++i) {
      if ((with >> i) % 2 == 1) blocs.emplace(reference::Blocs()[i]);
    }
  }
  for (const std::string& bloc : blocs) {
    row.AddElement(List::kBloc);
    row.Set(Column::kBloc, bloc);
  }
}

void ExpectDyads(const Event& event, RowText& row) {
  std::set<std::string> dyads;
  for (const Participant& one : event.participants()) {
    for (const Participant& other : event.participants()) {
      const bool initiates = one.role() == ROLE_INITIATOR || one.role() == ROLE_FROM;
      const bool suffers = other.role() == ROLE_TARGET || other.role() == ROLE_TO;
      const std::set<std::string> sides = {SideOf(ActorOf(one)), SideOf(ActorOf(other))};
      if (!initiates || !suffers || sides.size() < 2 || sides.count("") > 0) continue;
      dyads.insert(*sides.begin() + "-" + *sides.rbegin());
    }
  }
  for (const std::string& dyad : dyads) {
    row.AddElement(List::kDyad);
    row.Set(Column::kDyad, dyad);
  }
}

}  // namespace

void ExpectSides(const Event& event, RowText& row) {
  ExpectBlocs(event, row);
  ExpectDyads(event, row);
}

}  // namespace oxus::test
