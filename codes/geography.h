#pragma once

#include <optional>
#include <string_view>

namespace oxus::codes {

// A country of ISO 3166-1, and XK. Views live for ever; so do all pointers returned here.
struct Country {
  std::string_view alpha2;
  std::string_view alpha3;
  std::string_view name;
};

// Exact, upper-case codes; nullptr when there is no such country.
const Country* FindCountryByAlpha2(std::string_view alpha2);
const Country* FindCountryByAlpha3(std::string_view alpha3);
// FIPS 10-4 as GDELT writes it: CH is China. nullptr for an unknown code and for oceans (OS).
const Country* FindCountryByFips(std::string_view fips);
// UCDP's country_id, a Gleditsch-Ward number.
const Country* FindCountryByGleditschWard(int number);

// A subdivision of ISO 3166-2.
struct Subdivision {
  // "TJ-KT"; the first two letters are the country.
  std::string_view code;
  std::string_view name;
};

const Subdivision* FindSubdivision(std::string_view code);
// From a FIPS 10-4 ADM1 code as GDELT writes it ("TI02"); nullptr when it maps to none.
const Subdivision* FindSubdivisionByFips(std::string_view fips_adm1);
// From a name as data sets write it ("Rakhine state", "Khatlon Province", "Хатлон"), within a
// country. Compares without case, accents and words such as "province".
const Subdivision* FindSubdivisionByName(std::string_view country_alpha2, std::string_view name);

}  // namespace oxus::codes
