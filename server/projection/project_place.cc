#include "server/projection/derived.h"
#include "server/projection/parts.h"

namespace oxus::projection {
namespace {

using oxus::v1::GeoPrecision;
using storage::Column;

// A place known as a country or an area lies in no one division, whatever the record says.
bool IsCoarserThanAdmin1(GeoPrecision precision) {
  return precision == oxus::v1::GEO_PRECISION_AREA ||
         precision == oxus::v1::GEO_PRECISION_COUNTRY ||
         precision == oxus::v1::GEO_PRECISION_INTERNATIONAL;
}

void ProjectDivisions(const oxus::v1::Place& place, storage::RowDraft& row) {
  if (IsCoarserThanAdmin1(place.precision())) return;
  row.SetText(Column::kAdmin1, place.admin1());
  if (place.precision() == oxus::v1::GEO_PRECISION_ADMIN1) return;
  row.SetText(Column::kAdmin2, place.admin2());
}

void ProjectOrigin(const oxus::v1::Event& event, storage::RowDraft& row) {
  row.SetText(Column::kOriginCountry, event.incident().origin_country());
  row.SetText(Column::kBorder, BorderOf(event));
}

}  // namespace

void ProjectPlace(const oxus::v1::Event& event, storage::RowDraft& row) {
  const oxus::v1::Place& place = event.place();
  row.SetText(Column::kCountry, place.country());
  ProjectDivisions(place, row);
  row.SetText(Column::kPlaceName, place.name());
  row.SetText(Column::kPlaceId, place.place_id());
  if (place.has_lat()) row.SetReal(Column::kLat, place.lat());
  if (place.has_lon()) row.SetReal(Column::kLon, place.lon());
  SetEnum(Column::kGeoPrecision, place.precision(), row);
  if (event.has_incident()) ProjectOrigin(event, row);
}

}  // namespace oxus::projection
