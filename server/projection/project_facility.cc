#include <string>
#include <string_view>

#include "codes/labels.h"
#include "server/projection/parts.h"

namespace oxus::projection {
namespace {

using oxus::v1::FacilityLink;
using storage::Column;

// "CN:OPERATOR"; empty unless both are stated.
std::string TieOf(const FacilityLink& link) {
  if (link.country().empty() || link.kind() == oxus::v1::FACILITY_LINK_KIND_UNSPECIFIED) return "";
  const std::string_view kind = codes::Label(oxus::v1::FacilityLinkKind_descriptor(), link.kind());
  std::string tie = link.country();
  tie += ':';
  tie += kind;
  return tie;
}

}  // namespace

void ProjectFacility(const oxus::v1::Facility& facility, storage::RowDraft& row) {
  SetEnum(Column::kFacilityKind, facility.kind(), row);
  row.SetText(Column::kFacilityName, facility.name());
  row.SetText(Column::kFacilityId, facility.facility_id());
  for (const FacilityLink& link : facility.links()) {
    row.AddElement(storage::List::kFacilityLink);
    row.SetText(Column::kLinkCountry, link.country());
    SetEnum(Column::kFacilityLinkKind, link.kind(), row);
    row.SetText(Column::kLinkActor, link.actor_id());
    row.SetText(Column::kFacilityTie, TieOf(link));
  }
}

}  // namespace oxus::projection
