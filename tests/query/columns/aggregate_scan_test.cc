#include "server/query/columns/aggregate_scan.h"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "server/projection/projection.h"
#include "server/query/aggregate_plan.h"
#include "server/query/plan_text.h"
#include "server/query/request_error.h"
#include "tests/query/sample_event.h"
#include "tests/support/test_store.h"

namespace oxus::query {
namespace {

using oxus::test::Sample;
using oxus::test::TestStore;
using Extent = PartialCache::Extent;

constexpr uint32_t kRows = 4;

std::string ReasonOf(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  const auto payload = status.GetPayload(kErrorInfoUrl.data());
  if (payload) info.ParseFromString(std::string(*payload));
  return info.reason();
}

class AggregateScanTest : public testing::Test {
 protected:
  AggregatePlan PlanFor(const storage::Snapshot& snapshot) const {
    auto plan = PlanAggregate(request_, {snapshot.last_sequence(), nullptr, tools_.limits});
    EXPECT_TRUE(plan.ok()) << plan.status();
    return *std::move(plan);
  }
  std::string Question() const { return ScanKey(PlanFor(*store_.TakeSnapshot()).scan); }

  absl::StatusOr<ScanOutcome> TryScan(const storage::Snapshot& snapshot, bool by_cache = true,
                                      const Cancelled& cancelled = nullptr) {
    const AggregatePlan plan = PlanFor(snapshot);
    return ScanAggregate(plan.scan, by_cache ? ScanKey(plan.scan) : "", snapshot, tools_, cancelled,
                         &times_);
  }
  ScanOutcome Scan(const storage::Snapshot& snapshot, bool by_cache = true) {
    auto outcome = TryScan(snapshot, by_cache);
    EXPECT_TRUE(outcome.ok()) << outcome.status();
    return *std::move(outcome);
  }
  ScanOutcome Scan() { return Scan(*store_.TakeSnapshot()); }

  void AddIncidents(size_t count, const std::string& tag = "a") {
    for (size_t i = 0; i < count; ++i) store_.Add(NextIncident().Tagged(tag));
  }
  Sample NextIncident() { return Sample::Incident("incident " + std::to_string(++incidents_)); }

