#include "storage/columns/column_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "absl/status/status.h"

namespace oxus::storage {
namespace {

std::function<absl::StatusOr<ColumnCache::Entry>()> Decode(int value, size_t bytes) {
  return [value, bytes]() -> absl::StatusOr<ColumnCache::Entry> {
    return ColumnCache::Entry{std::make_shared<const int>(value), bytes};
  };
}

int ValueOf(const absl::StatusOr<std::shared_ptr<const void>>& held) {
  return *static_cast<const int*>(held->get());
}

TEST(ColumnCache, DecodesOnce) {
  ColumnCache cache(100);
  EXPECT_EQ(ValueOf(cache.Get({1, 5}, Decode(7, 10))), 7);
  EXPECT_EQ(ValueOf(cache.Get({1, 5}, Decode(8, 10))), 7);
  EXPECT_EQ(cache.hits(), 1u);
  EXPECT_EQ(cache.misses(), 1u);
  EXPECT_EQ(cache.bytes(), 10u);
}

TEST(ColumnCache, KeepsBlocksOfSegmentsApart) {
  ColumnCache cache(100);
  EXPECT_EQ(ValueOf(cache.Get({1, 5}, Decode(1, 10))), 1);
  EXPECT_EQ(ValueOf(cache.Get({1, 6}, Decode(2, 10))), 2);
  EXPECT_EQ(ValueOf(cache.Get({2, 5}, Decode(3, 10))), 3);
  EXPECT_EQ(cache.misses(), 3u);
}

TEST(ColumnCache, LeastRecentlyUsedGoesFirst) {
  ColumnCache cache(30);
  for (uint8_t block = 1; block <= 3; ++block) (void)cache.Get({1, block}, Decode(block, 10));
  (void)cache.Get({1, 1}, Decode(-1, 10));
  (void)cache.Get({1, 4}, Decode(4, 10));
  EXPECT_EQ(cache.bytes(), 30u);
  EXPECT_EQ(ValueOf(cache.Get({1, 1}, Decode(-1, 10))), 1);
  EXPECT_EQ(ValueOf(cache.Get({1, 3}, Decode(-3, 10))), 3);
  EXPECT_EQ(ValueOf(cache.Get({1, 2}, Decode(-2, 10))), -2);
}

TEST(ColumnCache, NeverHoldsMoreThanItsCapacity) {
  ColumnCache cache(100);
  for (int i = 0; i < 1000; ++i) {
    (void)cache.Get({1, static_cast<uint8_t>(i)}, Decode(i, static_cast<size_t>(i * 37 % 130)));
    ASSERT_LE(cache.bytes(), cache.capacity_bytes());
  }
}

TEST(ColumnCache, WhatIsTooLargeIsGivenButNotKept) {
  ColumnCache cache(100);
  (void)cache.Get({1, 1}, Decode(1, 60));
  EXPECT_EQ(ValueOf(cache.Get({1, 2}, Decode(2, 101))), 2);
  EXPECT_EQ(cache.bytes(), 60u);
  EXPECT_EQ(ValueOf(cache.Get({1, 1}, Decode(-1, 60))), 1);
}

TEST(ColumnCache, WhatIsOutLivesAsLongAsItIsHeld) {
  ColumnCache cache(10);
  const auto held = cache.Get({1, 1}, Decode(1, 10));
  const std::weak_ptr<const void> watched = *held;
  {
    const auto moved = held;
    (void)cache.Get({1, 2}, Decode(2, 10));
    EXPECT_EQ(ValueOf(moved), 1);
  }
  EXPECT_EQ(watched.use_count(), 1);
}

TEST(ColumnCache, ErrorsAreHandedOnAndForgotten) {
  ColumnCache cache(100);
  const auto failed = cache.Get({1, 1}, []() -> absl::StatusOr<ColumnCache::Entry> {
    return absl::DataLossError("damaged");
  });
  EXPECT_TRUE(absl::IsDataLoss(failed.status()));
  EXPECT_EQ(ValueOf(cache.Get({1, 1}, Decode(1, 10))), 1);
}

TEST(ColumnCache, ManyThreadsSeeTheRightBlocks) {
  ColumnCache cache(200);
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&cache, thread] {
      for (int i = 0; i < 5000; ++i) {
        const uint8_t block = static_cast<uint8_t>((i * 7 + thread) % 40);
        ASSERT_EQ(ValueOf(cache.Get({1, block}, Decode(block, 10))), block);
        ASSERT_LE(cache.bytes(), 200u);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(cache.hits() + cache.misses(), 20'000u);
}

}  // namespace
}  // namespace oxus::storage
