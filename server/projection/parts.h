#pragma once

#include "oxus/v1/event.pb.h"
#include "server/projection/actor_ids.h"
#include "storage/columns/row_draft.h"

// The parts of ProjectEvent, each with the columns of one part of an event. Inner to it.
namespace oxus::projection {

// project_key.cc
void ProjectKey(const oxus::v1::EventKey& key, storage::RowDraft& row);
// project_time.cc
void ProjectTime(const oxus::v1::Span& span, storage::RowDraft& row);
// project_act.cc: what happened, its tactics included.
void ProjectAct(const oxus::v1::Event& event, storage::RowDraft& row);
// project_contact.cc
void ProjectContact(const oxus::v1::DiplomaticContact& contact, storage::RowDraft& row);
// project_place.cc
void ProjectPlace(const oxus::v1::Event& event, storage::RowDraft& row);
// project_participants.cc
void ProjectParticipants(const oxus::v1::Event& event, storage::RowDraft& row);
// project_sides.cc: the blocs and pairs of sides that the participants make.
void ProjectSides(const oxus::v1::Event& event, const ActorIds& ids, storage::RowDraft& row);
// project_casualties.cc
void ProjectCasualties(const oxus::v1::Incident& incident, storage::RowDraft& row);
// project_facility.cc
void ProjectFacility(const oxus::v1::Facility& facility, storage::RowDraft& row);
// project_reports.cc
void ProjectReports(const oxus::v1::Event& event, storage::RowDraft& row);
// project_marks.cc: relations to other events and what other data sets call it.
void ProjectLinks(const oxus::v1::Event& event, storage::RowDraft& row);
void ProjectCodes(const oxus::v1::Event& event, storage::RowDraft& row);
void ProjectTags(const oxus::v1::Event& event, storage::RowDraft& row);

// The number of an enum; UNSPECIFIED is absent.
inline void SetEnum(storage::Column column, int number, storage::RowDraft& row) {
  if (number != 0) row.SetInteger(column, number);
}
// False is absent.
inline void SetFlag(storage::Column column, bool flag, storage::RowDraft& row) {
  if (flag) row.SetInteger(column, 1);
}

}  // namespace oxus::projection
