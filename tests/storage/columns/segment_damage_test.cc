#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/storage/columns/random_rows.h"
#include "tests/storage/columns/segment_blocks.h"

namespace oxus::storage {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr uint64_t kFirst = 131'073;
constexpr int kListBlocks = 128;

EncodedSegment Sealed() {
  Tail tail(kFirst, 60);
  RandomRows rows(7);
  for (int row = 0; row < 60; ++row) AppendTo(tail, rows.Next());
  return EncodeSegment(tail, 60);
}

// Reads a block through what needs it.
absl::Status Read(SegmentBlocks& blocks, BlockId block) {
  const auto segment = blocks.Open();
  if (block == kHeaderBlock || !segment.ok()) return segment.status();
  if (block > kListBlocks) {
    return (*segment)->LoadShape(static_cast<List>(block - kListBlocks)).status();
  }
  return (*segment)->Load(static_cast<Column>(block)).status();
}

// Reads every block, each changed in some way.
void ExpectEach(const std::function<void(std::string&)>& change, absl::StatusCode code) {
  const EncodedSegment encoded = Sealed();
  for (const auto& [block, bytes] : encoded.blocks) {
    SegmentBlocks blocks(encoded, 0);
    change(blocks.blocks[block]);
    const absl::Status status = Read(blocks, block);
    EXPECT_EQ(status.code(), code) << "block " << int{block} << ": " << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr("segment 131073"));
  }
}

TEST(SegmentDamage, EveryByteOfEveryBlockIsGuarded) {
  const EncodedSegment encoded = Sealed();
  ASSERT_GT(encoded.blocks.size(), 20u);
  SegmentBlocks blocks(encoded, 0);
  for (const auto& [block, bytes] : encoded.blocks) {
    ASSERT_TRUE(Read(blocks, block).ok());
    for (size_t i = 0; i < bytes.size(); ++i) {
      blocks.blocks[block][i] ^= static_cast<char>(1 << i % 8);
      ASSERT_TRUE(absl::IsDataLoss(Read(blocks, block))) << "block " << int{block} << " byte " << i;
      blocks.blocks[block][i] = bytes[i];
    }
  }
}

TEST(SegmentDamage, BlocksCutShortAreDamage) {
  ExpectEach([](std::string& bytes) { bytes.pop_back(); }, absl::StatusCode::kDataLoss);
  ExpectEach([](std::string& bytes) { bytes.clear(); }, absl::StatusCode::kDataLoss);
}

TEST(SegmentDamage, NamesSegmentAndColumn) {
  EncodedSegment encoded = Sealed();
  SegmentBlocks blocks(encoded, 0);
  const BlockId block = static_cast<BlockId>(Column::kReceivedMs);
  ASSERT_TRUE(blocks.blocks.contains(block));
  blocks.blocks[block][5] ^= 1;
  EXPECT_THAT(std::string(Read(blocks, block).message()),
              AllOf(HasSubstr("segment 131073"), HasSubstr("column received_ms")));
}

TEST(SegmentDamage, MissingBlockIsDamage) {
  SegmentBlocks blocks(Sealed(), 0);
  const BlockId block = static_cast<BlockId>(Column::kReceivedMs);
  blocks.blocks.erase(block);
  EXPECT_TRUE(absl::IsDataLoss(Read(blocks, block)));
}

TEST(SegmentDamage, BlockOfAnotherColumnIsDamage) {
  SegmentBlocks blocks(Sealed(), 0);
  const BlockId block = static_cast<BlockId>(Column::kReceivedMs);
  blocks.blocks[block] = blocks.blocks.at(static_cast<BlockId>(Column::kRecordType));
  EXPECT_TRUE(absl::IsDataLoss(Read(blocks, block)));
}

TEST(SegmentDamage, BlockOfAnotherSegmentIsDamage) {
  const EncodedSegment encoded = Sealed();
  SegmentBlocks blocks(encoded, 0);
  EXPECT_TRUE(absl::IsDataLoss(
      SealedSegment::Open(kFirst + 1, blocks.blocks[kHeaderBlock], blocks.shelf()).status()));
}

TEST(SegmentDamage, NewerVersionIsRefusedAndNotCalledDamage) {
  const EncodedSegment encoded = Sealed();
  SegmentBlocks blocks(encoded, 0);
  for (const auto& [block, bytes] : encoded.blocks) {
    blocks.blocks[block][0] = 2;
    blocks.Reseal(block);
    EXPECT_TRUE(absl::IsFailedPrecondition(Read(blocks, block))) << "block " << int{block};
    blocks.blocks[block] = bytes;
  }
}

TEST(SegmentDamage, VersionThatNeverWasIsDamage) {
  const EncodedSegment encoded = Sealed();
  SegmentBlocks blocks(encoded, 0);
  for (const auto& [block, bytes] : encoded.blocks) {
    blocks.blocks[block][0] = 0;
    blocks.Reseal(block);
    EXPECT_TRUE(absl::IsDataLoss(Read(blocks, block))) << "block " << int{block};
    blocks.blocks[block] = bytes;
  }
}

// With a right checksum a body is still read with care.
TEST(SegmentDamage, NonsenseUnderARightChecksumNeverCrashes) {
  const EncodedSegment encoded = Sealed();
  SegmentBlocks blocks(encoded, 0);
  int refused = 0;
  for (const auto& [block, bytes] : encoded.blocks) {
    for (size_t i = 1; i + 8 < bytes.size(); ++i) {
      for (const int flip : {0x01, 0x80, 0xff}) {
        blocks.blocks[block][i] ^= static_cast<char>(flip);
        blocks.Reseal(block);
        refused += absl::IsDataLoss(Read(blocks, block));
        blocks.blocks[block] = bytes;
      }
    }
  }
  EXPECT_GT(refused, 0);
}

TEST(SegmentDamage, DamageIsNotCached) {
  const EncodedSegment encoded = Sealed();
  SegmentBlocks blocks(encoded);
  const BlockId block = static_cast<BlockId>(Column::kReceivedMs);
  const std::string sound = blocks.blocks[block];
  blocks.blocks[block].pop_back();
  EXPECT_FALSE(Read(blocks, block).ok());
  blocks.blocks[block] = sound;
  EXPECT_TRUE(Read(blocks, block).ok());
}

}  // namespace
}  // namespace oxus::storage