  TestStore store_{projection::ProjectEvent, kRows};
  SymbolTable symbols_{store_.dictionary()};
  PartialCache cache_{1 << 20};
  ScanWorkers workers_{1};
  ScanTools tools_{symbols_, cache_, workers_, {}};
  ScanTimes times_;
  v1::AggregateRequest request_;
  size_t incidents_ = 0;
};

TEST_F(AggregateScanTest, AnOlderSnapshotLeavesTheRunOfANewerOne) {
  AddIncidents(kRows + 2);
  store_.SealAll();
  const auto older = store_.TakeSnapshot();
  AddIncidents(kRows);
  store_.SealAll();
  const auto newer = store_.TakeSnapshot();
  EXPECT_EQ(Scan(*newer).groups->exclusions().included, 2 * kRows + 2);
  EXPECT_EQ(Scan(*older).groups->exclusions().included, kRows + 2);
  EXPECT_EQ(cache_.GetRun(Question()).extents.size(), 2u);
  const ScanOutcome again = Scan(*newer);
  EXPECT_EQ(again.groups->exclusions().included, 2 * kRows + 2);
  EXPECT_EQ(again.segments_scanned, 0u);
  EXPECT_EQ(Scan(*older).groups->exclusions().included, kRows + 2);
}

TEST_F(AggregateScanTest, ANewerSnapshotMakesTheRunLonger) {
  AddIncidents(kRows + 2);
  store_.SealAll();
  Scan();
  EXPECT_EQ(cache_.GetRun(Question()).extents.size(), 1u);
  AddIncidents(kRows);
  store_.SealAll();
  EXPECT_EQ(Scan().groups->exclusions().included, 2 * kRows + 2);
  EXPECT_EQ(cache_.GetRun(Question()).extents.size(), 2u);
}

TEST_F(AggregateScanTest, AnEarlierStateLeavesWhatIsKnownOfTheNewest) {
  AddIncidents(2 * kRows);
  store_.Add(Sample::Incident("incident 1").Tagged("b"));
  store_.SealAll();
  EXPECT_EQ(Scan().groups->exclusions().included, 2 * kRows);
  const Extent newest{1, 0, kRows, 1};
  ASSERT_TRUE(cache_.Get(Question(), newest));
  request_.set_as_of_sequence(2 * kRows);
  EXPECT_EQ(Scan().groups->exclusions().included, 2 * kRows);
  EXPECT_TRUE(cache_.Get(Question(), newest));
  EXPECT_FALSE(cache_.Get(Question(), {1, 0, kRows, 0}));
}

TEST_F(AggregateScanTest, WhatIsKnownOfATailHoldsWhenItIsSealed) {
  AddIncidents(2);
  Scan();
  AddIncidents(1);
  Scan();
  const Extent piece{1, 2, 1, 0};
  EXPECT_TRUE(cache_.Get(Question(), piece));
  AddIncidents(2);
  store_.SealAll();
  const ScanOutcome sealed = Scan();
  EXPECT_EQ(sealed.groups->exclusions().included, 5u);
  EXPECT_EQ(sealed.rows_scanned, 2u) << "one of the segment, one of the tail";
  EXPECT_TRUE(cache_.Get(Question(), piece));
  EXPECT_EQ(Scan().rows_scanned, 0u);
  // A correction voids all of it.
  store_.Add(Sample::Incident("incident 1").Tagged("b"));
  const ScanOutcome corrected = Scan();
  EXPECT_EQ(corrected.groups->exclusions().included, 5u);
  EXPECT_TRUE(cache_.Get(Question(), {1, 0, kRows, 1}));
  EXPECT_FALSE(cache_.Get(Question(), piece));
}

TEST_F(AggregateScanTest, TheSumOverTheTailIsKeptAndGoneOnWith) {
  const auto tail_run = [this] { return cache_.GetRun(Question(), PartialCache::Reach::kTail); };
  AddIncidents(kRows + 1);
  store_.SealAll();
  EXPECT_EQ(Scan().groups->exclusions().included, kRows + 1);
  const std::vector<Extent> begun = {{1, 0, kRows, 0}, {kRows + 1, 0, 1, 0}};
  EXPECT_EQ(tail_run().extents, begun);
  AddIncidents(1);
  const ScanOutcome longer = Scan();
  EXPECT_EQ(longer.groups->exclusions().included, kRows + 2);
  EXPECT_EQ(longer.rows_scanned, 1u);
  EXPECT_EQ(tail_run().extents.back(), (Extent{kRows + 1, 0, 2, 0}));
  // It needs no pieces, neither of the segments nor of the tail.
  PartialCache sum_alone(1 << 20);
  sum_alone.PutRun(Question(), tail_run(), PartialCache::Reach::kTail);
  ScanTools tools{symbols_, sum_alone, workers_, {}};
  const auto snapshot = store_.TakeSnapshot();
  const auto again =
      ScanAggregate(PlanFor(*snapshot).scan, Question(), *snapshot, tools, nullptr, &times_);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->groups->exclusions().included, kRows + 2);
  EXPECT_EQ(again->rows_scanned, 0u);
  EXPECT_EQ(again->segments_cached, 2u);
  // Nor does it matter that the tail is sealed and another begun.
  AddIncidents(kRows);
  store_.SealAll();
  const ScanOutcome sealed = Scan();
  EXPECT_EQ(sealed.groups->exclusions().included, 2 * kRows + 2);
  EXPECT_EQ(sealed.rows_scanned, kRows);
  EXPECT_EQ(sealed.segments_scanned, 2u);
  EXPECT_EQ(sealed.segments_cached, 1u);
  EXPECT_EQ(cache_.GetRun(Question()).extents.size(), 2u) << "of the sealed ones by themselves";
}

TEST_F(AggregateScanTest, WhatIsAllKnownIsRefusedPastTheLimitsToo) {
  for (uint32_t i = 0; i < kRows + 1; ++i) store_.Add(NextIncident().Tagged(std::to_string(i)));
  request_.add_group_by("tag");
  Scan();
  ASSERT_EQ(Scan().rows_scanned, 0u);
  tools_.limits.max_groups = kRows;
  EXPECT_EQ(ReasonOf(TryScan(*store_.TakeSnapshot()).status()), "TOO_MANY_GROUPS");
}

TEST_F(AggregateScanTest, ACorrectionOfTheTailLeavesTheSumOverSealedSegments) {
  AddIncidents(kRows + 1);
  store_.SealAll();
  Scan();
  const std::string last = "incident " + std::to_string(incidents_);
  store_.Add(Sample::Incident(last).Tagged("b"));
  const ScanOutcome corrected = Scan();
  EXPECT_EQ(corrected.groups->exclusions().included, kRows + 1);
  EXPECT_EQ(corrected.rows_scanned, 2u) << "the tail's alone";
  EXPECT_EQ(corrected.segments_cached, 1u);
  EXPECT_EQ(Scan().rows_scanned, 0u);
  // An earlier state has nothing of the later one, and does not take its place.
  request_.set_as_of_sequence(kRows + 1);
  EXPECT_EQ(Scan().groups->exclusions().included, kRows + 1);
  request_.clear_as_of_sequence();
  EXPECT_EQ(Scan().rows_scanned, 0u);
}

TEST_F(AggregateScanTest, EverySegmentIsCountedOnceWhateverIsKnownOfIt) {
  // Nothing can match, and that is known of the tail bit by bit.
  request_.set_filter("tag = nobody");
  const auto counted = [this] {
    const ScanOutcome outcome = Scan();
    return std::array{outcome.segments_scanned, outcome.segments_skipped, outcome.segments_cached};
  };
  using Counts = std::array<uint64_t, 3>;
  for (size_t i = 0; i < kRows - 1; ++i) {
    AddIncidents(1);
    EXPECT_EQ(counted(), (Counts{0, 1, 0}));
  }
  AddIncidents(2);
  store_.SealAll();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(counted(), (Counts{0, 2, 0}));
  request_.clear_filter();
  EXPECT_EQ(counted(), (Counts{2, 0, 0}));
  EXPECT_EQ(counted(), (Counts{0, 0, 2}));
  AddIncidents(1);
  EXPECT_EQ(counted(), (Counts{1, 0, 1}));
}

TEST_F(AggregateScanTest, EndsAsSoonAsWhatIsFoundTakesTooMuchMemory) {
  for (int i = 0; i < 400; ++i) store_.Add(NextIncident().Tagged("tag " + std::to_string(i)));
  store_.SealAll();
  request_.add_group_by("tag");
  tools_.limits.memory_bytes = 10'000;
  const auto outcome = TryScan(*store_.TakeSnapshot());
  EXPECT_EQ(outcome.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(outcome.status()), "QUERY_MEMORY");
  EXPECT_LT(times_.rows_left, 300u) << "the last segments were not looked at";
}

TEST_F(AggregateScanTest, WhatIsMergedTakesNoMoreMemory) {
  AddIncidents(400);
  store_.SealAll();
  // A hundred partial results of some hundred bytes each.
  tools_.limits.memory_bytes = 6'000;
  for (const bool by_cache : {true, false}) {
    const auto outcome = TryScan(*store_.TakeSnapshot(), by_cache);
    ASSERT_TRUE(outcome.ok()) << outcome.status();
    EXPECT_EQ(outcome->groups->exclusions().included, 400u);
    EXPECT_EQ(outcome->segments_scanned + outcome->segments_cached, 400u / kRows);
  }
}

TEST_F(AggregateScanTest, ASegmentThatPassesALimitIsNotKept) {
  for (uint32_t i = 0; i < kRows; ++i) store_.Add(NextIncident().Tagged(std::to_string(i)));
  request_.add_group_by("tag");
  const auto expect_refusal = [this](const QueryLimits& limits, const std::string& reason) {
    tools_.limits = limits;
    const auto outcome = TryScan(*store_.TakeSnapshot());
    EXPECT_EQ(ReasonOf(outcome.status()), reason);
    EXPECT_FALSE(cache_.Get(Question(), {1, 0, kRows, 0}));
  };
  expect_refusal({.max_groups = kRows - 1}, "TOO_MANY_GROUPS");
  expect_refusal({.memory_bytes = 200}, "QUERY_MEMORY");
}

TEST_F(AggregateScanTest, SegmentsOfTooManyGroupsTogetherPassTheLimitToo) {
  for (uint32_t i = 0; i < 3 * kRows; ++i) store_.Add(NextIncident().Tagged(std::to_string(i)));
  request_.add_group_by("tag");
  tools_.limits.max_groups = 2 * kRows;
  for (const bool by_cache : {true, true, false}) {
    const auto outcome = TryScan(*store_.TakeSnapshot(), by_cache);
    EXPECT_EQ(ReasonOf(outcome.status()), "TOO_MANY_GROUPS");
  }
}

TEST_F(AggregateScanTest, AlsoWhatIsKnownIsMergedForAsLongAsTheCallerWaits) {
  AddIncidents(2);
  Scan();
  const auto outcome = TryScan(*store_.TakeSnapshot(), true, [] { return true; });
  EXPECT_EQ(outcome.status(), absl::CancelledError("cancelled while groups were merged"));
}

TEST_F(AggregateScanTest, ChainsAreFollowedAnewOnlyAfterAnotherCorrection) {
  request_.set_filter("tag = \"a\"");
  AddIncidents(kRows);
  store_.Add(Sample::Incident("incident 1").Tagged("b"));
  store_.SealAll();
  EXPECT_EQ(Scan().corrected.superseded, 1u);
  // So that it shows where an answer comes from.
  cache_.PutCorrected(Question(), {.marks = 1, .near_misses = 0}, {.superseded = 77});
  EXPECT_EQ(Scan().corrected.superseded, 77u);
  AddIncidents(1);
  EXPECT_EQ(Scan().corrected.superseded, 77u);
  EXPECT_EQ(Scan(*store_.TakeSnapshot(), /*by_cache=*/false).corrected.superseded, 1u);
  store_.Add(Sample::Incident("incident 2").Tagged("b"));
  EXPECT_EQ(Scan().corrected.superseded, 2u);
  store_.Add(Sample::Incident("incident 1").Tagged("a"));
  EXPECT_EQ(Scan().corrected.superseded, 1u);
  request_.set_as_of_sequence(kRows);
  EXPECT_EQ(Scan().corrected.superseded, 0u);
}

using Sums = std::map<int64_t, std::pair<double, double>>;

Sums SumsOf(const ScanOutcome& outcome) {
  Sums sums;
  for (size_t g = 0; g < outcome.groups->size(); ++g) {
    sums[outcome.groups->Key(g)[0]] = {outcome.groups->MeasureValue(0, g).real(),
                                       outcome.groups->MeasureValue(1, g).real()};
  }
  return sums;
}

TEST_F(AggregateScanTest, SharesAddUpToTheSameDoublesWhateverWasKept) {
  const uint64_t seed = std::random_device()();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937_64 random(seed);
  request_.set_bucket(v1::BUCKET_DAY);
  request_.set_imprecise(v1::IMPRECISE_TIMES_SPREAD);
  request_.add_metrics("events");
  request_.add_metrics("killed");
  // Each day gets fractions whose sum hangs on their order.
  const auto spread = [&random](Sample sample) {
    const auto days = 10 + random() % 20;
    return std::move(sample)
        .On("2025-11-01")
        .Until("2025-11-" + std::to_string(days))
        .Hurt("TJK", v1::VICTIM_ROLE_CIVILIAN, static_cast<uint32_t>(random() % 9));
  };
  for (int round = 0; round < 60; ++round) {
    store_.Add(spread(NextIncident()));
    if (round % 7 == 6) {
      store_.Add(spread(Sample::Incident("incident " + std::to_string(1 + random() % incidents_))));
    }
    if (random() % 5 == 0) store_.SealAll();
    const auto snapshot = store_.TakeSnapshot();
    const Sums kept = SumsOf(Scan(*snapshot));
    ASSERT_EQ(kept, SumsOf(Scan(*snapshot, /*by_cache=*/false))) << "round " << round;
  }
}

}  // namespace
}  // namespace oxus::query
