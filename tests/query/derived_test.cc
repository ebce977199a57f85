#include "server/query/derived.h"

#include <gtest/gtest.h>

#include "codes/event_codes.h"
#include "tests/query/sample_event.h"

namespace oxus::query {
namespace {

using oxus::test::Sample;

TEST(ScoreTest, IsThatOfTheFirstKnownCameoCode) {
  const auto* clash = codes::FindCameo("190");
  ASSERT_NE(clash, nullptr);
  EXPECT_EQ(ScoreOf(Sample::Contact("a").Coded("nonsense").Coded("190").Coded("042")),
            clash->goldstein);
}

TEST(ScoreTest, IsThatOfTheTypeWithoutACode) {
  EXPECT_EQ(ScoreOf(Sample::Incident("a", v1::INCIDENT_TYPE_ARMED_CLASH)),
            codes::DefaultScore(v1::INCIDENT_TYPE_ARMED_CLASH));
  EXPECT_EQ(ScoreOf(Sample::Contact("a", v1::CONTACT_KIND_VISIT)),
            codes::DefaultScore(v1::CONTACT_KIND_VISIT));
}

TEST(BorderTest, IsSortedAndOnlyOfCrossBorderIncidents) {
  EXPECT_EQ(BorderOf(Sample::Incident("a").In("TJ").LaunchedFrom("AF")), "AF-TJ");
  EXPECT_EQ(BorderOf(Sample::Incident("a").In("AF").LaunchedFrom("TJ")), "AF-TJ");
  EXPECT_EQ(BorderOf(Sample::Incident("a").In("TJ").LaunchedFrom("TJ")), "");
  EXPECT_EQ(BorderOf(Sample::Incident("a").In("TJ")), "");
  EXPECT_EQ(BorderOf(Sample::Incident("a").In("").LaunchedFrom("AF")), "");
  EXPECT_EQ(BorderOf(Sample::Contact("a").In("TJ")), "");
}

TEST(OriginTest, IsTheLastNameQuotedOrTheOutlet) {
  const v1::Event event = Sample::Incident("a")
                              .Told("24.kg", {"Express Tribune", "China MFA"})
                              .Told("TASS")
                              .Told("RFE/RL", {"China MFA"});
  EXPECT_EQ(OriginOf(event.reports(0)), "China MFA");
  EXPECT_EQ(OriginOf(event.reports(1)), "TASS");
  EXPECT_EQ(OriginCountOf(event), 2u);
  EXPECT_EQ(OriginCountOf(Sample::Incident("a")), 0u);
}

TEST(ContestedTest, NeedsOneThatAssertsAndOneThatDenies) {
  const auto assert_only = Sample::Incident("a").Told("x").Told("y", {}, v1::STANCE_ASSERTS);
  const auto deny_only = Sample::Incident("a").Told("x", {}, v1::STANCE_DENIES);
  const auto corrected =
      Sample::Incident("a").Told("x", {}, v1::STANCE_CORRECTS).Told("y", {}, v1::STANCE_DENIES);
  const auto both = Sample::Incident("a").Told("x").Told("y", {}, v1::STANCE_DENIES);
  EXPECT_FALSE(IsContested(assert_only));
  EXPECT_FALSE(IsContested(deny_only));
  EXPECT_FALSE(IsContested(corrected));
  EXPECT_TRUE(IsContested(both));
}

TEST(DeriveTest, GathersAllOfIt) {
  const auto derived =
      Derive(Sample::Incident("a").In("TJ").LaunchedFrom("AF").Coded("190").Told("x").Told(
                 "y", {}, v1::STANCE_DENIES),
             true);
  EXPECT_EQ(derived.border(), "AF-TJ");
  EXPECT_EQ(derived.origin_count(), 2u);
  EXPECT_TRUE(derived.contested());
  EXPECT_TRUE(derived.quarantined());
  EXPECT_TRUE(derived.has_score());
  EXPECT_FALSE(Derive(Sample::Incident("a"), false).quarantined());
}

}  // namespace
}  // namespace oxus::query
