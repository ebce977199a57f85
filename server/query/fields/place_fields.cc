#include "server/query/derived.h"
#include "server/query/fields/constants.h"
#include "server/query/fields/groups.h"

namespace oxus::query {
namespace {

using filter::ValueType;
using oxus::v1::GeoPrecision;

// A place known as a country or an area lies in no one division, whatever the record says.
bool IsCoarserThanAdmin1(GeoPrecision precision) {
  return precision == oxus::v1::GEO_PRECISION_AREA ||
         precision == oxus::v1::GEO_PRECISION_COUNTRY ||
         precision == oxus::v1::GEO_PRECISION_INTERNATIONAL;
}

void ReadAdmin1(const EventRow& row, Values& values) {
  const auto& place = row.event().place();
  if (!IsCoarserThanAdmin1(place.precision())) AddText(place.admin1(), values);
}

void ReadAdmin2(const EventRow& row, Values& values) {
  const auto& place = row.event().place();
  const bool coarse =
      IsCoarserThanAdmin1(place.precision()) || place.precision() == oxus::v1::GEO_PRECISION_ADMIN1;
  if (!coarse) AddText(place.admin2(), values);
}

void ReadLat(const EventRow& row, Values& values) {
  if (row.event().place().has_lat()) values.emplace_back(row.event().place().lat());
}

void ReadLon(const EventRow& row, Values& values) {
  if (row.event().place().has_lon()) values.emplace_back(row.event().place().lon());
}

}  // namespace

std::vector<QueryField> PlaceFields() {
  return {
      QueryField("country", ValueType::kText, "Where it happened, ISO 3166-1 alpha-2.",
                 [](const EventRow& row, Values& values) {
                   AddText(row.event().place().country(), values);
                 })
          .Normalised(CountryConstant),
      QueryField("admin1", ValueType::kText,
                 "First-order division, ISO 3166-2; unknown when the place is known as AREA, "
                 "COUNTRY or INTERNATIONAL only.",
                 ReadAdmin1)
          .Normalised(SubdivisionConstant),
      QueryField("admin2", ValueType::kText,
                 "Second-order division as the producer writes it; unknown when the place is known "
                 "as ADMIN1 or coarser.",
                 ReadAdmin2),
      QueryField(
          "place_name", ValueType::kText, "Name of the place as the source writes it.",
          [](const EventRow& row, Values& values) { AddText(row.event().place().name(), values); })
          .FilterOnly(),
      QueryField("lat", ValueType::kNumber, "Degrees north.", ReadLat).FilterOnly(),
      QueryField("lon", ValueType::kNumber, "Degrees east.", ReadLon).FilterOnly(),
      QueryField("geo_precision", ValueType::kText, "How exactly the place is known.",
                 [](const EventRow& row, Values& values) {
                   AddWord(oxus::v1::GeoPrecision_descriptor(), row.event().place().precision(),
                           values);
                 })
          .Words(WordsOf(oxus::v1::GeoPrecision_descriptor())),
      QueryField("origin_country", ValueType::kText,
                 "Country an incident was launched from, ISO 3166-1 alpha-2.",
                 [](const EventRow& row, Values& values) {
                   AddText(row.event().incident().origin_country(), values);
                 })
          .Normalised(CountryConstant),
      QueryField(
          "border", ValueType::kText,
          "The two countries of a cross-border incident, sorted: AF-TJ.",
          [](const EventRow& row, Values& values) { AddText(BorderOf(row.event()), values); })
          .Normalised(BorderConstant),
  };
}

}  // namespace oxus::query
