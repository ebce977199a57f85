#pragma once

#include <string>
#include <string_view>

#include "oxus/v1/event.pb.h"

namespace oxus::importer {

// The ActionGeo_* fields of a row.
struct GdeltPlaceFields {
  std::string_view type;
  std::string_view full_name;
  std::string_view country;
  std::string_view adm1;
  std::string_view adm2;
  std::string_view lat;
  std::string_view lon;
};

struct GdeltPlace {
  enum class Result {
    kPlace,
    // The row has no place.
    kNone,
    // The country code is not of FIPS 10-4.
    kUnknownCountry,
  };
  Result result = Result::kNone;
  oxus::v1::Place place;
  // The row has a first-order division that has no ISO 3166-2 code here; admin1 is empty.
  bool unknown_adm1 = false;
  // lat and long are not a point; left out.
  bool bad_point = false;
};

// Countries are FIPS 10-4 in GDELT: CH is China. "OS", the oceans, is an INTERNATIONAL place.
// Geo types 1 (country), 2 and 5 (first-order division) carry centroids, 3 and 4 towns.
//
// ADM1 codes become ISO 3166-2, but those that end in 00 ("TI00", general) stand for no
// division. FIPS 10-4 has none for Dushanbe: a town there is known by its coordinates.
GdeltPlace ReadGdeltPlace(const GdeltPlaceFields& fields);

}  // namespace oxus::importer
