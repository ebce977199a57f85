#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/projection/projection.h"
#include "server/query/page_token.h"
#include "server/query/query_engine.h"
#include "tests/query/decoded_page.h"
#include "tests/query/sample_event.h"
#include "tests/support/test_store.h"

namespace oxus::query {
namespace {

using oxus::test::ReportOn;
using oxus::test::RetractionOf;
using oxus::test::Sample;
using oxus::test::TestStore;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ListEventsTest : public ::testing::Test {
 protected:
  absl::StatusOr<std::string> Run() { return QueryEngine(store_).ListEvents(request_, nullptr); }

  v1::ListEventsResponse Page() { return oxus::test::DecodedPage(Run()); }

  static std::vector<std::string> Ids(const v1::ListEventsResponse& page) {
    std::vector<std::string> ids;
    for (const auto& stored : page.events()) ids.push_back(stored.event().key().external_id());
    return ids;
  }

  // Every page one after the other.
  std::vector<std::string> AllIds() {
    std::vector<std::string> ids;
    request_.clear_page_token();
    do {
      const auto page = Page();
      for (auto& id : Ids(page)) ids.push_back(std::move(id));
      request_.set_page_token(page.next_page_token());
    } while (!request_.page_token().empty());
    return ids;
  }

  std::string Fault() {
    const absl::Status status = Run().status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    return std::string(status.message());
  }

  void AddThree() {
    store_.Add(Sample::Incident("middle").On("2025-11-26"));
    store_.Add(Sample::Incident("newest").On("2025-12-23"));
    store_.Add(Sample::Incident("oldest").On("2024-11-17"));
  }

  TestStore store_{projection::ProjectEvent};
  v1::ListEventsRequest request_;
};

TEST_F(ListEventsTest, OrdersAsAsked) {
  AddThree();
  EXPECT_THAT(AllIds(), ElementsAre("newest", "middle", "oldest"));
  const struct {
    const char* order_by;
    std::vector<std::string> ids;
  } cases[] = {
      {"occurred desc", {"newest", "middle", "oldest"}},
      {"occurred", {"oldest", "middle", "newest"}},
      {"sequence", {"middle", "newest", "oldest"}},
      {"sequence desc", {"oldest", "newest", "middle"}},
  };
  for (const auto& c : cases) {
    request_.set_order_by(c.order_by);
    EXPECT_EQ(AllIds(), c.ids) << c.order_by;
  }
}

TEST_F(ListEventsTest, PagesOfAnySizeGiveEveryRowOnce) {
  for (int i = 0; i < 23; ++i) {
    // Many begin together, so that pages end between equals.
    store_.Add(Sample::Incident(std::to_string(i)).On(i % 3 == 0 ? "2025-11-26" : "2025-11-27"));
  }
  for (const char* order_by : {"occurred", "occurred desc", "sequence", "sequence desc"}) {
    request_.set_order_by(order_by);
    request_.set_page_size(0);
    const auto whole = AllIds();
    EXPECT_EQ(whole.size(), 23u);
    for (const uint32_t size : {1u, 2u, 7u, 22u, 23u, 24u}) {
      request_.set_page_size(size);
      EXPECT_EQ(AllIds(), whole) << order_by << " by " << size;
    }
  }
}

TEST_F(ListEventsTest, ALargerPageThanAllowedIsCutToTheLargest) {
  for (uint32_t i = 0; i < kMaxPageSize + 1; ++i) store_.Add(Sample::Incident(std::to_string(i)));
  for (const uint32_t size : {kMaxPageSize, kMaxPageSize + 1, UINT32_MAX}) {
    request_.set_page_size(size);
    const auto page = Page();
    EXPECT_EQ(page.events_size(), static_cast<int>(kMaxPageSize)) << size;
    EXPECT_NE(page.next_page_token(), "") << size;
  }
}

TEST_F(ListEventsTest, TheLastFullPageHasNoNext) {
  AddThree();
  request_.set_page_size(3);
  EXPECT_EQ(Page().next_page_token(), "");
  request_.set_page_size(2);
  EXPECT_NE(Page().next_page_token(), "");
}

TEST_F(ListEventsTest, PagesAnswerFromTheStateOfTheFirst) {
  AddThree();
  request_.set_page_size(2);
  const auto first = Page();
  EXPECT_EQ(first.as_of_sequence(), 3u);
  store_.Retract(RetractionOf("oldest"));
  store_.Add(Sample::Incident("older").On("2020-01-01"));
  request_.set_page_token(first.next_page_token());
  const auto second = Page();
  EXPECT_THAT(Ids(second), ElementsAre("oldest"));
  EXPECT_EQ(second.as_of_sequence(), 3u);
  EXPECT_EQ(second.events(0).status(), v1::EVENT_STATUS_ACTIVE);
}

TEST_F(ListEventsTest, ThePageSizeMayChangeOnTheWay) {
  AddThree();
  request_.set_page_size(1);
  request_.set_page_token(Page().next_page_token());
  request_.set_page_size(50);
  EXPECT_THAT(Ids(Page()), ElementsAre("middle", "oldest"));
}

TEST_F(ListEventsTest, ListsVisibleRowsThatMatch) {
  store_.Add(Sample::Incident("revised").In("TJ"));
  store_.Add(Sample::Incident("revised").In("AF").Revision(2));
  store_.Add(Sample::Incident("withdrawn").In("AF"));
  store_.Retract(RetractionOf("withdrawn"));
  store_.Add(Sample::Incident("planned").In("AF").Modal(v1::MODALITY_PLANNED));
  store_.Add(Sample::Incident("elsewhere").In("TJ"));
  request_.set_filter("country = \"AF\"");
  request_.set_order_by("sequence");
  EXPECT_THAT(AllIds(), ElementsAre("revised", "planned"));
  request_.add_modalities(v1::MODALITY_ACTUAL);
  EXPECT_THAT(AllIds(), ElementsAre("revised"));
  request_.set_as_of_sequence(3);
  request_.clear_page_token();
  EXPECT_THAT(Ids(Page()), ElementsAre("revised", "withdrawn"));
}

TEST_F(ListEventsTest, IntervalIsOfLocalStarts) {
  AddThree();
  request_.mutable_interval()->set_since("2025-11-26");
  request_.mutable_interval()->set_until("2025-12-23");
  EXPECT_THAT(AllIds(), ElementsAre("middle"));
}

TEST_F(ListEventsTest, SaysWhatTheServerKnowsOfARow) {
  store_.set_received_ms(1'764'000'000'123);
  store_.set_principal("desk");
  store_.Add(Sample::Incident("a").In("TJ").LaunchedFrom("AF").Told("x"), true);
  store_.Attach(ReportOn("a", "r2", "y", v1::STANCE_DENIES));
  const auto page = Page();
  ASSERT_EQ(page.events_size(), 1);
  const auto& stored = page.events(0);
  EXPECT_EQ(stored.sequence(), 2u);
  EXPECT_EQ(stored.event().reports_size(), 2);
  EXPECT_EQ(stored.received().seconds(), 1'764'000'000);
  EXPECT_EQ(stored.received().nanos(), 123'000'000);
  EXPECT_EQ(stored.status(), v1::EVENT_STATUS_ACTIVE);
  EXPECT_EQ(stored.superseded_by(), 0u);
  EXPECT_EQ(stored.principal(), "desk");
  EXPECT_EQ(stored.derived().border(), "AF-TJ");
  EXPECT_TRUE(stored.derived().contested());
  EXPECT_TRUE(stored.derived().quarantined());
  EXPECT_FALSE(stored.has_retraction());
}

TEST_F(ListEventsTest, APageEndsBeforeItGrowsTooLarge) {
  const std::string text(60'000, 'x');
  for (int i = 0; i < 100; ++i) {
    store_.Add(Sample::Incident(std::to_string(i)).Summary(text));
  }
  const auto page = Page();
  EXPECT_LT(page.ByteSizeLong(), 4u << 20);
  EXPECT_GT(page.events_size(), 40);
  EXPECT_NE(page.next_page_token(), "");
  EXPECT_EQ(AllIds().size(), 100u);
}

TEST_F(ListEventsTest, RefusesTokensOfOtherRequests) {
  AddThree();
  request_.set_page_size(1);
  const std::string token = Page().next_page_token();
  request_.set_page_token(token);
  request_.set_filter("country = \"TJ\"");
  EXPECT_THAT(Fault(), HasSubstr("page_token: belongs to another request"));
  request_.clear_filter();
  request_.set_order_by("occurred");
  EXPECT_THAT(Fault(), HasSubstr("page_token: belongs to another request"));
  request_.clear_order_by();
  request_.set_as_of_sequence(2);
  EXPECT_THAT(Fault(), HasSubstr("as_of_sequence: is fixed by page_token"));
}

TEST_F(ListEventsTest, RefusesDamagedTokens) {
  AddThree();
  request_.set_page_size(1);
  std::string token = Page().next_page_token();
  token[5] = token[5] == 'A' ? 'B' : 'A';
  request_.set_page_token(token);
  EXPECT_THAT(Fault(), HasSubstr("page_token: is damaged"));
  request_.set_page_token("next");
  EXPECT_THAT(Fault(), HasSubstr("page_token: is damaged"));
  // Sound, but of a log that is further on.
  request_.set_page_token(EncodePageToken(PageToken{99, 0, 0, 0}));
  EXPECT_THAT(Fault(), HasSubstr("page_token: is damaged or not of this server"));
}

TEST_F(ListEventsTest, NamesEveryFault) {
  request_.set_order_by("killed");
  request_.set_filter("((");
  EXPECT_THAT(Fault(), ::testing::AllOf(HasSubstr("order_by: 'killed'"), HasSubstr("filter: at")));
}

TEST_F(ListEventsTest, StopsWhenTheCallerGaveUp) {
  AddThree();
  const auto page = QueryEngine(store_).ListEvents(request_, [] { return true; });
  EXPECT_EQ(page.status().code(), absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace oxus::query
