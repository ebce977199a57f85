#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "storage/columns/column.h"
#include "storage/columns/column_data.h"
#include "storage/columns/segment_limits.h"

namespace oxus::storage {

// Where the values of a column are; the number is the byte on disk.
enum class ColumnPlace : uint8_t {
  kNowhere = 0,   // absent in all rows; such columns are not listed
  kConstant = 1,  // all values are ColumnEntry::zone.min
  kBlock = 2,     // in its own block
  kShared = 3,    // in the block of another column, whose values are the same
};

// How a list lies over the rows; the number is the byte on disk.
enum class ShapePlace : uint8_t {
  kFlat = 0,   // no row has more than one element
  kBlock = 1,  // lengths in a block of its own
};

struct ColumnEntry {
  ColumnPlace place = ColumnPlace::kNowhere;
  // Of constant reals min and max are the decimal, otherwise zero.
  Zone zone;
  Column shared_with = Column::kRecordType;
};

struct ListEntry {
  ShapePlace place = ShapePlace::kFlat;
  // Values of its columns: rows when it is flat.
  uint32_t values = 0;
};

// What block 0 of a segment holds.
struct SegmentHeader {
  uint32_t rows = 0;
  std::array<ColumnEntry, kColumnLimit> columns{};
  std::array<ListEntry, kListCount> lists{};

  const ColumnEntry& column(Column column) const { return columns[static_cast<size_t>(column)]; }
  // Values that the arrays of a column have.
  uint32_t values(const ColumnInfo& info) const {
    return info.list == List::kNone ? rows : lists[static_cast<size_t>(info.list)].values;
  }
};

std::string EncodeHeader(const SegmentHeader& header);
// Nullopt when the body of the block is damaged.
std::optional<SegmentHeader> DecodeHeader(std::string_view body);

}  // namespace oxus::storage
