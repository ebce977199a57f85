#include "codes/actor_codes.h"

#include <gtest/gtest.h>

#include "codes/geography.h"
#include "tests/codes/data_table.h"

namespace oxus::codes {
namespace {

TEST(ActorCodesTest, CountryCodesOfCameoAreRewrittenToIso) {
  const std::pair<const char*, const char*> cases[] = {
      {"TJK", "TJK"}, {"ROM", "ROU"}, {"TMP", "TLS"}, {"MTN", "MNE"}, {"GZS", "PSE"},
      {"WSB", "PSE"}, {"BAG", "IRQ"}, {"KSV", "XKX"}, {"SSD", "SSD"}};
  for (const auto& [code, iso3] : cases) {
    const CameoActorCountry* country = FindCameoActorCountry(code);
    ASSERT_NE(country, nullptr) << code;
    EXPECT_EQ(country->iso3, iso3) << code;
  }
}

TEST(ActorCodesTest, RegionsAndStatesThatEndedHaveNoIsoCode) {
  for (const char* code : {"SAF", "EUR", "CAS", "WST", "YUG", "SCG"}) {
    const CameoActorCountry* country = FindCameoActorCountry(code);
    ASSERT_NE(country, nullptr) << code;
    EXPECT_EQ(country->iso3, "") << code;
  }
  EXPECT_EQ(FindCameoActorCountry("XYZ"), nullptr);
}

TEST(ActorCodesTest, EveryIsoCodeOfAnActorIsACountry) {
  for (const DataRow& row : ReadDataTable("cameo/actor_countries.tsv")) {
    const CameoActorCountry* country = FindCameoActorCountry(row.at("cameo"));
    ASSERT_NE(country, nullptr) << row.at("cameo");
    if (!country->iso3.empty()) {
      EXPECT_NE(FindCountryByAlpha3(country->iso3), nullptr) << country->iso3;
    }
  }
}

TEST(ActorCodesTest, RolesHaveAnActorTypeUnlessTheyAreAttributes) {
  const std::pair<const char*, const char*> cases[] = {{"GOV", "STATE_GOVERNMENT"},
                                                       {"MIL", "STATE_MILITARY"},
                                                       {"MED", "MEDIA"},
                                                       {"HLH", "NGO"},
                                                       {"MOD", ""},
                                                       {"RAD", ""}};
  for (const auto& [code, type] : cases) {
    ASSERT_NE(FindCameoActorRole(code), nullptr) << code;
    EXPECT_EQ(FindCameoActorRole(code)->actor_type, type) << code;
  }
  EXPECT_EQ(FindCameoActorRole("gov"), nullptr);
}

TEST(ActorCodesTest, KnownGroups) {
  ASSERT_NE(FindCameoGroup("TAL"), nullptr);
  EXPECT_EQ(FindCameoGroup("TAL")->label, "Taliban");
  EXPECT_EQ(FindCameoGroup("XYZ"), nullptr);
}

TEST(ActorCodesTest, AGroupCodeWithTwoMeaningsTellsBoth) {
  EXPECT_EQ(FindCameoGroup("CEM")->label,
            "Common Market for Eastern and Southern Africa; "
            "Monetary and Economic Community of Central Africa");
}

}  // namespace
}  // namespace oxus::codes
