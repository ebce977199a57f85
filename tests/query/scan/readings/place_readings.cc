#include "server/projection/derived.h"
#include "tests/query/scan/history.h"
#include "tests/query/scan/reading.h"

namespace oxus::scan {
namespace {

Elements Country(const State& state) { return {Text(state.event.place().country())}; }

// A place known as an area or a country lies in no one division, whatever the record says.
Elements Admin1(const State& state) {
  switch (state.event.place().precision()) {
    case v1::GEO_PRECISION_AREA:
    case v1::GEO_PRECISION_COUNTRY:
    case v1::GEO_PRECISION_INTERNATIONAL:
      return {};
    default:
      return {Text(state.event.place().admin1())};
  }
}

Elements Admin2(const State& state) {
  switch (state.event.place().precision()) {
    case v1::GEO_PRECISION_ADMIN1:
    case v1::GEO_PRECISION_AREA:
    case v1::GEO_PRECISION_COUNTRY:
    case v1::GEO_PRECISION_INTERNATIONAL:
      return {};
    default:
      return {Text(state.event.place().admin2())};
  }
}

Elements Name(const State& state) { return {Text(state.event.place().name())}; }

Elements Id(const State& state) { return {Text(state.event.place().place_id())}; }

Elements Lat(const State& state) {
  if (!state.event.place().has_lat()) return {};
  return {state.event.place().lat()};
}

Elements Lon(const State& state) {
  if (!state.event.place().has_lon()) return {};
  return {state.event.place().lon()};
}

Elements Precision(const State& state) {
  return {Word(v1::GeoPrecision_descriptor(), state.event.place().precision())};
}

Elements OriginCountry(const State& state) {
  return {Text(state.event.incident().origin_country())};
}

Elements Border(const State& state) { return {Text(projection::BorderOf(state.event))}; }

}  // namespace

std::vector<Reading> PlaceReadings() {
  return {
      {"country", "", Country},
      {"admin1", "", Admin1},
      {"admin2", "", Admin2},
      {"place_name", "", Name},
      {"place_id", "", Id},
      {"lat", "", Lat},
      {"lon", "", Lon},
      {"geo_precision", "", Precision},
      {"origin_country", "", OriginCountry},
      {"border", "", Border},
  };
}

}  // namespace oxus::scan
