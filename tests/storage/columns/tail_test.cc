#include "storage/columns/tail.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "storage/columns/spare_memory.h"
#include "tests/storage/columns/random_rows.h"

namespace oxus::storage {
namespace {

std::vector<Cell> Tags(size_t count) {
  Cell begin;
  begin.kind = Cell::Kind::kElement;
  begin.list = List::kTag;
  Cell tag;
  tag.kind = Cell::Kind::kCode;
  tag.column = Column::kTag;
  tag.code = 1;
  std::vector<Cell> cells;
  for (size_t i = 0; i < count; ++i) cells.insert(cells.end(), {begin, tag});
  return cells;
}

TEST(Tail, HoldsItsCapacityOfRows) {
  Tail tail(1, 3);
  for (int row = 0; row < 3; ++row) {
    ASSERT_TRUE(tail.HasRoom({}));
    tail.Append({}, {});
  }
  EXPECT_FALSE(tail.HasRoom({}));
  EXPECT_EQ(tail.rows(), 3u);
}

TEST(Tail, AnEmptyOneTakesTheLongestList) {
  const Tail tail(1, 1);
  EXPECT_TRUE(tail.HasRoom(Tags(32'768)));
  EXPECT_FALSE(tail.HasRoom(Tags(32'769)));
}

TEST(Tail, IsFullWhenAListIs) {
  Tail tail(1, 100);
  const std::vector<Cell> cells = Tags(10'000);
  for (int row = 0; row < 3; ++row) {
    ASSERT_TRUE(tail.HasRoom(cells));
    tail.Append({}, cells);
  }
  EXPECT_FALSE(tail.HasRoom(cells));
  EXPECT_TRUE(tail.HasRoom(Tags(2'768)));
  EXPECT_TRUE(tail.HasRoom({}));
}

TEST(Tail, RowsHaveWhatTheLogSaysOfTheRecord) {
  Tail tail(70, 10);
  tail.Append({.type = RecordType::kReport,
               .quarantined = true,
               .received_ms = 123,
               .previous_sequence = 69,
               .principal = 5},
              {});
  const auto at = [&tail](Column column) { return IntegerAt(**tail.Load(column), 0); };
  EXPECT_EQ(at(Column::kRecordType), 3);
  EXPECT_EQ(at(Column::kQuarantined), 1);
  EXPECT_EQ(at(Column::kReceivedMs), 123);
  EXPECT_EQ(at(Column::kPrevious), 69);
  EXPECT_EQ(at(Column::kPrincipal), 5);
}

TEST(Tail, ZonesOfUntouchedColumnsSayAllAbsent) {
  Tail tail(1, 10);
  tail.Append({}, {});
  EXPECT_TRUE(tail.zone(Column::kPrevious).all_absent());
  EXPECT_TRUE(tail.zone(Column::kPrincipal).all_absent());
  EXPECT_TRUE(tail.zone(Column::kTag).all_absent());
  EXPECT_FALSE(tail.zone(Column::kReceivedMs).all_absent());
}

TEST(Tail, ZonesKnowWhatWasSetInEveryRow) {
  Tail tail(1, 10);
  tail.Append({.received_ms = 5, .previous_sequence = 3}, {});
  tail.Append({.received_ms = 9}, {});
  EXPECT_FALSE(tail.zone(Column::kReceivedMs).any_absent);
  EXPECT_EQ(tail.zone(Column::kReceivedMs).min, 5);
  EXPECT_EQ(tail.zone(Column::kReceivedMs).max, 9);
  EXPECT_TRUE(tail.zone(Column::kPrevious).any_absent);
  EXPECT_TRUE(tail.zone(Column::kRecordType).is_constant());
}

TEST(Tail, TellsForHowManyRowsAListHasOneElementEach) {
  Tail tail(1, 10);
  const auto add = [&tail](int tactics, int tags) {
    RowDraft row(nullptr);
    for (int i = 0; i < tactics; ++i) {
      row.AddElement(List::kTactic);
      row.SetInteger(Column::kTactic, i);
    }
    for (int i = 0; i < tags; ++i) row.AddElement(List::kTag);
    tail.Append({}, row.cells());
  };
  const auto single_rows = [&tail](List list) { return (*tail.LoadShape(list))->single_rows; };
  EXPECT_EQ(single_rows(List::kTactic), 0u);
  add(1, 1);
  add(1, 1);
  EXPECT_EQ(single_rows(List::kTactic), 2u);
  EXPECT_EQ(single_rows(List::kLink), 0u);
  add(1, 0);
  add(2, 1);
  EXPECT_EQ(single_rows(List::kTactic), 3u);
  // Numbers of rows and elements have parted.
  EXPECT_EQ(single_rows(List::kTag), 2u);
  add(0, 1);
  add(1, 1);
  EXPECT_EQ(single_rows(List::kTactic), 3u);
  EXPECT_EQ(single_rows(List::kTag), 2u);
}

TEST(Tail, ArraysOutliveIt) {
  std::shared_ptr<const ColumnData> copy;
  {
    Tail tail(1, 10);
    tail.Append({.received_ms = 5}, {});
    copy = std::make_shared<const ColumnData>(**tail.Load(Column::kReceivedMs));
  }
  EXPECT_EQ(IntegerAt(*copy, 0), 5);
}

// Every value that a tail of few rows can show, and what lies after them.
std::vector<int64_t> ValuesOf(const Tail& tail) {
  std::vector<int64_t> values;
  for (const ColumnInfo& info : Columns()) {
    const ColumnData data = **tail.Load(info.column);
    for (uint32_t i = 0; i < std::min<uint32_t>(data.size, 1000); ++i) {
      values.push_back(StoredAt(data, i));
      values.push_back(IsSet(data, i));
    }
  }
  for (size_t list = 1; list < kListCount; ++list) {
    const uint32_t* const offsets = (*tail.LoadShape(static_cast<List>(list)))->offsets;
    values.insert(values.end(), offsets, offsets + 100);
  }
  return values;
}

TEST(Tail, MemoryOfAnEarlierOneReadsAsNew) {
  SpareMemory spare;
  std::mt19937_64 random(7);
  for (int round = 0; round < 5; ++round) {
    Tail tail(1, 100, &spare);
    EXPECT_THAT(ValuesOf(tail), testing::Each(0));
    EXPECT_EQ(spare.bytes(), 0u);
    RandomRows rows(random());
    for (int row = 0; row < 100; ++row) AppendTo(tail, rows.Next());
    EXPECT_THAT(ValuesOf(tail), testing::Contains(testing::Ne(0)));
  }
  EXPECT_GT(spare.bytes(), 0u);
}

TEST(Tail, MemoryIsNotHandedOnWhileAReaderHoldsIt) {
  SpareMemory spare;
  auto first = std::make_unique<Tail>(1, 10, &spare);
  first->Append({.received_ms = 5}, {});
  std::shared_ptr<const ColumnData> held =
      std::make_shared<const ColumnData>(**first->Load(Column::kReceivedMs));
  first.reset();
  Tail second(2, 10, &spare);
  second.Append({.received_ms = 6}, {});
  EXPECT_EQ(IntegerAt(*held, 0), 5);
  const void* const values = held->values;
  held.reset();
  const Tail third(3, 10, &spare);
  EXPECT_EQ((*third.Load(Column::kReceivedMs))->values, values);
  EXPECT_THAT(ValuesOf(third), testing::Each(0));
}

TEST(Tail, HoldsLittleMemoryAtFirst) {
  const Tail tail(1, kSegmentRows);
  EXPECT_LT(tail.bytes(), 100'000u);
}

}  // namespace
}  // namespace oxus::storage
