// Random histories, asked random questions: the engine and a naive recount that shares no code with
// it must agree.

#include <gtest/gtest.h>

#include <random>

#include "server/projection/projection.h"
#include "server/query/query_engine.h"
#include "tests/query/decoded_page.h"
#include "tests/query/oracle.h"
#include "tests/query/random_facts.h"
#include "tests/support/test_store.h"

namespace oxus::query {
namespace {

using oxus::test::RandomFacts;
using oxus::test::Recount;
using oxus::test::TestStore;

// The ids that all pages together show.
std::vector<std::string> ListIds(const QueryEngine& engine, v1::ListEventsRequest request) {
  std::vector<std::string> ids;
  do {
    const v1::ListEventsResponse page =
        oxus::test::DecodedPage(engine.ListEvents(request, nullptr));
    for (const auto& stored : page.events()) ids.push_back(stored.event().key().external_id());
    request.set_page_token(page.next_page_token());
    request.clear_as_of_sequence();
  } while (!request.page_token().empty());
  return ids;
}

void Check(const QueryEngine& engine, const v1::AggregateRequest& request,
           const Recount& expected) {
  v1::AggregateResponse answer;
  const auto status = engine.Aggregate(request, nullptr, &answer);
  ASSERT_TRUE(status.ok()) << status;
  oxus::test::CheckAnswer(answer, expected);
  EXPECT_EQ(ListIds(engine, oxus::test::ToList(request)), expected.listed);
}

TEST(AggregateOracleTest, AnswersEqualANaiveRecount) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  RandomFacts random(seed);
  for (int round = 0; round < 40; ++round) {
    TestStore store(projection::ProjectEvent, static_cast<uint32_t>(1 + random.Below(60)));
    const auto history = oxus::test::Fill(random.MakeHistory(1 + random.Below(150)), store);
    const QueryEngine engine(store);
    for (int i = 0; i < 25 && !HasFailure(); ++i) {
      const auto& filter = random.AnyFilter();
      const auto question = random.MakeQuestion(history.size(), filter);
      const auto request = oxus::test::ToRequest(question, filter);
      SCOPED_TRACE(request.DebugString());
      Check(engine, request, oxus::test::Answer(history, question));
    }
  }
}

}  // namespace
}  // namespace oxus::query
