#pragma once

#include <span>
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

// Every country, ordered by alpha2.
std::span<const Country> Countries();

// Another name of a country than the short one of ISO: "Iran", "Republic of Tajikistan".
struct CountryName {
  std::string_view name;
  const Country* country;
};
std::span<const CountryName> OtherCountryNames();

// A subdivision of ISO 3166-2.
struct Subdivision {
  // "TJ-KT"; the first two letters are the country.
  std::string_view code;
  std::string_view name;
};

const Subdivision* FindSubdivision(std::string_view code);
// From a FIPS 10-4 ADM1 code as GDELT writes it ("TI02"); nullptr when it maps to none. Known
// are Central Asia, its neighbours, the USA and what data/geo/fips_admin1.tsv lists. A code
// ending in 00 says only the country.
const Subdivision* FindSubdivisionByFips(std::string_view fips_adm1);
// From a name as data sets write it ("Rakhine state", "Khatlon Province", "Хатлон"), within a
// country. Compares without case, accents and words such as "province". nullptr when there is
// none and when the name fits several ("Tashkent" is a city and a region; "Tashkent city" is one).
const Subdivision* FindSubdivisionByName(std::string_view country_alpha2, std::string_view name);

}  // namespace oxus::codes
