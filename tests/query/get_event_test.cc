#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/projection/projection.h"
#include "server/query/query_engine.h"
#include "tests/query/sample_event.h"
#include "tests/support/test_store.h"

namespace oxus::query {
namespace {

using oxus::test::KeyOf;
using oxus::test::ReportOn;
using oxus::test::RetractionOf;
using oxus::test::Sample;
using oxus::test::TestStore;
using ::testing::HasSubstr;

class GetEventTest : public ::testing::Test {
 protected:
  absl::Status Run(const v1::GetEventRequest& request, v1::GetEventResponse* response) {
    return QueryEngine(store_).GetEvent(request, response);
  }

  v1::GetEventResponse Get(const std::string& id, uint64_t as_of = 0) {
    v1::GetEventRequest request;
    *request.mutable_key() = KeyOf(id);
    request.set_history(true);
    request.set_as_of_sequence(as_of);
    v1::GetEventResponse response;
    const auto status = Run(request, &response);
    EXPECT_TRUE(status.ok()) << status;
    return response;
  }

  // 1 stored, 2 revised, 3 another key, 4 report attached, 5 withdrawn, 6 stored again.
  void AddLife() {
    store_.Add(Sample::Incident("a").Told("x"));
    store_.Add(Sample::Incident("a").Told("x").Revision(2).Summary("second"), true);
    store_.Add(Sample::Incident("b"));
    store_.Attach(ReportOn("a", "r2", "y"));
    store_.set_received_ms(5'000);
    store_.set_principal("chief");
    store_.Retract(RetractionOf("a"));
    store_.set_received_ms(6'000);
    store_.Add(Sample::Incident("a").Revision(3));
  }

  TestStore store_{projection::ProjectEvent};
};

TEST_F(GetEventTest, HistoryTellsEveryStateOldestFirst) {
  AddLife();
  const auto response = Get("a");
  ASSERT_EQ(response.history_size(), 5);
  const struct {
    uint64_t sequence;
    v1::EventStatus status;
    uint64_t superseded_by;
    uint32_t revision;
    int reports;
    bool quarantined;
  } expected[] = {
      {1, v1::EVENT_STATUS_SUPERSEDED, 2, 0, 1, false},
      {2, v1::EVENT_STATUS_SUPERSEDED, 4, 2, 1, true},
      {4, v1::EVENT_STATUS_SUPERSEDED, 5, 2, 2, true},
      {5, v1::EVENT_STATUS_RETRACTED, 6, 2, 2, true},
      {6, v1::EVENT_STATUS_ACTIVE, 0, 3, 0, false},
  };
  for (int i = 0; i < response.history_size(); ++i) {
    const auto& state = response.history(i);
    EXPECT_EQ(state.sequence(), expected[i].sequence);
    EXPECT_EQ(state.status(), expected[i].status) << i;
    EXPECT_EQ(state.superseded_by(), expected[i].superseded_by) << i;
    EXPECT_EQ(state.event().key().revision(), expected[i].revision) << i;
    EXPECT_EQ(state.event().reports_size(), expected[i].reports) << i;
    EXPECT_EQ(state.derived().quarantined(), expected[i].quarantined) << i;
    EXPECT_EQ(state.has_retraction(), expected[i].status == v1::EVENT_STATUS_RETRACTED) << i;
  }
  EXPECT_EQ(response.event().SerializeAsString(), response.history(4).SerializeAsString());
}

TEST_F(GetEventTest, AWithdrawnRecordShowsWhatItWasAndWhoWithdrewItWhen) {
  AddLife();
  const auto response = Get("a", 5);
  EXPECT_EQ(response.event().status(), v1::EVENT_STATUS_RETRACTED);
  EXPECT_EQ(response.event().sequence(), 5u);
  EXPECT_EQ(response.event().superseded_by(), 0u);
  EXPECT_EQ(response.event().event().summary(), "second");
  EXPECT_EQ(response.event().received().seconds(), 5);
  EXPECT_EQ(response.event().principal(), "chief");
  EXPECT_EQ(response.event().retraction().reason(), v1::RETRACT_REASON_FALSE_REPORT);
  EXPECT_EQ(response.history_size(), 4);
  EXPECT_EQ(response.history(3).SerializeAsString(), response.event().SerializeAsString());
  EXPECT_EQ(response.history(2).status(), v1::EVENT_STATUS_SUPERSEDED);
  EXPECT_EQ(response.history(2).superseded_by(), 5u);
  EXPECT_FALSE(response.history(2).has_retraction());
}

TEST_F(GetEventTest, AWithdrawnRecordIsItsRetractionAlsoWithoutHistory) {
  AddLife();
  v1::GetEventRequest request;
  *request.mutable_key() = KeyOf("a");
  request.set_as_of_sequence(5);
  v1::GetEventResponse response;
  ASSERT_TRUE(Run(request, &response).ok());
  EXPECT_EQ(response.SerializeAsString(), [this] {
    auto whole = Get("a", 5);
    whole.clear_history();
    return whole.SerializeAsString();
  }());
  EXPECT_EQ(response.event().status(), v1::EVENT_STATUS_RETRACTED);
  EXPECT_TRUE(response.event().has_retraction());
}

TEST_F(GetEventTest, AsOfShowsTheStateOfThen) {
  AddLife();
  const struct {
    uint64_t as_of;
    uint64_t sequence;
  } cases[] = {{1, 1}, {2, 2}, {3, 2}, {4, 4}, {5, 5}, {6, 6}};
  for (const auto& c : cases) {
    const auto response = Get("a", c.as_of);
    EXPECT_EQ(response.event().sequence(), c.sequence) << c.as_of;
    EXPECT_EQ(response.event().superseded_by(), 0u) << c.as_of;
    EXPECT_EQ(response.event().status(),
              c.as_of == 5 ? v1::EVENT_STATUS_RETRACTED : v1::EVENT_STATUS_ACTIVE);
  }
}

TEST_F(GetEventTest, HistoryComesOnlyWhenAskedFor) {
  AddLife();
  v1::GetEventRequest request;
  *request.mutable_key() = KeyOf("a");
  request.mutable_key()->set_revision(1);
  v1::GetEventResponse response;
  ASSERT_TRUE(Run(request, &response).ok());
  EXPECT_EQ(response.history_size(), 0);
  EXPECT_EQ(response.event().sequence(), 6u) << "the revision asked for is ignored";
}

TEST_F(GetEventTest, AKeyNotStoredByThenIsNotFound) {
  AddLife();
  v1::GetEventRequest request;
  v1::GetEventResponse response;
  *request.mutable_key() = KeyOf("nothing");
  auto status = Run(request, &response);
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr("test/nothing"));
  *request.mutable_key() = KeyOf("b");
  request.set_as_of_sequence(2);
  EXPECT_EQ(Run(request, &response).code(), absl::StatusCode::kNotFound);
}

TEST_F(GetEventTest, NamesEveryFault) {
  v1::GetEventRequest request;
  request.set_as_of_sequence(7);
  v1::GetEventResponse response;
  const auto status = Run(request, &response);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(),
            "key.producer_id: is required; key.external_id: is required; as_of_sequence: 7 is not "
            "there yet; the newest sequence is 0");
}

TEST_F(GetEventTest, AHistoryTooLargeForOneAnswerIsResourceExhausted) {
  const std::string text(1 << 20, 'x');
  for (uint32_t revision = 1; revision <= 17; ++revision) {
    store_.Add(Sample::Incident("a").Summary(text).Revision(revision));
  }
  v1::GetEventRequest request;
  *request.mutable_key() = KeyOf("a");
  v1::GetEventResponse response;
  EXPECT_TRUE(Run(request, &response).ok());
  request.set_history(true);
  EXPECT_EQ(Run(request, &response).code(), absl::StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace oxus::query
