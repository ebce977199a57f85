#include "server/query/columns/merged_groups.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

namespace oxus::query {
namespace {

using Random = std::mt19937_64;
using Key = std::vector<int64_t>;

// What was measured of a group, in the plainest way.
struct Tally {
  int64_t events = 0;
  Sum sum;
  Sum mean;
  std::set<int32_t> distinct;
  Share spread_events;
  Share spread_sum;
};
using Tallies = std::map<Key, Tally>;

const std::vector<Measure> kMeasures = {{Measure::Kind::kEvents},
                                        {Measure::Kind::kSum, storage::Column::kKilled},
                                        {Measure::Kind::kMean, storage::Column::kScore},
                                        {Measure::Kind::kDistinct}};

MergedGroups NewGroups(size_t axes) { return MergedGroups(kMeasures, std::vector<Axis>(axes)); }

void Add(const Partial& partial, MergedGroups& groups) {
  const auto added = groups.Add(partial, [] { return absl::OkStatus(); });
  ASSERT_TRUE(added.ok()) << added;
}

struct Shape {
  size_t axes = 1;
  // Groups of an axis are within this of 0.
  int64_t reach = 10;
  size_t groups = 20;
  bool spreads = false;
};

// The distinct values, below 128, of one more group.
void PutDistinct(const std::set<int32_t>& values, bool as_bits, Partial::Distinct& distinct) {
  if (!as_bits) {
    distinct.values.insert(distinct.values.end(), values.begin(), values.end());
    distinct.ends.push_back(static_cast<uint32_t>(distinct.values.size()));
    return;
  }
  distinct.words = 2;
  const size_t first = distinct.bits.size();
  distinct.bits.resize(first + distinct.words);
  for (const int32_t value : values) {
    const auto bit = static_cast<uint32_t>(value);
    distinct.bits[first + bit / 64] |= uint64_t{1} << bit % 64;
  }
}

// Groups in a random order, told to `tallies` too.
Partial RandomPartial(Random& random, const Shape& shape, Tallies& tallies) {
  Partial partial;
  const auto below = [&random](size_t limit) { return random() % limit; };
  partial.axes.resize(shape.axes);
  for (auto& axis : partial.axes) {
    std::set<int32_t> used;
    const size_t count = 1 + below(std::min<size_t>(shape.groups, 2 * shape.reach));
    while (used.size() < count) {
      const auto far = static_cast<int64_t>(below(2 * static_cast<size_t>(shape.reach) + 1));
      used.insert(static_cast<int32_t>(far - shape.reach));
    }
    axis.assign(used.begin(), used.end());
    std::shuffle(axis.begin(), axis.end(), random);
  }
  std::set<std::vector<uint32_t>> keys;
  for (size_t i = 0; i < shape.groups; ++i) {
    std::vector<uint32_t> key;
    for (const auto& axis : partial.axes) key.push_back(static_cast<uint32_t>(below(axis.size())));
    keys.insert(key);
  }
  partial.sums.resize(kMeasures.size());
  partial.distinct.resize(kMeasures.size());
  partial.spread_sums.resize(kMeasures.size());
  const bool as_bits = below(2) == 0;
  for (const auto& key : keys) {
    Key name;
    for (size_t axis = 0; axis < shape.axes; ++axis) name.push_back(partial.axes[axis][key[axis]]);
    Tally& tally = tallies[name];
    partial.keys.insert(partial.keys.end(), key.begin(), key.end());
    ++partial.group_count;
    partial.events.push_back(static_cast<int64_t>(below(100)));
    tally.events += partial.events.back();
    for (const size_t m : {1, 2}) {
      const Sum sum{static_cast<int64_t>(below(1'000)) - 500, static_cast<int64_t>(below(3))};
      partial.sums[m].push_back(sum.count == 0 ? Sum{} : sum);
      (m == 1 ? tally.sum : tally.mean).Add(partial.sums[m].back());
    }
    std::set<int32_t> values;
    while (below(4) != 0) values.insert(static_cast<int32_t>(below(128)));
    tally.distinct.insert(values.begin(), values.end());
    PutDistinct(values, as_bits, partial.distinct[3]);
    if (!shape.spreads) continue;
    // Quarters add up exactly in any order.
    partial.spread_events.push_back({static_cast<double>(below(9)) / 4, 0.25});
    partial.spread_sums[1].push_back({static_cast<double>(below(9)) / 4, 0.5});
    tally.spread_events.sum += partial.spread_events.back().sum;
    tally.spread_sum.sum += partial.spread_sums[1].back().sum;
    tally.spread_sum.count += partial.spread_sums[1].back().count;
  }
  partial.rows = below(100);
  partial.exclusions.included = below(10);
  partial.exclusions.quarantined_included = below(10);
  partial.matching_successors.resize(below(4), below(1'000));
  partial.matching_replaced.resize(below(4), {below(1'000), below(1'000)});
  return partial;
}

void ExpectTallies(const MergedGroups& groups, const Tallies& tallies, bool spreads) {
  ASSERT_EQ(groups.size(), tallies.size());
  std::set<Key> seen;
  for (size_t g = 0; g < groups.size(); ++g) {
    const auto key = groups.Key(g);
    const auto found = tallies.find(Key(key.begin(), key.end()));
    ASSERT_NE(found, tallies.end());
    ASSERT_TRUE(seen.insert(found->first).second);
    const Tally& tally = found->second;
    const auto events = groups.MeasureValue(0, g);
    const auto sum = groups.MeasureValue(1, g);
    const auto mean = groups.MeasureValue(2, g);
    if (spreads) {
      ASSERT_EQ(events.real(), static_cast<double>(tally.events) + tally.spread_events.sum);
      ASSERT_EQ(sum.real(), static_cast<double>(tally.sum.sum) + tally.spread_sum.sum);
    } else {
      ASSERT_EQ(events.integer(), tally.events);
      ASSERT_EQ(sum.is_set(), tally.sum.count != 0);
      ASSERT_EQ(sum.integer(), tally.sum.sum);
    }
    ASSERT_EQ(mean.is_set(), tally.mean.count != 0);
    if (tally.mean.count != 0) {
      ASSERT_DOUBLE_EQ(mean.real(), static_cast<double>(tally.mean.sum) / 1000.0 /
                                        static_cast<double>(tally.mean.count));
    }
    ASSERT_EQ(groups.MeasureValue(3, g).integer(), static_cast<int64_t>(tally.distinct.size()));
  }
}

class MergedGroupsTest : public testing::Test {
 protected:
  const uint64_t seed_ = std::random_device()();
  const testing::ScopedTrace trace_{__FILE__, __LINE__, testing::Message() << "seed " << seed_};
  Random random_{seed_};
};

const Shape kShapes[] = {
    {.axes = 0, .groups = 1},
    {.axes = 1, .reach = 5},
    {.axes = 1, .reach = 2'000'000'000, .groups = 3'000},
    {.axes = 2, .reach = 40, .groups = 500, .spreads = true},
    // More cells than fit an array.
    {.axes = 2, .reach = 3'000'000, .groups = 3'000},
    {.axes = 3, .reach = 200, .groups = 2'000},
    {.axes = 5, .reach = 1'000'000'000, .groups = 800, .spreads = true},
};

TEST_F(MergedGroupsTest, AreTheSumOfPartsInAnyOrder) {
  for (const Shape& shape : kShapes) {
    SCOPED_TRACE(testing::Message() << shape.axes << " axes, reach " << shape.reach);
    Tallies tallies;
    std::vector<Partial> partials;
    for (int i = 0; i < 12; ++i) partials.push_back(RandomPartial(random_, shape, tallies));
    for (int repeat = 0; repeat < 4; ++repeat) {
      std::shuffle(partials.begin(), partials.end(), random_);
      MergedGroups whole = NewGroups(shape.axes);
      for (const Partial& partial : partials) Add(partial, whole);
      ExpectTallies(whole, tallies, shape.spreads);
      uint64_t included = 0;
      size_t successors = 0;
      size_t replaced = 0;
      for (const Partial& partial : partials) {
        included += partial.exclusions.included;
        successors += partial.matching_successors.size();
        replaced += partial.matching_replaced.size();
      }
      EXPECT_EQ(whole.exclusions().included, included);
      EXPECT_EQ(whole.matching_successors().size(), successors);
      EXPECT_EQ(whole.matching_replaced().size(), replaced);
    }
  }
}

// More groups than are added between two checks.
constexpr Shape kLarge{.axes = 2, .reach = 3'000'000, .groups = 40'000, .spreads = true};

TEST_F(MergedGroupsTest, LargePartsAreAddedInStretches) {
  Tallies tallies;
  MergedGroups groups = NewGroups(2);
  for (int i = 0; i < 3; ++i) Add(RandomPartial(random_, kLarge, tallies), groups);
  ExpectTallies(groups, tallies, true);
}

TEST_F(MergedGroupsTest, ACheckEndsALargePart) {
  Tallies tallies;
  const Partial large = RandomPartial(random_, kLarge, tallies);
  MergedGroups groups = NewGroups(2);
  int checks = 0;
  const auto added = groups.Add(large, [&checks] {
    return ++checks < 2 ? absl::OkStatus() : absl::CancelledError("enough");
  });
  EXPECT_EQ(added, absl::CancelledError("enough"));
  EXPECT_EQ(checks, 2);
  EXPECT_EQ(groups.size(), 2 * MergedGroups::kGroupsPerCheck);
}

TEST_F(MergedGroupsTest, WhatIsSpreadMayComeAtAnyTime) {
  Tallies tallies;
  std::vector<Partial> partials;
  for (int i = 0; i < 12; ++i) {
    const Shape shape{.axes = 2, .reach = 20, .groups = 100, .spreads = i % 3 == 2};
    partials.push_back(RandomPartial(random_, shape, tallies));
  }
  for (int repeat = 0; repeat < 6; ++repeat) {
    std::shuffle(partials.begin(), partials.end(), random_);
    MergedGroups whole = NewGroups(2);
    for (const Partial& partial : partials) Add(partial, whole);
    ExpectTallies(whole, tallies, true);
  }
}

TEST_F(MergedGroupsTest, CopiesAreApart) {
  Tallies tallies;
  const Shape shape{.axes = 2, .reach = 1'000'000, .groups = 2'000};
  MergedGroups first = NewGroups(2);
  Add(RandomPartial(random_, shape, tallies), first);
  const Tallies before = tallies;
  MergedGroups second = first;
  Add(RandomPartial(random_, shape, tallies), second);
  ExpectTallies(first, before, false);
  ExpectTallies(second, tallies, false);
}

TEST_F(MergedGroupsTest, NothingWasMeasuredOfAGroupThatIsMade) {
  Tallies tallies;
  MergedGroups groups = NewGroups(1);
  Add(RandomPartial(random_, {.axes = 1, .reach = 5, .groups = 9, .spreads = true}, tallies),
      groups);
  const Key key = {1'000};
  EXPECT_EQ(groups.FindOrAdd(key), tallies.size());
  EXPECT_EQ(groups.FindOrAdd(key), tallies.size());
  tallies[key];
  ExpectTallies(groups, tallies, true);
}

TEST_F(MergedGroupsTest, MergeAddsOneGroupToAnother) {
  for (const bool spreads : {false, true}) {
    Tallies tallies;
    MergedGroups groups = NewGroups(2);
    for (int i = 0; i < 5; ++i) {
      Add(RandomPartial(random_, {.axes = 2, .reach = 9, .groups = 90, .spreads = spreads},
                        tallies),
          groups);
    }
    const Key other = {GroupedResult::kOther, GroupedResult::kOther};
    const size_t into = groups.FindOrAdd(other);
    const Tallies before = tallies;
    Tally& sum = tallies[other];
    for (size_t g = 0; g < before.size(); ++g) {
      if (g == into || random_() % 2 == 0) continue;
      groups.Merge(g, into);
      const Tally& from = before.at(Key(groups.Key(g).begin(), groups.Key(g).end()));
      sum.events += from.events;
      sum.sum.Add(from.sum);
      sum.mean.Add(from.mean);
      sum.distinct.insert(from.distinct.begin(), from.distinct.end());
      sum.spread_events.sum += from.spread_events.sum;
      sum.spread_sum.sum += from.spread_sum.sum;
      sum.spread_sum.count += from.spread_sum.count;
    }
    ExpectTallies(groups, tallies, spreads);
  }
}

TEST_F(MergedGroupsTest, SaysWhichMeasuresAreEstimates) {
  MergedGroups groups = NewGroups(1);
  EXPECT_FALSE(groups.IsEstimate(3));
  Partial partial;
  partial.axes = {{4}};
  partial.keys = {0};
  partial.group_count = 1;
  partial.events = {1};
  partial.sums.resize(4);
  partial.sums[1].resize(1);
  partial.sums[2].resize(1);
  partial.spread_sums.resize(4);
  partial.distinct.resize(4);
  for (int32_t i = 0; i < 70'000; ++i) partial.distinct[3].values.push_back(i);
  partial.distinct[3].ends = {70'000};
  Add(partial, groups);
  EXPECT_TRUE(groups.IsEstimate(3));
  EXPECT_FALSE(groups.IsEstimate(0));
}

TEST_F(MergedGroupsTest, BytesGrowWithWhatIsHeld) {
  MergedGroups groups = NewGroups(1);
  const size_t before = groups.bytes();
  for (int64_t i = 0; i < 100'000; ++i) groups.FindOrAdd(Key{i * 1'000'000});
  // Key, ids, events, two sums and a set each.
  EXPECT_GT(groups.bytes(), before + 100'000 * (8 + 4 + 8 + 32 + sizeof(DistinctSet)));
}

}  // namespace
}  // namespace oxus::query
