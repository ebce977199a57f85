#include <fmt/format.h>

#include "codes/labels.h"
#include "server/query/fields/constants.h"
#include "server/query/fields/groups.h"

namespace oxus::query {
namespace {

using filter::ValueType;
using oxus::v1::FacilityLink;

const FacilityLink& LinkAt(const EventRow& row, int element) {
  return row.event().incident().facility().links(element);
}

OptionalValue ReadLinkCountry(const EventRow& row, int element) {
  return TextValue(LinkAt(row, element).country());
}

OptionalValue ReadLinkKind(const EventRow& row, int element) {
  return WordValue(oxus::v1::FacilityLinkKind_descriptor(), LinkAt(row, element).kind());
}

OptionalValue ReadTie(const EventRow& row, int element) {
  const FacilityLink& link = LinkAt(row, element);
  if (link.country().empty() || link.kind() == 0) return std::nullopt;
  return fmt::format("{}:{}", link.country(),
                     codes::Label(oxus::v1::FacilityLinkKind_descriptor(), link.kind()));
}

}  // namespace

std::vector<QueryField> FacilityFields() {
  return {
      QueryField("facility_kind", ValueType::kText, "Kind of the site that was hit.",
                 [](const EventRow& row, Values& values) {
                   AddWord(oxus::v1::FacilityKind_descriptor(),
                           row.event().incident().facility().kind(), values);
                 })
          .Words(WordsOf(oxus::v1::FacilityKind_descriptor())),
      QueryField("facility_link", Scope::kFacilityLink,
                 "Each country the site is tied to, ISO 3166-1 alpha-2.", ReadLinkCountry)
          .Normalised(CountryConstant),
      QueryField("facility_link_kind", Scope::kFacilityLink,
                 "Each way a country is tied to the site. A filter on it and on facility_link may "
                 "hold by two different ties; see facility_tie.",
                 ReadLinkKind)
          .Words(WordsOf(oxus::v1::FacilityLinkKind_descriptor())),
      QueryField("facility_tie", Scope::kFacilityLink,
                 "Country and kind of each tie in one: CN:OPERATOR.", ReadTie)
          .Normalised(UpperCaseConstant),
  };
}

}  // namespace oxus::query
