// Random logs in a real store, asked random questions: the engine, which goes by columns and keeps
// what it found, and the scan that judges event by event must give the same answers.

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "google/protobuf/util/message_differencer.h"
#include "server/projection/projection.h"
#include "server/query/query_engine.h"
#include "tests/query/decoded_page.h"
#include "tests/query/random_history.h"
#include "tests/query/random_questions.h"
#include "tests/query/same_answer.h"
#include "tests/query/scan/answer.h"
#include "tests/query/scan/listing.h"
#include "tests/support/random_pick.h"
#include "tests/support/test_store.h"

namespace oxus::query {
namespace {

using oxus::test::Below;
using oxus::test::OneIn;
using oxus::test::RandomHistory;
using oxus::test::RandomQuestions;
using oxus::test::TestStore;
using std::chrono::steady_clock;

uint64_t Seed() {
  const char* const given = std::getenv("OXUS_TEST_SEED");
  return given == nullptr ? std::random_device()() : std::strtoull(given, nullptr, 10);
}

EngineOptions RandomOptions(std::mt19937_64& random) {
  EngineOptions options;
  if (OneIn(random, 3)) options.partial_cache_bytes = 1 << (10 + Below(random, 8));
  options.threads = 1 + Below(random, 3);
  return options;
}

// Asks the engine and the scan. False, and the test fails, when they differ.
class Comparison {
 public:
  Comparison(const QueryEngine& engine, const TestStore& store) : engine_(engine), store_(store) {}

  bool Agree(const v1::AggregateRequest& request) const {
    v1::AggregateResponse expected;
    v1::AggregateResponse actual;
    const auto by_scan = scan::Aggregate(*store_.TakeSnapshot(), request, &expected);
    const auto by_engine = engine_.Aggregate(request, nullptr, &actual);
    EXPECT_TRUE(by_scan.ok()) << by_scan << "\n" << request.DebugString();
    EXPECT_TRUE(by_engine.ok()) << by_engine << "\n" << request.DebugString();
    if (!by_scan.ok() || !by_engine.ok()) return false;
    const std::string difference = oxus::test::DifferenceOf(request, expected, actual);
    EXPECT_TRUE(difference.empty()) << difference << "\n" << request.DebugString();
    return difference.empty();
  }

  bool Agree(const v1::ListEventsRequest& request) const {
    const auto expected = scan::List(*store_.TakeSnapshot(), request);
    EXPECT_TRUE(expected.ok()) << expected.status() << "\n" << request.DebugString();
    const std::vector<v1::StoredEvent> actual = AllPages(request);
    EXPECT_EQ(actual.size(), expected->size()) << request.DebugString();
    if (actual.size() != expected->size()) return false;
    for (size_t i = 0; i < actual.size(); ++i) {
      google::protobuf::util::MessageDifferencer differencer;
      std::string difference;
      differencer.ReportDifferencesToString(&difference);
      if (differencer.Compare((*expected)[i], actual[i])) continue;
      ADD_FAILURE() << "event " << i << ": " << difference << request.DebugString();
      return false;
    }
    return true;
  }

 private:
  std::vector<v1::StoredEvent> AllPages(v1::ListEventsRequest request) const {
    std::vector<v1::StoredEvent> events;
    do {
      const auto encoded = engine_.ListEvents(request, nullptr);
      EXPECT_TRUE(encoded.ok()) << request.DebugString();
      const v1::ListEventsResponse page = oxus::test::DecodedPage(encoded);
      events.insert(events.end(), page.events().begin(), page.events().end());
      request.set_page_token(page.next_page_token());
      request.clear_as_of_sequence();
      request.clear_as_of_time();
    } while (!request.page_token().empty());
    return events;
  }

  const QueryEngine& engine_;
  const TestStore& store_;
};

// One log, grown bit by bit. Questions are asked again when it has grown, and when the store was
// opened anew.
void PlayOneLog(std::mt19937_64& random) {
  TestStore store(projection::ProjectEvent, 1 + Below(random, 60));
  RandomHistory history(random);
  history.Grow(1 + Below(random, 120), store);
  std::vector<v1::AggregateRequest> asked;
  for (int round = 0; round < 4; ++round) {
    if (round > 0) history.Grow(Below(random, 40), store);
    if (OneIn(random, 3)) store.Reopen();
    if (OneIn(random, 2)) store.SealAll();
    const std::vector<scan::State> states = oxus::test::StatesOf(store);
    if (states.empty()) continue;
    RandomQuestions questions(random, states);
    const QueryEngine engine(store, RandomOptions(random));
    const Comparison comparison(engine, store);
    for (int i = 0; i < 6; ++i) asked.push_back(questions.Aggregate());
    for (const auto& request : asked) {
      if (!comparison.Agree(request)) return;
    }
    // What is known of a tail is of use when it has grown, and when it is sealed.
    for (int growth = 0; growth < 2; ++growth) {
      history.Grow(Below(random, 10), store);
      if (OneIn(random, 2)) store.SealAll();
      for (const auto& request : asked) {
        if (!comparison.Agree(request)) return;
      }
    }
    for (int i = 0; i < 4; ++i) {
      if (!comparison.Agree(questions.List())) return;
    }
  }
}

TEST(ColumnsPropertyTest, AnswersEqualThoseOfAScan) {
  const uint64_t seed = Seed();
  SCOPED_TRACE("OXUS_TEST_SEED=" + std::to_string(seed));
  const auto started = steady_clock::now();
  for (uint64_t log = 0; log < 200 && !HasFailure(); ++log) {
    if (log > 0 && steady_clock::now() - started > std::chrono::seconds(8)) break;
    SCOPED_TRACE("log " + std::to_string(log));
    std::mt19937_64 random(seed + 1'000'003 * log);
    PlayOneLog(random);
  }
}

}  // namespace
}  // namespace oxus::query
