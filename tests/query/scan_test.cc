// The scan that the engine is compared with is itself compared with a recount that shares no code
// with it.

#include <gtest/gtest.h>

#include <random>

#include "server/projection/projection.h"
#include "server/query/field_table.h"
#include "tests/query/oracle.h"
#include "tests/query/random_facts.h"
#include "tests/query/scan/answer.h"
#include "tests/query/scan/event_row.h"
#include "tests/query/scan/listing.h"
#include "tests/support/test_store.h"

namespace oxus::scan {
namespace {

using oxus::test::RandomFacts;
using oxus::test::Recount;
using oxus::test::TestStore;

void Check(const storage::Snapshot& snapshot, const v1::AggregateRequest& request,
           const Recount& expected) {
  v1::AggregateResponse answer;
  const auto status = Aggregate(snapshot, request, &answer);
  ASSERT_TRUE(status.ok()) << status;
  oxus::test::CheckAnswer(answer, expected);
  const auto listed = List(snapshot, oxus::test::ToList(request));
  ASSERT_TRUE(listed.ok()) << listed.status();
  std::vector<std::string> ids;
  for (const auto& stored : *listed) ids.push_back(stored.event().key().external_id());
  EXPECT_EQ(ids, expected.listed);
}

TEST(ScanTest, AnswersEqualANaiveRecount) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  RandomFacts random(seed);
  for (int round = 0; round < 20; ++round) {
    TestStore store(projection::ProjectEvent);
    const auto history = oxus::test::Fill(random.MakeHistory(1 + random.Below(150)), store);
    for (int i = 0; i < 15 && !HasFailure(); ++i) {
      const auto& filter = random.AnyFilter();
      const auto question = random.MakeQuestion(history.size(), filter);
      const auto request = oxus::test::ToRequest(question, filter);
      SCOPED_TRACE(request.DebugString());
      Check(*store.TakeSnapshot(), request, oxus::test::Answer(history, question));
    }
  }
}

TEST(ScanTest, ReadsEveryFieldThereIs) {
  for (size_t i = 0; i < query::FieldSchema().fields.size(); ++i) {
    EXPECT_EQ(ReadingOf(i).field, query::FieldSchema().fields[i].name);
  }
}

}  // namespace
}  // namespace oxus::scan
