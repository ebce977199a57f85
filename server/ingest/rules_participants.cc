#include "fmt/format.h"
#include "server/ingest/rules.h"
#include "server/reference/actors.h"

namespace oxus::ingest {
namespace {

using oxus::v1::Event;
using oxus::v1::Participant;

// How many participants hold each role that some rule counts.
struct Sides {
  int from = 0;
  int to = 0;
  int total = 0;
};

bool FitsIncident(oxus::v1::Role role) {
  return role == oxus::v1::ROLE_INITIATOR || role == oxus::v1::ROLE_TARGET ||
         role == oxus::v1::ROLE_PARTY;
}

bool FitsContact(oxus::v1::Role role) {
  return role == oxus::v1::ROLE_FROM || role == oxus::v1::ROLE_TO || role == oxus::v1::ROLE_PARTY ||
         role == oxus::v1::ROLE_HOST || role == oxus::v1::ROLE_MEDIATOR;
}

std::string_view ShownName(const Participant& participant) {
  return participant.actor_id().empty() ? participant.name() : participant.actor_id();
}

// By id, by name when neither has an id, and through the alias table otherwise.
bool SameActor(const Participant& a, const Participant& b) {
  if (a.actor_id().empty() && b.actor_id().empty()) return a.name() == b.name();
  if (!a.actor_id().empty() && !b.actor_id().empty()) return a.actor_id() == b.actor_id();
  const Participant& named = a.actor_id().empty() ? a : b;
  const Participant& known = a.actor_id().empty() ? b : a;
  const reference::Actor* actor = reference::FindActorByName(named.name());
  return actor != nullptr && actor->id == known.actor_id();
}

void CheckActor(const Participant& participant, const FieldPath& path, const RuleContext& context) {
  if (!participant.actor_id().empty()) {
    if (reference::IsKnownActor(participant.actor_id())) [[likely]] {
      return;
    }
    context.sink.Add(reasons::kActorUnknown, path.Field("actor_id"),
                     fmt::format("{} is not in the actor registry; kept as a provisional actor",
                                 Quoted(participant.actor_id())));
  } else if (participant.name().empty()) {
    context.sink.Add(reasons::kActorMissing, path,
                     "actor_id and name are both empty; expected one of them");
  } else if (reference::FindActorByName(participant.name()) == nullptr) {
    context.sink.Add(reasons::kActorUnknown, path.Field("name"),
                     fmt::format("{} is no name in the actor registry; kept as a provisional actor",
                                 Quoted(participant.name())));
  }
}

void CheckRole(const Event& event, oxus::v1::Role role, const FieldPath& path,
               const RuleContext& context) {
  const FieldPath field = path.Field("role");
  if (!CheckEnum(role, oxus::v1::Role_IsValid, Zero::kRefused, field, context)) return;
  if (event.has_incident() && !FitsIncident(role)) {
    context.sink.Add(reasons::kRoleMisfit, field,
                     fmt::format("{} is no role of an incident; expected ROLE_INITIATOR, "
                                 "ROLE_TARGET or ROLE_PARTY",
                                 oxus::v1::Role_Name(role)));
  } else if (event.has_contact() && !FitsContact(role)) {
    context.sink.Add(reasons::kRoleMisfit, field,
                     fmt::format("{} is no role of a contact; expected ROLE_FROM, ROLE_TO, "
                                 "ROLE_PARTY, ROLE_HOST or ROLE_MEDIATOR",
                                 oxus::v1::Role_Name(role)));
  }
}

// Rule 19: the i-th participant against the first of its group.
void CheckAlternative(const Event& event, int i, const FieldPath& path,
                      const RuleContext& context) {
  const Participant& participant = event.participants(i);
  for (int j = 0; j < i; ++j) {
    const Participant& first = event.participants(j);
    if (first.alternative_group() != participant.alternative_group()) continue;
    if (first.role() != participant.role()) {
      context.sink.Add(
          reasons::kAlternativeRoles, path.Field("alternative_group"),
          fmt::format("{} holds role {} here and {} in participants[{}]; alternatives share one "
                      "role",
                      participant.alternative_group(), oxus::v1::Role_Name(participant.role()),
                      oxus::v1::Role_Name(first.role()), j));
    }
    return;
  }
}

Sides CheckEach(const Event& event, const FieldPath& path, const RuleContext& context) {
  Sides sides;
  sides.total =
      CheckedSize(event.participants_size(), kMaxRepeated, path.Field("participants"), context);
  for (int i = 0; i < sides.total; ++i) {
    const Participant& participant = event.participants(i);
    const FieldPath item = path.Item("participants", i);
    CheckActor(participant, item, context);
    CheckRole(event, participant.role(), item, context);
    CheckEnum(participant.attribution(), oxus::v1::Attribution_IsValid, Zero::kAllowed,
              item.Field("attribution"), context);
    if (participant.has_confidence()) {
      CheckConfidence(participant.confidence(), item.Field("confidence"), context);
    }
    if (participant.alternative_group() != 0) CheckAlternative(event, i, item, context);
    sides.from += participant.role() == oxus::v1::ROLE_FROM;
    sides.to += participant.role() == oxus::v1::ROLE_TO;
  }
  return sides;
}

// Rule 12: nobody speaks to itself.
void CheckOpposites(const Event& event, const Sides& sides, const FieldPath& path,
                    const RuleContext& context) {
  for (int to = 0; to < sides.total; ++to) {
    const Participant& addressee = event.participants(to);
    if (addressee.role() != oxus::v1::ROLE_TO || ShownName(addressee).empty()) continue;
    for (int from = 0; from < sides.total; ++from) {
      const Participant& sender = event.participants(from);
      if (sender.role() != oxus::v1::ROLE_FROM || !SameActor(sender, addressee)) continue;
      context.sink.Add(reasons::kFromIsTo, path.Item("participants", to),
                       fmt::format("{} is TO here and FROM in participants[{}]; expected two "
                                   "different sides",
                                   Quoted(ShownName(addressee)), from));
      break;
    }
  }
}

void CheckContactSides(const Event& event, const Sides& sides, const FieldPath& path,
                       const RuleContext& context) {
  const FieldPath field = path.Field("participants");
  if (sides.from == 0) {
    context.sink.Add(reasons::kFromMissing, field,
                     "no participant has ROLE_FROM; a contact needs one at least");
  }
  // Two or more FROM are equal parties of one act: nobody is addressed.
  if (sides.to == 0 && sides.from < 2 && ClassOf(event.contact().kind()) != kStatementClass) {
    context.sink.Add(reasons::kToMissing, field,
                     "no participant has ROLE_TO; a contact needs one, unless it is a STATEMENT "
                     "or has several FROM");
  }
  CheckOpposites(event, sides, path, context);
}

void CheckIncidentSides(const Event& event, const Sides& sides, const FieldPath& path,
                        const RuleContext& context) {
  const int incident_class = ClassOf(event.incident().type());
  if (sides.total == 0 && incident_class >= kBattleClass &&
      incident_class <= kViolenceAgainstCiviliansClass) {
    context.sink.Add(reasons::kParticipantMissing, path.Field("participants"),
                     "is empty; classes BATTLE, REMOTE_VIOLENCE and VIOLENCE_AGAINST_CIVILIANS "
                     "need an INITIATOR, a TARGET or a PARTY");
  }
}

}  // namespace

void CheckParticipants(const Event& event, const FieldPath& path, const RuleContext& context) {
  const Sides sides = CheckEach(event, path, context);
  if (event.has_contact()) CheckContactSides(event, sides, path, context);
  if (event.has_incident()) CheckIncidentSides(event, sides, path, context);
}

bool IsToActor(const Event& event, std::string_view actor_id) {
  const int size = std::min(event.participants_size(), kMaxRepeated);
  for (int i = 0; i < size; ++i) {
    const Participant& participant = event.participants(i);
    if (participant.role() != oxus::v1::ROLE_TO) continue;
    if (participant.actor_id() == actor_id) return true;
    if (participant.actor_id().empty() &&
        reference::ResolveActor("", participant.name()) == actor_id) {
      return true;
    }
  }
  return false;
}

}  // namespace oxus::ingest
