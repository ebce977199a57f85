#include "server/projection/derived.h"

#include <gtest/gtest.h>

#include "codes/event_codes.h"
#include "tests/support/event_builder.h"

namespace oxus::projection {
namespace {

v1::Event Coded(std::initializer_list<const char*> cameo_codes) {
  v1::Event event = test::GoodContact();
  for (const char* const text : cameo_codes) {
    v1::Code& code = *event.add_codes();
    code.set_scheme(v1::CODE_SCHEME_CAMEO);
    code.set_code(text);
  }
  return event;
}

v1::Event Crossing(const char* origin, const char* place) {
  v1::Event event = test::GoodIncident();
  event.mutable_incident()->set_origin_country(origin);
  event.mutable_place()->set_country(place);
  return event;
}

void Tell(v1::Event& event, const char* source, std::initializer_list<const char*> quotes,
          v1::Stance stance = v1::STANCE_UNSPECIFIED) {
  v1::Report& report = *event.add_reports();
  report.set_source_id(source);
  for (const char* const quote : quotes) report.add_quotes(quote);
  report.set_stance(stance);
}

v1::Event WithStances(std::initializer_list<v1::Stance> stances) {
  v1::Event event;
  for (const v1::Stance stance : stances) Tell(event, "x", {}, stance);
  return event;
}

TEST(ScoreTest, IsThatOfTheFirstKnownCameoCode) {
  const auto* clash = codes::FindCameo("190");
  ASSERT_NE(clash, nullptr);
  EXPECT_EQ(ScoreOf(Coded({"nonsense", "190", "042"})), clash->goldstein);
}

TEST(ScoreTest, IsThatOfTheTypeOrKindWithoutACode) {
  EXPECT_EQ(ScoreOf(test::GoodIncident()), codes::DefaultScore(v1::INCIDENT_TYPE_DRONE_STRIKE));
  EXPECT_EQ(ScoreOf(Coded({"nonsense"})), codes::DefaultScore(v1::CONTACT_KIND_DEMAND));
}

TEST(BorderTest, IsSortedAndOnlyOfCrossBorderIncidents) {
  EXPECT_EQ(BorderOf(Crossing("AF", "TJ")), "AF-TJ");
  EXPECT_EQ(BorderOf(Crossing("TJ", "AF")), "AF-TJ");
  EXPECT_EQ(BorderOf(Crossing("TJ", "TJ")), "");
  EXPECT_EQ(BorderOf(Crossing("", "TJ")), "");
  EXPECT_EQ(BorderOf(Crossing("AF", "")), "");
  EXPECT_EQ(BorderOf(test::GoodContact()), "");
}

TEST(OriginTest, IsTheLastNameQuotedOrTheOutlet) {
  v1::Event event;
  EXPECT_EQ(OriginCountOf(event), 0u);
  Tell(event, "24.kg", {"Express Tribune", "China MFA"});
  Tell(event, "TASS", {});
  Tell(event, "RFE/RL", {"China MFA"});
  EXPECT_EQ(OriginOf(event.reports(0)), "China MFA");
  EXPECT_EQ(OriginOf(event.reports(1)), "TASS");
  EXPECT_EQ(OriginCountOf(event), 2u);
}

TEST(ContestedTest, NeedsOneThatAssertsAndOneThatDenies) {
  EXPECT_FALSE(IsContested(WithStances({v1::STANCE_UNSPECIFIED, v1::STANCE_ASSERTS})));
  EXPECT_FALSE(IsContested(WithStances({v1::STANCE_DENIES})));
  EXPECT_FALSE(IsContested(WithStances({v1::STANCE_CORRECTS, v1::STANCE_DENIES})));
  EXPECT_TRUE(IsContested(WithStances({v1::STANCE_UNSPECIFIED, v1::STANCE_DENIES})));
}

TEST(DeriveTest, GathersAllOfIt) {
  v1::Event event = Crossing("AF", "TJ");
  Tell(event, "y", {}, v1::STANCE_DENIES);
  const v1::Derived derived = Derive(event, /*quarantined=*/true);
  EXPECT_EQ(derived.border(), "AF-TJ");
  EXPECT_EQ(derived.origin_count(), 2u);
  EXPECT_TRUE(derived.contested());
  EXPECT_TRUE(derived.quarantined());
  EXPECT_EQ(derived.score(), ScoreOf(event));
  EXPECT_FALSE(Derive(event, /*quarantined=*/false).quarantined());
}

}  // namespace
}  // namespace oxus::projection
