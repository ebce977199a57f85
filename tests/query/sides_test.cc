// Questions about blocs and dyads, with some events in a sealed segment and the others in the tail.

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
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

class SidesTest : public testing::Test {
 protected:
  SidesTest() {
    store_.Add(Sample::Contact("C1").With(v1::ROLE_FROM, "TJK").With(v1::ROLE_TO, "AFG-TAL"));
    store_.Add(Sample::Contact("C2").With(v1::ROLE_FROM, "AFG").With(v1::ROLE_TO, "TJK-GOV"));
    store_.Add(Sample::Contact("C3")
                   .With(v1::ROLE_FROM, "TJK")
                   .With(v1::ROLE_TO, "CSTO")
                   .With(v1::ROLE_TO, "RUS"));
    store_.Add(Sample::Incident("I1")
                   .On("2012-12-18")
                   .With(v1::ROLE_INITIATOR, "AFG-UNID")
                   .With(v1::ROLE_TARGET, "UZB"));
    store_.SealAll();
    store_.Add(Sample::Incident("I2")
                   .On("2012-12-19")
                   .With(v1::ROLE_INITIATOR, "AFG-UNID")
                   .With(v1::ROLE_TARGET, "UZB"));
    store_.Add(Sample::Incident("I3").With(v1::ROLE_TARGET, "AFG"));
  }

  std::vector<std::string> Ask(std::string by, std::string filter = "") {
    v1::AggregateRequest request;
    request.add_metrics("events");
    if (!by.empty()) request.add_group_by(std::move(by));
    request.set_filter(std::move(filter));
    v1::AggregateResponse answer;
    const absl::Status status =
        QueryEngine(store_).Aggregate(request, /*cancelled=*/nullptr, &answer);
    EXPECT_TRUE(status.ok()) << status;
    return Lines(answer);
  }

  test::TestStore store_{projection::ProjectEvent, /*segment_rows=*/2};
};

TEST_F(SidesTest, AnEventCountsInEachOfItsDyadsWhoeverBegan) {
  EXPECT_THAT(Ask("dyad"),
              UnorderedElementsAre("AF-TJ | 2", "AF-UZ | 2", "CSTO-TJ | 1", "RU-TJ | 1", "? | 1"));
}

TEST_F(SidesTest, AnEventCountsWithTheBlocsOfItsDay) {
  EXPECT_THAT(Ask("bloc"), UnorderedElementsAre("CSTO | 4", "SCO | 5", "? | 1"));
}

TEST_F(SidesTest, FiltersTakeAnySpelling) {
  EXPECT_THAT(Ask("", "dyad = \"tjk-afg\""), ElementsAre("2"));
  EXPECT_THAT(Ask("", "dyad = \"TJ-CSTO\""), ElementsAre("1"));
  EXPECT_THAT(Ask("", "bloc = csto AND NOT country = TJ"), ElementsAre("3"));
  EXPECT_THAT(Ask("", "bloc = sco AND NOT bloc = csto"), ElementsAre("1"));
  EXPECT_THAT(Ask("", "dyad : UZ"), ElementsAre("2"));
}

}  // namespace
}  // namespace oxus::query
