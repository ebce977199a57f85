#include "storage/columns/tail.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

TEST(Tail, ArraysOutliveIt) {
  std::shared_ptr<const ColumnData> copy;
  {
    Tail tail(1, 10);
    tail.Append({.received_ms = 5}, {});
    copy = std::make_shared<const ColumnData>(**tail.Load(Column::kReceivedMs));
  }
  EXPECT_EQ(IntegerAt(*copy, 0), 5);
}

TEST(Tail, HoldsLittleMemoryAtFirst) {
  const Tail tail(1, kSegmentRows);
  EXPECT_LT(tail.bytes(), 100'000u);
}

}  // namespace
}  // namespace oxus::storage
