#include "codes/event_codes.h"

#include <gtest/gtest.h>

#include "codes/labels.h"
#include "tests/codes/data_table.h"

namespace oxus::codes {
namespace {

TEST(EventCodesTest, CameoCodesCarryTheGoldsteinValueThatGdeltPublishes) {
  const std::pair<const char*, double> cases[] = {
      {"010", 0.0},   {"042", 1.9},   {"043", 2.8},  {"057", 8.0},   {"072", 8.3},
      {"112", -2.0},  {"138", -7.0},  {"173", -5.0}, {"190", -10.0}, {"193", -10.0},
      {"1383", -7.0}, {"204", -10.0}, {"01", 0.0}};
  for (const auto& [code, goldstein] : cases) {
    const CameoCode* found = FindCameo(code);
    ASSERT_NE(found, nullptr) << code;
    EXPECT_EQ(found->goldstein, goldstein) << code;
    EXPECT_EQ(found->code, code);
  }
}

TEST(EventCodesTest, LeadingZerosOfACameoCodeCount) {
  EXPECT_EQ(FindCameo("042")->label, "Make a visit");
  for (const char* code : {"42", "0042", "4", "", "21", "13y"}) {
    EXPECT_EQ(FindCameo(code), nullptr) << code;
  }
}

TEST(EventCodesTest, EveryCameoCodeIsToldAsOneIncidentTypeOrOneContactKind) {
  for (const DataRow& row : ReadDataTable("cameo/event_codes.tsv")) {
    const std::string& code = row.at("code");
    ASSERT_NE(FindCameo(code), nullptr) << code;
    EXPECT_EQ(FindCameo(code)->goldstein, std::stod(row.at("goldstein"))) << code;
    const CameoMapping* mapping = MapCameo(code);
    ASSERT_NE(mapping, nullptr) << code;
    const bool incident = mapping->type != v1::INCIDENT_TYPE_UNSPECIFIED;
    EXPECT_NE(incident, mapping->kind != v1::CONTACT_KIND_UNSPECIFIED) << code;
    EXPECT_EQ(incident, mapping->domain == v1::DOMAIN_UNSPECIFIED) << code;
  }
}

TEST(EventCodesTest, TheMappingIsThatOfTheTable) {
  for (const DataRow& row : ReadDataTable("cameo/cameo_to_oxus.tsv")) {
    const CameoMapping* mapping = MapCameo(row.at("cameo"));
    ASSERT_NE(mapping, nullptr);
    const bool incident = row.at("oxus_message") == "INCIDENT";
    EXPECT_EQ(incident ? Label(mapping->type) : Label(mapping->kind), row.at("oxus_name"));
    EXPECT_EQ(std::to_string(incident ? int{mapping->type} : int{mapping->kind}),
              row.at("oxus_code"));
  }
}

TEST(EventCodesTest, KnownMappings) {
  EXPECT_EQ(MapCameo("042")->kind, v1::CONTACT_KIND_VISIT);
  EXPECT_EQ(MapCameo("0212")->domain, v1::DOMAIN_SECURITY);
  EXPECT_EQ(MapCameo("1952")->type, v1::INCIDENT_TYPE_DRONE_STRIKE);
  EXPECT_EQ(MapCameo("999"), nullptr);
}

TEST(EventCodesTest, CodesMetInTheWildHaveTheCodeThatIsMeant) {
  const std::pair<const char*, const char*> cases[] = {
      {"13y", "137"}, {"138i", "138"}, {"1883", "183"}, {"042", "042"}, {"42", "42"}, {"", ""}};
  for (const auto& [seen, meant] : cases) EXPECT_EQ(CameoAlias(seen), meant);
}

TEST(EventCodesTest, TheDefaultScoreIsThatOfTheFirstCodeOfTheTypeOrKind) {
  EXPECT_EQ(DefaultScore(v1::CONTACT_KIND_VISIT), FindCameo("042")->goldstein);
  EXPECT_EQ(DefaultScore(v1::CONTACT_KIND_STATEMENT), FindCameo("01")->goldstein);
  EXPECT_EQ(DefaultScore(v1::CONTACT_KIND_UNSPECIFIED), std::nullopt);
  EXPECT_EQ(DefaultScore(v1::INCIDENT_TYPE_UNSPECIFIED), std::nullopt);
  EXPECT_EQ(DefaultScore(v1::INCIDENT_TYPE_CEASEFIRE_VIOLATION).has_value(), true);
}

TEST(EventCodesTest, EveryScoreIsOnTheScale) {
  for (int number = 0; number < 1200; ++number) {
    const double score = DefaultScore(static_cast<v1::IncidentType>(number)).value_or(0);
    EXPECT_GE(score, -10) << number;
    EXPECT_LE(score, 10) << number;
  }
}

TEST(EventCodesTest, ASchemeWithAListKnowsItsCodesOnly) {
  struct Case {
    v1::CodeScheme scheme;
    const char* code;
    bool known;
  };
  const Case cases[] = {
      {v1::CODE_SCHEME_CAMEO, "190", true},
      {v1::CODE_SCHEME_CAMEO, "42", false},
      {v1::CODE_SCHEME_CAMEO, "13y", false},
      {v1::CODE_SCHEME_UCDP_TYPE_OF_VIOLENCE, "1", true},
      {v1::CODE_SCHEME_UCDP_TYPE_OF_VIOLENCE, "4", false},
      {v1::CODE_SCHEME_UCDP_TYPE_OF_VIOLENCE, "01", false},
      {v1::CODE_SCHEME_GOLDSTEIN, "-10.0", true},
      {v1::CODE_SCHEME_GOLDSTEIN, "3", true},
      {v1::CODE_SCHEME_GOLDSTEIN, "10.5", false},
      {v1::CODE_SCHEME_GOLDSTEIN, "nan", false},
      {v1::CODE_SCHEME_GOLDSTEIN, "1e1", false},
      {v1::CODE_SCHEME_GOLDSTEIN, "3 ", false},
      {v1::CODE_SCHEME_GOLDSTEIN, "-", false},
      {v1::CODE_SCHEME_GOLDSTEIN, "", false},
      {v1::CODE_SCHEME_ACLED, "Armed clash", true},
      {v1::CODE_SCHEME_ACLED, "", false},
      {v1::CODE_SCHEME_UCDP_DYAD, "735", true},
      {v1::CODE_SCHEME_UNSPECIFIED, "1", false},
      {static_cast<v1::CodeScheme>(99), "1", false},
  };
  for (const Case& c : cases) EXPECT_EQ(IsKnownCode(c.scheme, c.code), c.known) << c.code;
}

}  // namespace
}  // namespace oxus::codes
