#include "server/query/columns/group_index.h"

#include <gtest/gtest.h>

#include <limits>
#include <map>
#include <random>
#include <vector>

#include "server/query/grouped_result.h"

namespace oxus::query {
namespace {

using Key = std::vector<int64_t>;

class GroupIndexTest : public testing::Test {
 protected:
  size_t GroupOf(const Key& key) { return index_.GroupOf(std::span<const int64_t>(key)); }

  const uint64_t seed_ = std::random_device()();
  const testing::ScopedTrace trace_{__FILE__, __LINE__, testing::Message() << "seed " << seed_};
  std::mt19937_64 random_{seed_};
  GroupIndex index_{2};
};

TEST_F(GroupIndexTest, AGroupIsFoundOrMade) {
  std::map<Key, size_t> made;
  for (int i = 0; i < 90'000; ++i) {
    // The farthest numbers come late, when much is there to be moved.
    const int64_t reach = i < 10'000 ? 20 : i < 20'000 ? 40'000 : int64_t{1} << 40;
    const Key key = {static_cast<int64_t>(random_() % 50) - 2,
                     static_cast<int64_t>(random_() % static_cast<uint64_t>(reach)) - 2};
    const auto [known, is_new] = made.try_emplace(key, index_.size());
    ASSERT_EQ(GroupOf(key), known->second);
    ASSERT_EQ(index_.size(), made.size());
  }
  for (const int64_t farthest :
       {std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max()}) {
    const Key key = {GroupedResult::kOther, farthest};
    const size_t group = GroupOf(key);
    EXPECT_EQ(GroupOf(key), group);
    EXPECT_EQ(index_.Key(group)[1], farthest);
  }
  for (const auto& [key, group] : made) {
    ASSERT_EQ(GroupOf(key), group);
    ASSERT_EQ(Key(index_.Key(group).begin(), index_.Key(group).end()), key);
  }
}

TEST_F(GroupIndexTest, ValuesOfAnAxisAreNumberedAsTheyAreMet) {
  const std::vector<int64_t> values = {7, -2, int64_t{1} << 50, 0, -9};
  for (size_t i = 0; i < values.size(); ++i) {
    EXPECT_EQ(index_.IdOf(1, values[i]), static_cast<int32_t>(i));
  }
  for (size_t i = 0; i < values.size(); ++i) {
    EXPECT_EQ(index_.IdOf(1, values[i]), static_cast<int32_t>(i));
  }
  EXPECT_EQ(index_.IdOf(0, 7), 0) << "each axis by itself";
  EXPECT_EQ(index_.size(), 0u) << "a value alone makes no group";
}

TEST_F(GroupIndexTest, WithoutAnAxisThereIsOneGroup) {
  GroupIndex index(0);
  EXPECT_EQ(index.size(), 0u);
  EXPECT_EQ(index.GroupOf(std::span<const int64_t>()), 0u);
  EXPECT_EQ(index.GroupOf(std::span<const int64_t>()), 0u);
  EXPECT_EQ(index.size(), 1u);
  EXPECT_TRUE(index.Key(0).empty());
}

TEST_F(GroupIndexTest, CopiesAreApart) {
  for (const int64_t reach : {10, 3'000'000}) {
    for (int64_t i = 0; i < 3'000; ++i) GroupOf({i % 10, i % reach * 999});
    GroupIndex copy = index_;
    const size_t before = index_.size();
    const Key key = {-1, reach};
    EXPECT_EQ(copy.GroupOf(std::span<const int64_t>(key)), before);
    EXPECT_EQ(index_.size(), before);
    const Key another = {-1, reach + 1};
    EXPECT_EQ(GroupOf(another), before);
    EXPECT_EQ(copy.GroupOf(std::span<const int64_t>(key)), before);
  }
}

TEST_F(GroupIndexTest, BytesGrowWithTheGroups) {
  const size_t before = index_.bytes();
  for (int64_t i = 0; i < 100'000; ++i) GroupOf({i * 1'000'000, i % 2});
  // Keys, ids and a slot that is half taken.
  EXPECT_GT(index_.bytes(), before + 100'000 * (2 * 8 + 2 * 4 + 2 * 8));
}

}  // namespace
}  // namespace oxus::query
