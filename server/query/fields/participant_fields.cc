#include "server/query/fields/constants.h"
#include "server/query/fields/groups.h"
#include "server/reference/actors.h"

namespace oxus::query {
namespace {

using filter::ValueType;
using oxus::v1::Participant;
using oxus::v1::Role;

std::string ActorOf(const Participant& participant) {
  return reference::ResolveActor(participant.actor_id(), participant.name());
}

void ReadRoles(const EventRow& row, Role incident_role, Role contact_role, Values& values) {
  for (const Participant& participant : row.event().participants()) {
    if (participant.role() == incident_role || participant.role() == contact_role) {
      AddDistinctText(ActorOf(participant), values);
    }
  }
}

void ReadInitiator(const EventRow& row, Values& values) {
  ReadRoles(row, oxus::v1::ROLE_INITIATOR, oxus::v1::ROLE_FROM, values);
}

void ReadTarget(const EventRow& row, Values& values) {
  ReadRoles(row, oxus::v1::ROLE_TARGET, oxus::v1::ROLE_TO, values);
}

OptionalValue ReadActor(const EventRow& row, int element) {
  return TextValue(ActorOf(row.event().participants(element)));
}

OptionalValue ReadActorCountry(const EventRow& row, int element) {
  return TextValue(reference::ActorCountry(ActorOf(row.event().participants(element))));
}

QueryField SideField(std::string name, std::string description, EventReader reader) {
  return QueryField(std::move(name), ValueType::kText, std::move(description), reader)
      .Normalised(ActorConstant);
}

}  // namespace

std::vector<QueryField> ParticipantFields() {
  return {
      QueryField("actor", Scope::kParticipant, "Each participant, whatever its role.", ReadActor)
          .Normalised(ActorConstant),
      QueryField("actor_country", Scope::kParticipant,
                 "Country each participant belongs to, ISO 3166-1 alpha-2.", ReadActorCountry)
          .Normalised(CountryConstant),
      SideField("initiator", "Each INITIATOR of an incident or FROM of a contact.", ReadInitiator),
      SideField("target", "Each TARGET of an incident or TO of a contact.", ReadTarget),
      SideField("from", "The same as initiator.", ReadInitiator),
      SideField("to", "The same as target.", ReadTarget),
  };
}

}  // namespace oxus::query
