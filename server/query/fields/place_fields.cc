#include "server/query/fields/constants.h"
#include "server/query/fields/groups.h"

namespace oxus::query {
namespace {

using storage::Column;

QueryField GeoPrecisionField() {
  std::vector<std::string> words = WordsOf(oxus::v1::GeoPrecision_descriptor());
  const size_t count = words.size();
  return WordField<oxus::v1::GeoPrecision_descriptor>(
             "geo_precision", Column::kGeoPrecision,
             "How exactly the place is known. Less is more exact: <= ADMIN2 takes ADMIN2, "
             "NEAR and EXACT.")
      .Words(std::move(words), count);
}

}  // namespace

std::vector<QueryField> PlaceFields() {
  return {
      CodeField<Column::kCountry>("country", "Where it happened, ISO 3166-1 alpha-2.")
          .Normalised(CountryConstant),
      CodeField<Column::kAdmin1>(
          "admin1",
          "First-order division, ISO 3166-2; unknown when the place is known as AREA, COUNTRY or "
          "INTERNATIONAL only.")
          .Normalised(SubdivisionConstant),
      CodeField<Column::kAdmin2>(
          "admin2",
          "Second-order division as the producer writes it; unknown when the place is known as "
          "ADMIN1 or coarser."),
      CodeField<Column::kPlaceName>("place_name", "Name of the place as the source writes it."),
      CodeField<Column::kPlaceId>("place_id", "Id of the place in the gazetteer."),
      RealField("lat", Column::kLat, "Degrees north."),
      RealField("lon", Column::kLon, "Degrees east."),
      GeoPrecisionField(),
      CodeField<Column::kOriginCountry>(
          "origin_country", "Country an incident was launched from, ISO 3166-1 alpha-2.")
          .Normalised(CountryConstant),
      CodeField<Column::kBorder>("border",
                                 "The two countries of a cross-border incident, sorted: AF-TJ.")
          .Normalised(BorderConstant),
  };
}

}  // namespace oxus::query
