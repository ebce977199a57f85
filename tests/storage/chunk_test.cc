#include "storage/chunk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace oxus::storage {
namespace {

ChunkRecord MakeRecord(uint64_t sequence, std::string_view body) {
  ChunkRecord record;
  record.sequence = sequence;
  record.body = body;
  return record;
}

std::string ThreeRecords(uint64_t* chain) {
  ChunkWriter writer(100, 1'700'000'000'000, 42);
  writer.Add(MakeRecord(100, "first"));
  ChunkRecord second = MakeRecord(101, std::string_view("\0binary\xff", 8));
  second.type = RecordType::kReport;
  second.quarantined = true;
  second.principal = 300;
  second.previous_sequence = 7;
  writer.Add(second);
  ChunkRecord third = MakeRecord(102, "");
  third.type = RecordType::kRetraction;
  third.previous_sequence = 101;
  writer.Add(third);
  return std::move(writer).Finish(chain);
}

TEST(Chunk, ReadsBackWhatWasWritten) {
  uint64_t chain = 0;
  const std::string bytes = ThreeRecords(&chain);
  const absl::StatusOr<Chunk> chunk = Chunk::Decode(bytes);
  ASSERT_TRUE(chunk.ok()) << chunk.status();
  EXPECT_EQ(chunk->first_sequence(), 100u);
  EXPECT_EQ(chunk->end_sequence(), 103u);
  EXPECT_EQ(chunk->received_ms(), 1'700'000'000'000);
  EXPECT_EQ(chunk->previous_chain(), 42u);
  EXPECT_EQ(chunk->chain(), chain);
  ASSERT_EQ(chunk->records().size(), 3u);
  EXPECT_EQ(chunk->records()[0].body, "first");
  const ChunkRecord& second = chunk->records()[1];
  EXPECT_EQ(second.sequence, 101u);
  EXPECT_EQ(second.type, RecordType::kReport);
  EXPECT_TRUE(second.quarantined);
  EXPECT_EQ(second.principal, 300u);
  EXPECT_EQ(second.previous_sequence, 7u);
  EXPECT_EQ(second.body, std::string_view("\0binary\xff", 8));
  EXPECT_EQ(chunk->records()[2].type, RecordType::kRetraction);
  EXPECT_EQ(chunk->records()[2].previous_sequence, 101u);
}

TEST(Chunk, IsFullAtItsTargetSize) {
  ChunkWriter writer(1, 0, 0);
  const std::string body(1024, 'x');
  uint64_t sequence = 1;
  while (!writer.full()) writer.Add(MakeRecord(sequence++, body));
  EXPECT_NEAR(static_cast<double>(sequence - 1), kChunkTargetBytes / 1024.0, 2);
}

TEST(Chunk, NoticesEveryFlippedBit) {
  uint64_t chain = 0;
  const std::string good = ThreeRecords(&chain);
  for (size_t bit = 0; bit < good.size() * 8; ++bit) {
    std::string bad = good;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_EQ(Chunk::Decode(bad).status().code(), absl::StatusCode::kDataLoss) << "bit " << bit;
  }
}

TEST(Chunk, NoticesEveryTruncation) {
  uint64_t chain = 0;
  const std::string good = ThreeRecords(&chain);
  for (size_t size = 0; size < good.size(); ++size) {
    EXPECT_EQ(Chunk::Decode(std::string_view(good).substr(0, size)).status().code(),
              absl::StatusCode::kDataLoss)
        << "cut to " << size;
  }
  EXPECT_FALSE(Chunk::Decode(good + "x").ok());
}

// The layout is a promise (docs/storage_format.md): these bytes must read for ever.
TEST(Chunk, LayoutIsTheDocumentedOne) {
  ChunkWriter writer(1, 2, 3);
  writer.Add(MakeRecord(1, "ab"));
  uint64_t chain = 0;
  const std::string bytes = std::move(writer).Finish(&chain);
  const std::string header =
      std::string("\x01", 1) + std::string("\x01\0\0\0", 4) + std::string("\x01\0\0\0\0\0\0\0", 8) +
      std::string("\x02\0\0\0\0\0\0\0", 8) + std::string("\x03\0\0\0\0\0\0\0", 8);
  EXPECT_EQ(bytes.substr(0, header.size()), header);
  EXPECT_EQ(bytes.substr(header.size(), 6), std::string("\x01\0\0\x02"
                                                        "ab",
                                                        6));
  EXPECT_EQ(bytes.size(), header.size() + 6 + 4 + 8);
}

}  // namespace
}  // namespace oxus::storage
