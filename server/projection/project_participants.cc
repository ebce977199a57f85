#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "server/projection/actor_ids.h"
#include "server/projection/parts.h"

namespace oxus::projection {
namespace {

using oxus::v1::Event;
using oxus::v1::Participant;
using oxus::v1::Role;
using storage::Column;
using storage::List;

// The distinct actors of two roles, in order.
void ProjectSide(const Event& event, const ActorIds& ids, Role incident_role, Role contact_role,
                 List list, Column column, storage::RowDraft& row) {
  const auto is_of_side = [&](int i) {
    const Role role = event.participants(i).role();
    return role == incident_role || role == contact_role;
  };
  for (int i = 0; i < event.participants_size(); ++i) {
    if (!is_of_side(i) || ids[i].empty()) continue;
    bool is_new = true;
    for (int j = 0; j < i && is_new; ++j) is_new = !is_of_side(j) || ids[j] != ids[i];
    if (!is_new) continue;
    row.AddElement(list);
    row.SetText(column, ids[i]);
  }
}

void ProjectParticipant(const Participant& participant, std::string_view id,
                        storage::RowDraft& row) {
  row.AddElement(List::kParticipant);
  row.SetText(Column::kParticipant, id);
  SetEnum(Column::kParticipantRole, participant.role(), row);
  row.SetText(Column::kParticipantName, participant.name());
  SetEnum(Column::kAttribution, participant.attribution(), row);
  if (participant.has_confidence()) row.SetInteger(Column::kConfidence, participant.confidence());
  if (participant.alternative_group() != 0) {
    row.SetInteger(Column::kAlternative, participant.alternative_group());
  }
}

}  // namespace

void ProjectParticipants(const Event& event, storage::RowDraft& row) {
  if (event.participants().empty()) return;
  const ActorIds ids(event);
  ProjectSide(event, ids, oxus::v1::ROLE_INITIATOR, oxus::v1::ROLE_FROM, List::kInitiator,
              Column::kInitiator, row);
  ProjectSide(event, ids, oxus::v1::ROLE_TARGET, oxus::v1::ROLE_TO, List::kTarget, Column::kTarget,
              row);
  for (int i = 0; i < event.participants_size(); ++i) {
    ProjectParticipant(event.participants(i), ids[i], row);
  }
  ProjectSides(event, ids, row);
}

}  // namespace oxus::projection
