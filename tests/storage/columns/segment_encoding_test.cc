#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/columns/tail.h"
#include "tests/storage/columns/segment_blocks.h"

namespace oxus::storage {
namespace {

constexpr uint32_t kRows = 1000;

// Seals rows that `fill` makes and opens them.
class SegmentEncoding : public ::testing::Test {
 protected:
  std::shared_ptr<SealedSegment> Seal(const std::function<void(RowDraft&, uint32_t)>& fill) {
    Tail tail(1, kRows);
    for (uint32_t row = 0; row < kRows; ++row) {
      RowDraft draft(nullptr);
      fill(draft, row);
      tail.Append({.received_ms = 5}, draft.cells());
    }
    blocks_ = std::make_unique<SegmentBlocks>(EncodeSegment(tail, kRows));
    return *blocks_->Open();
  }
  bool HasBlock(Column column) const {
    return blocks_->blocks.contains(static_cast<BlockId>(column));
  }
  static std::vector<int> Widths(const SealedSegment& segment, std::initializer_list<Column> all) {
    std::vector<int> widths;
    for (const Column column : all) widths.push_back((*segment.Load(column))->width);
    return widths;
  }

  std::unique_ptr<SegmentBlocks> blocks_;
};

TEST_F(SegmentEncoding, OnlyTheHeaderKnowsColumnsThatAreAbsentOrConstant) {
  const auto segment = Seal([](RowDraft& row, uint32_t) {
    row.SetInteger(Column::kScore, -77);
    row.SetReal(Column::kLat, 12.5);
  });
  EXPECT_EQ(blocks_->blocks.size(), 1u);
  EXPECT_TRUE(segment->zone(Column::kScore).is_constant());
  EXPECT_TRUE(segment->zone(Column::kKilled).all_absent());
  EXPECT_EQ(IntegerAt(**segment->Load(Column::kScore), 999), -77);
  EXPECT_EQ(RealAt(**segment->Load(Column::kLat), 999), 12.5);
  EXPECT_FALSE(IsSet(**segment->Load(Column::kKilled), 999));
  EXPECT_FALSE(IsSet(**segment->Load(Column::kCountry), 999));
  EXPECT_FALSE(IsSet(**segment->Load(Column::kLon), 999));
}

TEST_F(SegmentEncoding, IntegersTakeTheNarrowestWidth) {
  const auto segment = Seal([](RowDraft& row, uint32_t i) {
    row.SetInteger(Column::kKilledLow, i % 2 * 255);
    row.SetInteger(Column::kKilled, i % 2 * 256);
    row.SetInteger(Column::kKilledHigh, i % 2 * 65'536);
    row.SetInteger(Column::kAmount, i % 2 * 4'294'967'296);
  });
  EXPECT_EQ(
      Widths(*segment, {Column::kKilledLow, Column::kKilled, Column::kKilledHigh, Column::kAmount}),
      (std::vector<int>{1, 2, 4, 8}));
}

TEST_F(SegmentEncoding, BaseIsZeroUnlessThatNeedsAWiderType) {
  const auto segment = Seal([](RowDraft& row, uint32_t i) {
    row.SetInteger(Column::kKilled, 200 + i % 2);
    row.SetInteger(Column::kInjured, 1000 + i % 2);
    row.SetInteger(Column::kScore, -5 + static_cast<int>(i % 2));
  });
  EXPECT_EQ((*segment->Load(Column::kKilled))->base, 0);
  EXPECT_EQ((*segment->Load(Column::kInjured))->base, 1000);
  EXPECT_EQ((*segment->Load(Column::kInjured))->width, 1);
  EXPECT_EQ((*segment->Load(Column::kScore))->base, -5);
}

TEST_F(SegmentEncoding, AbsentIntegersAreStoredAsZero) {
  const auto segment = Seal([](RowDraft& row, uint32_t i) {
    if (i % 3 != 0) return;
    row.SetInteger(Column::kKilled, i % 2 == 0 ? 100'000 : 2);
    // Every value of a byte is taken.
    row.SetInteger(Column::kInjured, i % 256);
  });
  for (const Column column : {Column::kKilled, Column::kInjured}) {
    const auto data = *segment->Load(column);
    ASSERT_NE(data->present, nullptr);
    EXPECT_FALSE(data->zero_is_absent);
    EXPECT_EQ(StoredAt(*data, 1), 0);
    EXPECT_EQ(data->present[1], 0);
    EXPECT_EQ(data->present[3], 1);
  }
}

TEST_F(SegmentEncoding, ZeroesTellWhatIsAbsentWhereTheWidthHasRoom) {
  const auto segment = Seal([](RowDraft& row, uint32_t i) {
    if (i % 3 != 0) return;
    row.SetInteger(Column::kKilled, 2 + i % 2);
    row.SetInteger(Column::kInjured, i % 2);
    row.SetInteger(Column::kScore, -500 + static_cast<int>(i % 2));
  });
  const std::pair<Column, int64_t> columns[] = {
      {Column::kKilled, 2}, {Column::kInjured, 0}, {Column::kScore, -500}};
  for (const auto& [column, even] : columns) {
    const auto data = *segment->Load(column);
    EXPECT_TRUE(data->zero_is_absent);
    EXPECT_EQ(data->present, nullptr);
    EXPECT_EQ(data->width, 1);
    for (uint32_t row = 0; row < 12; ++row) {
      ASSERT_EQ(IsSet(*data, row), row % 3 == 0) << row;
      if (row % 3 == 0) {
        EXPECT_EQ(IntegerAt(*data, row), even + row % 2);
      }
    }
  }
}

TEST_F(SegmentEncoding, CoordinatesAreDecimalsUnlessABitWouldBeLost) {
  const auto segment = Seal([](RowDraft& row, uint32_t i) {
    row.SetReal(Column::kLat, (340'000.0 + i) / 10'000);
    row.SetReal(Column::kLon, i == 500 ? 1.0 / 3 : i);
  });
  const auto lat = *segment->Load(Column::kLat);
  EXPECT_TRUE(lat->is_decimal);
  EXPECT_FALSE(lat->is_real);
  EXPECT_EQ(lat->width, 4);
  const auto lon = *segment->Load(Column::kLon);
  EXPECT_TRUE(lon->is_real);
  EXPECT_EQ(lon->as<double>()[500], 1.0 / 3);
}

TEST_F(SegmentEncoding, ColumnsWithTheSameValuesShareABlock) {
  const auto segment = Seal([](RowDraft& row, uint32_t i) {
    for (const Column column : {Column::kKilledLow, Column::kKilled, Column::kKilledHigh}) {
      if (i % 5 == 0) row.SetInteger(column, i % 7);
    }
    if (i % 5 == 0) row.SetInteger(Column::kInjured, i % 6);
  });
  EXPECT_TRUE(HasBlock(Column::kKilledLow));
  EXPECT_FALSE(HasBlock(Column::kKilled));
  EXPECT_FALSE(HasBlock(Column::kKilledHigh));
  EXPECT_TRUE(HasBlock(Column::kInjured));
  EXPECT_EQ(*segment->Load(Column::kKilled), *segment->Load(Column::kKilledHigh));
}

TEST_F(SegmentEncoding, ListsOfOneElementAtMostAreFlat) {
  const auto segment = Seal([](RowDraft& row, uint32_t i) {
    if (i % 4 != 0) {
      row.AddElement(List::kTactic);
      row.SetInteger(Column::kTactic, i % 9);
    }
    for (uint32_t link = 0; link < i % 3; ++link) {
      row.AddElement(List::kLink);
      row.SetInteger(Column::kLinkKind, i % 5);
    }
  });
  const auto tactics = *segment->LoadShape(List::kTactic);
  EXPECT_TRUE(tactics->is_flat);
  EXPECT_EQ(tactics->offsets, nullptr);
  const auto data = *segment->Load(Column::kTactic);
  EXPECT_EQ(data->size, kRows);
  EXPECT_FALSE(IsSet(*data, 8));
  EXPECT_EQ(IntegerAt(*data, 10), 1);

  const auto links = *segment->LoadShape(List::kLink);
  EXPECT_FALSE(links->is_flat);
  EXPECT_EQ(links->offsets[kRows], (*segment->Load(Column::kLinkKind))->size);
  EXPECT_TRUE((*segment->LoadShape(List::kTag))->is_flat);
}

TEST_F(SegmentEncoding, ArraysMayBeReadInStridesOf64Bytes) {
  const auto segment = Seal([](RowDraft& row, uint32_t i) {
    if (i % 2) row.SetInteger(Column::kKilled, i);
    row.SetInteger(Column::kScore, i % 100);
  });
  for (const Column column : {Column::kKilled, Column::kScore}) {
    const auto data = *segment->Load(column);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(data->values) % 64, 0u);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(data->present) % 64, 0u);
    const size_t used = data->size * data->width;
    for (size_t i = used; i < (used + 63) / 64 * 64; ++i) EXPECT_EQ(data->as<uint8_t>()[i], 0);
  }
}

TEST_F(SegmentEncoding, WhatEveryoneReadsIsDecodedOnce) {
  const auto segment =
      Seal([](RowDraft& row, uint32_t i) { row.SetInteger(Column::kScore, i % 100); });
  EXPECT_EQ(*segment->Load(Column::kScore), *segment->Load(Column::kScore));
  EXPECT_EQ(blocks_->cache.misses(), 1u);
  EXPECT_GE(blocks_->cache.bytes(), kRows);
}

// Bytes that stand on disks; changing them needs a new version.
TEST_F(SegmentEncoding, LayoutIsThatOfTheDocument) {
  Tail tail(7, 2);
  for (const int64_t score : {3, 4}) {
    RowDraft draft(nullptr);
    draft.SetInteger(Column::kScore, score);
    tail.Append({.received_ms = 5}, draft.cells());
  }
  SegmentBlocks blocks(EncodeSegment(tail, 2));
  const auto body = [&](BlockId block) {
    const std::string& bytes = blocks.blocks.at(block);
    std::string hex;
    for (size_t i = 0; i + 8 < bytes.size(); ++i) {
      hex += fmt::format("{:02x}", static_cast<uint8_t>(bytes[i]));
    }
    return hex;
  };
  EXPECT_EQ(body(17),
            "01"
            "01"
            "02"
            "00"
            "01"
            "00"
            "01"
            "06"
            "01"
            "01"
            "00"
            "02"
            "0001");
  EXPECT_EQ(body(0),
            "01"
            "02"
            "00"
            "04"
            "0101000202"
            "0201000000"
            "0301000a0a"
            "1102000608");
  ASSERT_EQ(blocks.blocks.size(), 2u);
}

}  // namespace
}  // namespace oxus::storage
