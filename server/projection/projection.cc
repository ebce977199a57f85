#include "server/projection/projection.h"

#include "server/projection/parts.h"

namespace oxus::projection {

void ProjectEvent(const oxus::v1::Event& event, storage::RowDraft& row) {
  ProjectKey(event.key(), row);
  ProjectTime(event.occurred(), row);
  ProjectAct(event, row);
  ProjectPlace(event, row);
  ProjectParticipants(event, row);
  if (event.has_incident()) {
    ProjectCasualties(event.incident(), row);
    if (event.incident().has_facility()) ProjectFacility(event.incident().facility(), row);
  }
  if (event.has_contact()) ProjectContact(event.contact(), row);
  ProjectReports(event, row);
  ProjectLinks(event, row);
  ProjectCodes(event, row);
  ProjectTags(event, row);
}

}  // namespace oxus::projection
