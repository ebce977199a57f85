#include "storage/chunk_cache.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

namespace oxus::storage {
namespace {

constexpr size_t kBodyBytes = 10'000;
constexpr size_t kRoom = 3 * kBodyBytes + kBodyBytes / 2;

// A chunk of `count` records, most of whose bytes are one body's.
std::shared_ptr<const ChunkCache::Held> MakeChunk(uint64_t first_sequence, uint64_t count = 2) {
  ChunkWriter writer(first_sequence, 1'700'000'000'000, 0);
  const std::string body(kBodyBytes / count, 'x');
  for (uint64_t i = 0; i < count; ++i) {
    ChunkRecord record;
    record.sequence = first_sequence + i;
    record.body = body;
    writer.Add(record);
  }
  uint64_t chain = 0;
  auto held = std::make_shared<ChunkCache::Held>();
  held->bytes = std::move(writer).Finish(&chain);
  held->bytes.shrink_to_fit();
  held->chunk = *Chunk::Decode(held->bytes);
  return held;
}

TEST(ChunkCache, FindsTheChunkThatHoldsASequence) {
  ChunkCache cache(kRoom);
  cache.Put(MakeChunk(10, 5));
  cache.Put(MakeChunk(20, 5));
  EXPECT_EQ(cache.Find(9), nullptr);
  for (const uint64_t sequence : {10, 14}) {
    ASSERT_NE(cache.Find(sequence), nullptr);
    EXPECT_EQ(cache.Find(sequence)->chunk.first_sequence(), 10u);
  }
  EXPECT_EQ(cache.Find(15), nullptr);
  EXPECT_EQ(cache.Find(20)->chunk.records().size(), 5u);
  EXPECT_EQ(cache.Find(25), nullptr);
}

TEST(ChunkCache, LetsGoOfTheChunkAskedForLongestAgo) {
  ChunkCache cache(kRoom);
  for (const uint64_t first : {10, 20, 30}) cache.Put(MakeChunk(first));
  EXPECT_NE(cache.Find(10), nullptr);
  cache.Put(MakeChunk(40));
  EXPECT_EQ(cache.Find(20), nullptr);
  for (const uint64_t first : {10, 30, 40}) EXPECT_NE(cache.Find(first), nullptr) << first;
  EXPECT_LE(cache.bytes(), cache.capacity_bytes());
}

TEST(ChunkCache, WhatIsHeldOutsideStaysWhole) {
  ChunkCache cache(kRoom);
  cache.Put(MakeChunk(10));
  const auto held = cache.Find(10);
  for (uint64_t first = 20; first < 100; first += 10) cache.Put(MakeChunk(first));
  ASSERT_EQ(cache.Find(10), nullptr);
  EXPECT_EQ(held->chunk.records()[1].body, std::string(kBodyBytes / 2, 'x'));
}

TEST(ChunkCache, TakesNoChunkTwiceAndNoneThatIsTooLarge) {
  ChunkCache cache(kRoom);
  cache.Put(MakeChunk(10));
  const size_t bytes = cache.bytes();
  cache.Put(MakeChunk(10));
  EXPECT_EQ(cache.bytes(), bytes);
  ChunkCache small(kBodyBytes / 2);
  small.Put(MakeChunk(10));
  EXPECT_EQ(small.Find(10), nullptr);
  EXPECT_EQ(small.bytes(), 0u);
}

}  // namespace
}  // namespace oxus::storage
