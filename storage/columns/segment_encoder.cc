#include <algorithm>
#include <cassert>
#include <cstring>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "storage/columns/block_seal.h"
#include "storage/columns/column_block.h"
#include "storage/columns/sealed_segment.h"
#include "storage/columns/segment_header.h"
#include "storage/columns/tail.h"

namespace oxus::storage {
namespace {

constexpr uint32_t kAbsent = std::numeric_limits<uint32_t>::max();

// Every value of a column from position `position_of(i)` of the tail's arrays, kAbsent for none.
template <typename PositionOf>
PlainColumn Gather(ColumnType type, const ColumnData& data, uint32_t size,
                   const PositionOf& position_of) {
  PlainColumn column{.type = type, .size = size};
  column.values.resize(size);
  int64_t* const values = column.values.data();
  if (type == ColumnType::kCode) {
    const uint32_t* const codes = data.as<uint32_t>();
    for (uint32_t i = 0; i < size; ++i) {
      const uint32_t position = position_of(i);
      values[i] = position == kAbsent ? 0 : codes[position];
    }
    return column;
  }
  column.present.resize(size);
  // Reals by their bits.
  const char* const stored = static_cast<const char*>(data.values);
  uint32_t set = 0;
  for (uint32_t i = 0; i < size; ++i) {
    const uint32_t position = position_of(i);
    if (position == kAbsent) continue;
    column.present[i] = data.present[position];
    std::memcpy(values + set, stored + position * sizeof(int64_t), sizeof(int64_t));
    set += data.present[position];
  }
  column.values.resize(set);
  if (set == size) column.present.clear();
  return column;
}

// The values that are set; of codes those that are not 0.
Zone ZoneOf(const PlainColumn& column) {
  Zone zone{.any_set = false, .any_absent = !column.present.empty()};
  zone.min = std::numeric_limits<int64_t>::max();
  zone.max = std::numeric_limits<int64_t>::min();
  for (const int64_t value : column.values) {
    if (column.type == ColumnType::kCode && value == 0) {
      zone.any_absent = true;
      continue;
    }
    zone.any_set = true;
    zone.min = std::min(zone.min, value);
    zone.max = std::max(zone.max, value);
  }
  return zone.any_set ? zone : Zone{};
}

class SegmentEncoder {
 public:
  SegmentEncoder(const Tail& tail, uint32_t rows) : tail_(tail) {
    encoded_.first_sequence = tail.first_sequence();
    encoded_.rows = rows;
    header_.rows = rows;
  }

  EncodedSegment Encode() {
    for (size_t list = 1; list < kListCount; ++list) AddList(static_cast<List>(list));
    for (const ColumnInfo& info : Columns()) AddColumn(info);
    AddBlock(kHeaderBlock, EncodeHeader(header_));
    encoded_.header = std::make_shared<const SegmentHeader>(header_);
    return std::move(encoded_);
  }

 private:
  void AddBlock(BlockId block, std::string_view body) {
    encoded_.blocks.emplace_back(block, SealBlock(body, encoded_.first_sequence, block));
  }

  void AddList(List list) {
    const size_t number = static_cast<size_t>(list);
    const uint32_t rows = header_.rows;
    const uint32_t* const offsets = (*tail_.LoadShape(list))->offsets;
    offsets_[number] = offsets;
    header_.lists[number] = {ShapePlace::kFlat, rows};
    PlainColumn lengths{.type = ColumnType::kInteger, .size = rows};
    for (uint32_t row = 0; row < rows; ++row) {
      lengths.values.push_back(offsets[row + 1] - offsets[row]);
    }
    const auto [min, max] = std::minmax_element(lengths.values.begin(), lengths.values.end());
    any_row_empty_[number] = *min == 0;
    if (*max <= 1) return;
    header_.lists[number] = {ShapePlace::kBlock, offsets[rows]};
    AddBlock(BlockOf(list), EncodeColumnBlock(lengths));
  }

  PlainColumn Collect(const ColumnInfo& info) const {
    const std::shared_ptr<const ColumnData> data = *tail_.Load(info.column);
    const uint32_t size = header_.values(info);
    const size_t list = static_cast<size_t>(info.list);
    if (info.list == List::kNone || header_.lists[list].place == ShapePlace::kBlock) {
      return Gather(info.type, *data, size, [](uint32_t i) { return i; });
    }
    return Gather(info.type, *data, size, [offsets = offsets_[list]](uint32_t row) {
      return offsets[row] == offsets[row + 1] ? kAbsent : offsets[row];
    });
  }

  void AddColumn(const ColumnInfo& info) {
    const bool is_real = info.type == ColumnType::kReal;
    const Zone known = tail_.zone(info.column);
    if (known.all_absent()) return;
    if (known.is_constant() && !is_real) {
      // Never of a list, which the tail knows less of.
      header_.columns[static_cast<size_t>(info.column)] = {.place = ColumnPlace::kConstant,
                                                           .zone = known};
      return;
    }
    const PlainColumn column = Collect(info);
    const Zone values = ZoneOf(column);
    if (values.all_absent()) return;
    ColumnEntry& entry = header_.columns[static_cast<size_t>(info.column)];
    entry.zone = values;
    if (is_real) entry.zone.min = entry.zone.max = 0;
    if (info.list != List::kNone) {
      entry.zone.any_absent |= any_row_empty_[static_cast<size_t>(info.list)];
    }
    if (values.is_constant() && (!is_real || SetDecimal(column, entry.zone))) {
      entry.place = ColumnPlace::kConstant;
      return;
    }
    AddValues(info, column, entry);
  }

  // Only a constant that is a decimal fits the header.
  static bool SetDecimal(const PlainColumn& column, Zone& zone) {
    const auto decimals = ToDecimals({column.values.front()});
    if (!decimals) return false;
    zone.min = zone.max = decimals->front();
    return true;
  }

  void AddValues(const ColumnInfo& info, const PlainColumn& column, ColumnEntry& entry) {
    const auto [first, is_new] =
        bodies_.try_emplace({info.list, EncodeColumnBlock(column)}, info.column);
    if (is_new) {
      entry.place = ColumnPlace::kBlock;
      AddBlock(BlockOf(info.column), first->first.second);
    } else {
      entry.place = ColumnPlace::kShared;
      entry.shared_with = first->second;
    }
  }

  const Tail& tail_;
  SegmentHeader header_;
  EncodedSegment encoded_;
  std::array<const uint32_t*, kListCount> offsets_{};
  std::array<bool, kListCount> any_row_empty_{};
  // The first column of each block's body. Of one list, so that shapes agree.
  std::map<std::pair<List, std::string>, Column> bodies_;
};

}  // namespace

EncodedSegment EncodeSegment(const Tail& tail, uint32_t rows) {
  assert(rows >= 1 && rows <= tail.rows());
  return SegmentEncoder(tail, rows).Encode();
}

}  // namespace oxus::storage
