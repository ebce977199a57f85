#include "client/importer/gdelt_place.h"

#include <array>
#include <cmath>
#include <optional>

#include "client/importer/row_values.h"
#include "codes/geography.h"

namespace oxus::importer {
namespace {

constexpr std::string_view kOceans = "OS";

// A first-order division that is a city and that FIPS 10-4 left out.
struct CityWithoutFips {
  std::string_view fips_country;
  double lat;
  double lon;
  // In degrees; the edge of the city.
  double reach;
  std::string_view subdivision;
};

constexpr std::array kCitiesWithoutFips = {
    CityWithoutFips{"TI", 38.56, 68.77, 0.12, "TJ-DU"},
};

enum class GeoType { kNone, kCountry, kDivision, kTown };

GeoType ReadType(std::string_view text) {
  switch (WholeNumber(text).value_or(0)) {
    case 1:
      return GeoType::kCountry;
    case 2:
    case 5:
      return GeoType::kDivision;
    case 3:
    case 4:
      return GeoType::kTown;
    default:
      return GeoType::kNone;
  }
}

oxus::v1::GeoPrecision Precision(GeoType type) {
  switch (type) {
    case GeoType::kCountry:
      return oxus::v1::GEO_PRECISION_COUNTRY;
    case GeoType::kDivision:
      return oxus::v1::GEO_PRECISION_ADMIN1;
    case GeoType::kTown:
      return oxus::v1::GEO_PRECISION_NEAR;
    case GeoType::kNone:
      break;
  }
  return oxus::v1::GEO_PRECISION_UNKNOWN;
}

void ReadPoint(const GdeltPlaceFields& fields, GdeltPlace& result) {
  if (fields.lat.empty() && fields.lon.empty()) return;
  const std::optional<double> lat = DecimalNumber(fields.lat);
  const std::optional<double> lon = DecimalNumber(fields.lon);
  if (!lat || !lon || std::abs(*lat) > 90 || std::abs(*lon) > 180) {
    result.bad_point = true;
    return;
  }
  // Backfiles write a missing point as 0, 0.
  if (*lat == 0 && *lon == 0) return;
  result.place.set_lat(*lat);
  result.place.set_lon(*lon);
}

void ReadAdmin1(const GdeltPlaceFields& fields, GeoType type, GdeltPlace& result) {
  if (type != GeoType::kDivision && type != GeoType::kTown) return;
  if (fields.adm1.size() <= 2) return;
  if (fields.adm1.substr(2) != "00") {
    if (const codes::Subdivision* known = codes::FindSubdivisionByFips(fields.adm1)) {
      result.place.set_admin1(std::string(known->code));
    } else {
      result.unknown_adm1 = true;
    }
    return;
  }
  if (type != GeoType::kTown || !result.place.has_lat()) return;
  for (const CityWithoutFips& city : kCitiesWithoutFips) {
    if (city.fips_country == fields.country &&
        std::abs(result.place.lat() - city.lat) < city.reach &&
        std::abs(result.place.lon() - city.lon) < city.reach) {
      result.place.set_admin1(std::string(city.subdivision));
    }
  }
}

}  // namespace

GdeltPlace ReadGdeltPlace(const GdeltPlaceFields& fields) {
  GdeltPlace result;
  if (fields.country.empty()) return result;
  result.result = GdeltPlace::Result::kPlace;
  result.place.set_name(std::string(fields.full_name));
  ReadPoint(fields, result);
  if (fields.country == kOceans) {
    result.place.set_precision(oxus::v1::GEO_PRECISION_INTERNATIONAL);
    return result;
  }
  const codes::Country* const country = codes::FindCountryByFips(fields.country);
  if (country == nullptr) {
    result.result = GdeltPlace::Result::kUnknownCountry;
    return result;
  }
  const GeoType type = ReadType(fields.type);
  result.place.set_country(std::string(country->alpha2));
  result.place.set_precision(Precision(type));
  ReadAdmin1(fields, type, result);
  if (type == GeoType::kTown) result.place.set_admin2(std::string(fields.adm2));
  return result;
}

}  // namespace oxus::importer
