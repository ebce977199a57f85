#include "server/query/fields/constants.h"
#include "server/query/fields/groups.h"

namespace oxus::query {

using storage::Column;

std::vector<QueryField> FacilityFields() {
  return {
      WordField<oxus::v1::FacilityKind_descriptor>("facility_kind", Column::kFacilityKind,
                                                   "Kind of the site that was hit."),
      CodeField<Column::kFacilityName>("facility_name", "Name of the site that was hit."),
      CodeField<Column::kFacilityId>("facility_id",
                                     "Id of the site that was hit, in the facility registry."),
      CodeField<Column::kLinkCountry>("facility_link",
                                      "Each country the site is tied to, ISO 3166-1 alpha-2.")
          .Normalised(CountryConstant),
      WordField<oxus::v1::FacilityLinkKind_descriptor>(
          "facility_link_kind", Column::kFacilityLinkKind,
          "Each way a country is tied to the site. A filter on it and on facility_link may hold by "
          "two different ties; see facility_tie."),
      CodeField<Column::kFacilityTie>("facility_tie",
                                      "Country and kind of each tie in one: CN:OPERATOR.")
          .Normalised(UpperCaseConstant),
      CodeField<Column::kLinkActor>("facility_actor",
                                    "The company or body concerned in each tie, an actor id.")
          .Normalised(ActorConstant),
  };
}

}  // namespace oxus::query
