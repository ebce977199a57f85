// The case of the Tajik-Afghan border, 2024-2025 (data/fixtures/tjk_afg_2025), with the answers
// that analysts expect of it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/projection/projection.h"
#include "server/query/query_engine.h"
#include "tests/query/answer_text.h"
#include "tests/query/sample_event.h"
#include "tests/support/test_store.h"

namespace oxus::query {
namespace {

using oxus::test::Lines;
using oxus::test::Sample;
using oxus::test::TestStore;
using ::testing::ElementsAre;

v1::Event MineWorkers() {  // I1
  return Sample::Incident("I1", v1::INCIDENT_TYPE_ATTACK_ON_CIVILIANS)
      .On("2024-11-17")
      .Until("2024-11-18T23:59")
      .Exactly(v1::TIME_PRECISION_DAYS)
      .In("TJ", "TJ-KT")
      .LaunchedFrom("AF")
      .With(v1::ROLE_INITIATOR, "AFG-UNID")
      .With(v1::ROLE_TARGET, "CHN-CIV")
      .Tied("CN", v1::FACILITY_LINK_KIND_OPERATOR)
      .Hurt("CHN", v1::VICTIM_ROLE_WORKER, 1, 4)
      .Hurt("TJK", v1::VICTIM_ROLE_CIVILIAN, std::nullopt, 1);
}

v1::Event WorkCamp() {  // I2
  return Sample::Incident("I2", v1::INCIDENT_TYPE_DRONE_STRIKE)
      .On("2025-11-26")
      .Exactly(v1::TIME_PRECISION_DAY)
      .In("TJ", "TJ-KT")
      .LaunchedFrom("AF")
      .With(v1::ROLE_INITIATOR, "AFG-UNID")
      .With(v1::ROLE_TARGET, "CHN-CIV")
      .Tied("CN", v1::FACILITY_LINK_KIND_WORKFORCE)
      .Tied("TJ", v1::FACILITY_LINK_KIND_OPERATOR)
      .Hurt("CHN", v1::VICTIM_ROLE_WORKER, 3, 1);
}

v1::Event RoadCrew() {  // I3
  return Sample::Incident("I3", v1::INCIDENT_TYPE_ATTACK_ON_CIVILIANS)
      .On("2025-11-30T18:45")
      .Until("2025-11-30T18:45")
      .Exactly(v1::TIME_PRECISION_MINUTE)
      .In("TJ", "TJ-GB")
      .LaunchedFrom("AF")
      .With(v1::ROLE_INITIATOR, "AFG-UNID")
      .With(v1::ROLE_INITIATOR, "AFG-TAL-LOCAL")
      .With(v1::ROLE_TARGET, "CHN-CIV")
      .Tied("CN", v1::FACILITY_LINK_KIND_OPERATOR)
      .Tied("CN", v1::FACILITY_LINK_KIND_WORKFORCE)
      .Hurt("CHN", v1::VICTIM_ROLE_WORKER, 2, 2)
      .InjuredBetween(2, 4);
}

v1::Event BorderPost() {  // I4
  return Sample::Incident("I4", v1::INCIDENT_TYPE_ARMED_CLASH)
      .On("2025-12-23T23:30")
      .Until("2025-12-24T11:15")
      .Exactly(v1::TIME_PRECISION_MINUTE)
      .In("TJ", "TJ-KT")
      .LaunchedFrom("AF")
      .With(v1::ROLE_INITIATOR, "AFG-UNID")
      .With(v1::ROLE_TARGET, "TJK-BORDER")
      .Tied("TJ", v1::FACILITY_LINK_KIND_OWNER)
      .Hurt("TJK", v1::VICTIM_ROLE_BORDER_GUARD, 2)
      .Hurt("", v1::VICTIM_ROLE_ATTACKER, 3);
}

v1::Event PlannedMove() {  // I5
  return Sample::Incident("I5", v1::INCIDENT_TYPE_REDEPLOYMENT)
      .On("2025-12-01")
      .Until("2026-01-31")
      .Exactly(v1::TIME_PRECISION_RANGE)
      .In("TJ", "", v1::GEO_PRECISION_AREA)
      .Modal(v1::MODALITY_PLANNED)
      .With(v1::ROLE_INITIATOR, "RUS-201");
}

v1::Event UndatedDeployment() {  // I6
  return Sample::Incident("I6", v1::INCIDENT_TYPE_DEPLOYMENT)
      .On("2021-08-15")
      .Until("2026-01-31")
      .Exactly(v1::TIME_PRECISION_RANGE)
      .In("TJ", "", v1::GEO_PRECISION_COUNTRY)
      .With(v1::ROLE_INITIATOR, "CHN-PAP");
}

class BorderCaseTest : public ::testing::Test {
 protected:
  BorderCaseTest() {
    for (const auto& event : {MineWorkers(), WorkCamp(), RoadCrew(), BorderPost(), PlannedMove(),
                              UndatedDeployment()}) {
      store_.Add(event);
    }
    request_.set_filter("kind = INCIDENT AND country = \"TJ\"");
    request_.mutable_interval()->set_since("2025-11-01");
    request_.mutable_interval()->set_until("2026-01-01");
  }

