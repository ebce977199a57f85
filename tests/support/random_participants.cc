#include <cstddef>
#include <iterator>
#include <string>

#include "tests/support/random_parts.h"
#include "tests/support/random_pick.h"

namespace oxus::test {
namespace {

using namespace oxus::v1;  // NOLINT(google-build-using-namespace): every message of the model

// Neighbours (2 i and 2 i + 1) are different actors.
struct Someone {
  const char* id;
  const char* name;
};
constexpr Someone kActors[] = {
    {"AFG-TAL", "Taliban"},
    {"CHN", "CHINA"},
    {"TJK", "таджикистан"},
    {"", "Khatlon  Smugglers"},
    {"RUS-MIL", ""},
    {"", " khatlon smugglers"},
    {"KGZ", "Кыргызстан"},
    {"gang/7", "Группа 7"},
    {"UZB", "Узбекистан"},
    {"", "新疆 团体"},
    {"AFG-TAL-MIL", "a brigade"},
    {"", " "},
    {"CSTO", ""},
    {"", "ШОС"},
};
constexpr size_t kActorCount = std::size(kActors);

constexpr Role kIncidentRoles[] = {ROLE_INITIATOR, ROLE_TARGET, ROLE_TARGET, ROLE_PARTY};
constexpr Role kContactRoles[] = {ROLE_FROM, ROLE_TO,    ROLE_FROM,    ROLE_TO,
                                  ROLE_HOST, ROLE_PARTY, ROLE_MEDIATOR};

void SetWho(std::mt19937_64& random, const Someone& who, Participant& participant) {
  const std::string id = who.id;
  const std::string name = who.name;
  const uint32_t form = Below(random, 3);
  if (!id.empty() && (form != 0 || name.empty())) participant.set_actor_id(id);
  if (form != 1 || id.empty()) participant.set_name(name);
}

void AddParticipant(std::mt19937_64& random, Role role, uint32_t senders, Event& event) {
  Participant& participant = *event.add_participants();
  participant.set_role(role);
  uint32_t actor = Below(random, kActorCount);
  // Nobody is FROM and TO: of two neighbours one is on either side.
  if (role == ROLE_FROM) actor = (actor & ~1u) | senders;
  if (role == ROLE_TO) actor = (actor & ~1u) | (1 - senders);
  SetWho(random, kActors[actor], participant);
  participant.set_attribution(AnyOrNone<Attribution>(random));
  if (OneIn(random, 3)) participant.set_confidence(Below(random, 101));
  // Alternatives share a role: the group is the role's, or that plus a hundred.
  if (OneIn(random, 4)) participant.set_alternative_group(role + 100 * Below(random, 2));
}

}  // namespace

void AddRandomParticipants(std::mt19937_64& random, Event& event) {
  const uint32_t senders = Below(random, 2);
  const bool is_contact = event.has_contact();
  if (is_contact) {
    AddParticipant(random, ROLE_FROM, senders, event);
    AddParticipant(random, ROLE_TO, senders, event);
  }
  const bool needs_one = event.has_incident() && event.incident().type() < INCIDENT_TYPE_UNREST;
  const uint32_t more = needs_one ? 1 + Below(random, 4) : Below(random, 4);
  for (uint32_t i = 0; i < more; ++i) {
    AddParticipant(random,
                   is_contact ? PickOf(random, kContactRoles) : PickOf(random, kIncidentRoles),
                   senders, event);
  }
  auto& participants = *event.mutable_participants();
  for (int i = participants.size() - 1; i > 0; --i) {
    participants.SwapElements(i, static_cast<int>(Below(random, i + 1)));
  }
}

}  // namespace oxus::test
