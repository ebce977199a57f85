#include "codes/geography.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/codes/data_table.h"

namespace oxus::codes {
namespace {

std::string Alpha2(const Country* country) {
  return country == nullptr ? "none" : std::string(country->alpha2);
}

std::string Code(const Subdivision* subdivision) {
  return subdivision == nullptr ? "none" : std::string(subdivision->code);
}

TEST(GeographyTest, EveryCountryOfIso3166IsFoundByBothCodes) {
  const auto rows = ReadDataTable("iso/iso_3166_1.tsv");
  EXPECT_EQ(rows.size(), 250u);  // 249 of ISO, and XK.
  for (const DataRow& row : rows) {
    const Country* country = FindCountryByAlpha2(row.at("alpha2"));
    ASSERT_NE(country, nullptr) << row.at("alpha2");
    EXPECT_EQ(country->alpha3, row.at("alpha3"));
    EXPECT_EQ(country->name, row.at("name"));
    EXPECT_EQ(FindCountryByAlpha3(row.at("alpha3")), country);
  }
}

TEST(GeographyTest, CodesThatAreNoCountryAreNotFound) {
  for (const char* code : {"", "T", "tj", "TJK", "UK", "ZZ", "EU", "OS"}) {
    EXPECT_EQ(FindCountryByAlpha2(code), nullptr) << code;
  }
  for (const char* code : {"ROM", "MTN", "TMP", "GZS", "SAF", "tjk", "TJ", "YUG"}) {
    EXPECT_EQ(FindCountryByAlpha3(code), nullptr) << code;
  }
}

TEST(GeographyTest, FipsCodesAreNotIsoCodes) {
  const std::pair<const char*, const char*> cases[] = {
      {"CH", "CN"},   {"RS", "RU"},   {"TI", "TJ"}, {"AF", "AF"}, {"KV", "XK"}, {"GZ", "PS"},
      {"RB", "RS"},   {"RI", "RS"},   {"SZ", "CH"}, {"AU", "AT"}, {"AS", "AU"}, {"GM", "DE"},
      {"UP", "UA"},   {"UK", "GB"},   {"TX", "TM"}, {"UZ", "UZ"}, {"KG", "KG"}, {"PK", "PK"},
      {"OS", "none"}, {"ZZ", "none"}, {"", "none"}};
  for (const auto& [fips, alpha2] : cases) EXPECT_EQ(Alpha2(FindCountryByFips(fips)), alpha2);
}

TEST(GeographyTest, EveryFipsCodeButOceansAndDisputedIslandsIsACountry) {
  std::set<std::string> without;
  for (const DataRow& row : ReadDataTable("geo/fips_to_iso.tsv")) {
    const Country* country = FindCountryByFips(row.at("fips"));
    if (country == nullptr) {
      without.insert(row.at("fips"));
    } else {
      EXPECT_EQ(country->alpha2, row.at("iso2")) << row.at("fips");
    }
  }
  // Oceans, twice, and the Paracel and the Spratly Islands.
  EXPECT_EQ(without, (std::set<std::string>{"OC", "OS", "PF", "PG"}));
}

TEST(GeographyTest, GleditschWardNumbersAreCountries) {
  const std::pair<int, const char*> cases[] = {
      {702, "TJ"}, {700, "AF"},  {775, "MM"},   {365, "RU"},    {710, "CN"},    {345, "RS"},
      {340, "RS"}, {2, "US"},    {490, "CD"},   {484, "CG"},    {678, "YE"},    {347, "XK"},
      {0, "none"}, {-1, "none"}, {999, "none"}, {1000, "none"}, {99999, "none"}};
  for (const auto& [number, alpha2] : cases) {
    EXPECT_EQ(Alpha2(FindCountryByGleditschWard(number)), alpha2) << number;
  }
}

TEST(GeographyTest, EverySubdivisionOfIso3166IsFound) {
  for (const DataRow& row : ReadDataTable("iso/iso_3166_2.tsv")) {
    const Subdivision* subdivision = FindSubdivision(row.at("code"));
    ASSERT_NE(subdivision, nullptr) << row.at("code");
    EXPECT_EQ(subdivision->name, row.at("name"));
    EXPECT_NE(FindCountryByAlpha2(subdivision->code.substr(0, 2)), nullptr) << row.at("code");
  }
  EXPECT_EQ(FindSubdivision("TJ-XX"), nullptr);
  EXPECT_EQ(FindSubdivision("TJ"), nullptr);
}

TEST(GeographyTest, FipsAdm1CodesAreSubdivisions) {
  const std::pair<const char*, const char*> cases[] = {
      {"TI01", "TJ-GB"},  {"TI02", "TJ-KT"},  {"TI03", "TJ-SU"}, {"AF01", "AF-BDS"},
      {"AF13", "AF-KAB"}, {"AF41", "AF-DAY"}, {"CH13", "CN-XJ"}, {"RS48", "RU-MOW"},
      {"USCA", "US-CA"},  {"USDC", "US-DC"},  {"CA08", "CA-ON"}, {"IR26", "IR-23"},
      {"IR01", "IR-04"},  {"KG01", "KG-GB"}};
  for (const auto& [fips, code] : cases) EXPECT_EQ(Code(FindSubdivisionByFips(fips)), code) << fips;
}

TEST(GeographyTest, FipsAdm1CodesThatSayOnlyTheCountryAreNoSubdivision) {
  for (const char* fips : {"TI00", "RB00", "CH00", "TI", "US", "USXX", "TI99", "", "usca"}) {
    EXPECT_EQ(Code(FindSubdivisionByFips(fips)), "none") << fips;
  }
}

TEST(GeographyTest, ListedFipsAdm1CodesLieInTheirCountry) {
  for (const DataRow& row : ReadDataTable("geo/fips_admin1.tsv")) {
    const std::string& fips = row.at("fips");
    EXPECT_EQ(Code(FindSubdivisionByFips(fips)), row.at("iso3166_2")) << fips;
    EXPECT_EQ(Alpha2(FindCountryByFips(fips.substr(0, 2))), row.at("iso3166_2").substr(0, 2))
        << fips;
  }
}

TEST(GeographyTest, CountriesHaveTheNamesPeopleUse) {
  std::set<std::pair<std::string, std::string>> names;
  for (const CountryName& other : OtherCountryNames()) {
    names.emplace(other.name, other.country->alpha2);
  }
  EXPECT_TRUE(names.contains({"Republic of Tajikistan", "TJ"}));
  EXPECT_TRUE(names.contains({"Iran", "IR"}));
  EXPECT_TRUE(names.contains({"Russia", "RU"}));
}

}  // namespace
}  // namespace oxus::codes