  v1::AggregateResponse Answer() {
    v1::AggregateResponse response;
    const auto status = QueryEngine(store_).Aggregate(request_, nullptr, &response);
    EXPECT_TRUE(status.ok()) << status;
    return response;
  }

  TestStore store_{projection::ProjectEvent};
  v1::AggregateRequest request_;
};

TEST_F(BorderCaseTest, IncidentsPerRegion) {
  request_.add_group_by("admin1");
  const auto answer = Answer();
  EXPECT_THAT(Lines(answer), ElementsAre("TJ-KT | 2", "TJ-GB | 1"));
  EXPECT_EQ(answer.footnote().included(), 3u);
  EXPECT_EQ(answer.footnote().planned(), 1u);
  EXPECT_EQ(answer.footnote().time_imprecise(), 1u);
  EXPECT_EQ(answer.footnote().rows_scanned(), 6u);
}

TEST_F(BorderCaseTest, KilledByNationality) {
  request_.add_group_by("nationality");
  request_.add_metrics("killed");
  EXPECT_THAT(Lines(Answer()), ElementsAre("CHN | 5", "? | 3", "TJK | 2"));
}

TEST_F(BorderCaseTest, InjuredChineseLowBestHigh) {
  request_.add_group_by("nationality");
  for (const char* metric : {"injured_low", "injured", "injured_high"}) {
    request_.add_metrics(metric);
  }
  EXPECT_THAT(Lines(Answer()), ElementsAre("CHN | 3 3 5", "TJK | ? ? ?", "? | ? ? ?"));
}

TEST_F(BorderCaseTest, IncidentsOnSitesWithAChineseTie) {
  request_.set_filter("facility_link = \"CN\"");
  EXPECT_THAT(Lines(Answer()), ElementsAre("2"));
  request_.set_filter("facility_tie = \"CN:OPERATOR\"");
  EXPECT_THAT(Lines(Answer()), ElementsAre("1"));
}

TEST_F(BorderCaseTest, TiesKeepCountryAndKindTogether) {
  request_.add_group_by("facility_link");
  request_.add_group_by("facility_link_kind");
  EXPECT_THAT(Lines(Answer()), ElementsAre("CN | WORKFORCE | 2", "CN | OPERATOR | 1",
                                           "TJ | OPERATOR | 1", "TJ | OWNER | 1"));
}

TEST_F(BorderCaseTest, EachAllegedInitiatorIsCounted) {
  request_.add_group_by("initiator");
  EXPECT_THAT(Lines(Answer()), ElementsAre("AFG-UNID | 3", "AFG-TAL-LOCAL | 1"));
}

TEST_F(BorderCaseTest, CrossBorderByMonth) {
  request_.set_filter("border = \"tj-af\"");
  request_.clear_interval();
  request_.set_bucket(v1::BUCKET_MONTH);
  EXPECT_THAT(Lines(Answer()), ElementsAre("2024-11 | 1", "2025-11 | 2", "2025-12 | 1"));
}

TEST_F(BorderCaseTest, PlannedCountsWhenAskedFor) {
  request_.add_modalities(v1::MODALITY_PLANNED);
  request_.clear_interval();
  const auto answer = Answer();
  EXPECT_THAT(Lines(answer), ElementsAre("1"));
  // Events of a modality that was not asked for.
  EXPECT_EQ(answer.footnote().planned(), 5u);
}

}  // namespace
}  // namespace oxus::query
