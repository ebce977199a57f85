#include <gtest/gtest.h>

#include "codes/geography.h"
#include "tests/codes/data_table.h"

namespace oxus::codes {
namespace {

std::string Find(std::string_view country, std::string_view name) {
  const Subdivision* subdivision = FindSubdivisionByName(country, name);
  return subdivision == nullptr ? "none" : std::string(subdivision->code);
}

struct Case {
  const char* country;
  const char* name;
  const char* code;
};

TEST(SubdivisionNamesTest, NamesAsDataSetsWriteThem) {
  const Case cases[] = {
      {"TJ", "Khatlon", "TJ-KT"},
      {"TJ", "Khatlon Province", "TJ-KT"},
      {"TJ", "KHATLON REGION", "TJ-KT"},
      {"TJ", "Хатлон", "TJ-KT"},
      {"TJ", "Leninobod region", "TJ-SU"},
      {"TJ", "Leninabad", "TJ-SU"},
      {"TJ", "Dushanbe independent city", "TJ-DU"},
      {"TJ", "Gorno-Badakhshan Autonomous Region", "TJ-GB"},
      {"TJ", "GBAO", "TJ-GB"},
      {"TJ", "Kuhistoni Badakhshon", "TJ-GB"},
      {"MM", "Rakhine state", "MM-16"},
      {"MM", "Sagaing division", "MM-01"},
      {"AF", "Helmand province", "AF-HEL"},
      {"AF", "Hilmand province", "AF-HEL"},
      {"AF", "Badakhshan", "AF-BDS"},
      {"AF", "Uruzgan province", "AF-URU"},
      {"SY", "Idlib governorate", "SY-ID"},
      {"UZ", "Fergana", "UZ-FA"},
      {"UZ", "Farg‘ona", "UZ-FA"},
      {"RU", "Lipetsk", "RU-LIP"},
      {"CN", "Xinjiang", "CN-XJ"},
      {"DE", "Baden-Wuerttemberg", "none"},
      {"DE", "Baden-Württemberg", "DE-BW"},
      {"DE", "BADEN WURTTEMBERG", "DE-BW"},
  };
  for (const Case& c : cases) EXPECT_EQ(Find(c.country, c.name), c.code) << c.name;
}

TEST(SubdivisionNamesTest, TheWordForTheTypeDecidesBetweenACityAndItsRegion) {
  EXPECT_EQ(Find("UZ", "Toshkent city"), "UZ-TK");
  EXPECT_EQ(Find("UZ", "Toshkent region"), "UZ-TO");
  EXPECT_EQ(Find("UZ", "Toshkent"), "none");
}

TEST(SubdivisionNamesTest, ANameBelongsToACountry) {
  EXPECT_EQ(Find("TJ", "Badakhshan (Tajikistan)"), "TJ-GB");
  EXPECT_EQ(Find("KG", "Khatlon"), "none");
  EXPECT_EQ(Find("XX", "Khatlon"), "none");
}

TEST(SubdivisionNamesTest, TextsThatAreNoNameAreNotFound) {
  for (const char* name : {"", " ", "-", "province", "Atlantis", "a\xff\xfe"}) {
    EXPECT_EQ(Find("TJ", name), "none") << name;
  }
}

TEST(SubdivisionNamesTest, EveryHandWrittenNameIsFound) {
  for (const char* table : {"geo/admin1_seed_region.tsv", "geo/admin1_aliases.tsv"}) {
    for (const DataRow& row : ReadDataTable(table)) {
      const std::string& code = row.at("iso3166_2");
      const std::string& aliases = row.at("aliases");
      for (size_t begin = 0; begin < aliases.size();) {
        const size_t end = std::min(aliases.find("; ", begin), aliases.size());
        const std::string alias = aliases.substr(begin, end - begin);
        begin = end + 2;
        EXPECT_EQ(Find(code.substr(0, 2), alias), code) << alias;
      }
    }
  }
}

}  // namespace
}  // namespace oxus::codes
