#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>

#include "tests/storage/columns/random_rows.h"
#include "tests/storage/columns/segment_blocks.h"

namespace oxus::storage {
namespace {

using Values = std::vector<std::optional<ModelValue>>;

std::optional<ModelValue> ValueAt(const ColumnInfo& info, const ColumnData& data, uint32_t index) {
  if (!IsSet(data, index)) return std::nullopt;
  if (info.type == ColumnType::kReal) return std::bit_cast<int64_t>(RealAt(data, index));
  return IntegerAt(data, index);
}

// A column that is not of a list has one value a row. In a flat list a row whose element has no
// value in a column is as one without an element.
Values ReadRow(const ColumnInfo& info, const ColumnData& data, const ListShape* shape,
               uint32_t row) {
  if (shape == nullptr) return {ValueAt(info, data, row)};
  if (shape->is_flat) {
    const auto value = ValueAt(info, data, row);
    return value ? Values{value} : Values{};
  }
  Values values;
  for (uint32_t i = shape->offsets[row]; i < shape->offsets[row + 1]; ++i) {
    values.push_back(ValueAt(info, data, i));
  }
  return values;
}

void ExpectColumn(const ColumnInfo& info, const Segment& segment,
                  const std::vector<ModelRow>& model) {
  SCOPED_TRACE(std::string(info.name));
  const auto data = segment.Load(info.column);
  ASSERT_TRUE(data.ok()) << data.status();
  std::shared_ptr<const ListShape> shape;
  if (info.list != List::kNone) {
    const auto loaded = segment.LoadShape(info.list);
    ASSERT_TRUE(loaded.ok()) << loaded.status();
    shape = *loaded;
  }
  for (uint32_t row = 0; row < model.size(); ++row) {
    Values expected = model[row].Of(info);
    if (shape != nullptr && shape->is_flat && expected == Values{std::nullopt}) expected.clear();
    ASSERT_EQ(ReadRow(info, **data, shape.get(), row), expected) << "row " << row;
  }
}

// What is true of the values of a column.
Zone TrueZone(const ColumnInfo& info, const std::vector<ModelRow>& model) {
  Zone zone{.any_set = false, .any_absent = false};
  for (const ModelRow& row : model) {
    const Values values = row.Of(info);
    if (values.empty()) zone.any_absent = true;
    for (const auto& value : values) {
      if (!value) zone.any_absent = true;
      if (!value) continue;
      zone.min = zone.any_set ? std::min(zone.min, *value) : *value;
      zone.max = zone.any_set ? std::max(zone.max, *value) : *value;
      zone.any_set = true;
    }
  }
  return zone;
}

void ExpectZone(const ColumnInfo& info, const Segment& segment,
                const std::vector<ModelRow>& model) {
  SCOPED_TRACE(std::string(info.name));
  const Zone zone = segment.zone(info.column);
  const Zone truth = TrueZone(info, model);
  EXPECT_TRUE(zone.any_set || !truth.any_set);
  EXPECT_TRUE(zone.any_absent || !truth.any_absent);
  if (segment.is_sealed()) {
    EXPECT_EQ(zone.any_set, truth.any_set);
    EXPECT_EQ(zone.any_absent, truth.any_absent);
  }
  if (!truth.any_set || info.type == ColumnType::kReal) return;
  EXPECT_LE(zone.min, truth.min);
  EXPECT_GE(zone.max, truth.max);
  if (segment.is_sealed()) {
    EXPECT_EQ(zone.min, truth.min);
    EXPECT_EQ(zone.max, truth.max);
  }
}

void ExpectSegment(const Segment& segment, const std::vector<ModelRow>& model) {
  for (const ColumnInfo& info : Columns()) {
    ExpectColumn(info, segment, model);
    ExpectZone(info, segment, model);
  }
}

void ExpectAlike(uint64_t seed, uint32_t rows, uint32_t sealed_rows) {
  SCOPED_TRACE(fmt::format("seed {}, {} rows, {} sealed", seed, rows, sealed_rows));
  RandomRows random(seed);
  Tail tail(1000 + seed, rows);
  std::vector<ModelRow> model;
  for (uint32_t row = 0; row < rows; ++row) {
    model.push_back(random.Next());
    AppendTo(tail, model.back());
  }
  ExpectSegment(tail, model);
  model.resize(sealed_rows);
  SegmentBlocks blocks(EncodeSegment(tail, sealed_rows));
  const auto sealed = blocks.Open();
  ASSERT_TRUE(sealed.ok()) << sealed.status();
  EXPECT_EQ((*sealed)->rows(), sealed_rows);
  EXPECT_EQ((*sealed)->first_sequence(), tail.first_sequence());
  ExpectSegment(**sealed, model);
}

class SegmentModel : public ::testing::Test {
 protected:
  const uint64_t seed_ = std::random_device()();
};

TEST_F(SegmentModel, SmallSegmentsHoldWhatWasAppended) {
  for (uint64_t round = 0; round < 60; ++round) {
    const uint32_t rows = 1 + static_cast<uint32_t>((seed_ + round) % 80);
    ExpectAlike(seed_ + round, rows, 1 + static_cast<uint32_t>(round) % rows);
    if (HasFailure()) return;
  }
}

TEST_F(SegmentModel, LargeSegmentsHoldWhatWasAppended) {
  for (uint64_t round = 0; round < 3; ++round) {
    ExpectAlike(seed_ + round, 4000, 3999);
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace oxus::storage
