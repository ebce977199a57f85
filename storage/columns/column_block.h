#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/columns/column.h"
#include "storage/columns/column_data.h"

// The body of a block that holds a column, or the lengths of a list's rows as one.
namespace oxus::storage {

// A column of a segment before it is encoded.
struct PlainColumn {
  ColumnType type = ColumnType::kInteger;
  // Rows, or elements of a list that is not flat.
  uint32_t size = 0;
  // The set values in order. Codes: all of them, absent ones as 0. Reals: their bits.
  std::vector<int64_t> values;
  // One byte a value; empty when all are set, and for codes.
  std::vector<uint8_t> present;
};

// What the values are; the number is the byte on disk.
enum class Content : uint8_t { kIntegers = 1, kCodes = 2, kDecimals = 3, kDoubles = 4 };

// How numbers become those of the stream; the number is the byte on disk. All are taken from the
// smallest of them and divided by what divides all of them.
enum class Encoding : uint8_t {
  kOffset = 1,  // as they are
  kDelta = 2,   // each less the one before
  kTable = 3,   // as indexes of a table
};

// Doubles as integers / kDecimalUnits, when that gives back every one of them bit for bit.
std::optional<std::vector<int64_t>> ToDecimals(const std::vector<int64_t>& bits);

std::string EncodeColumnBlock(const PlainColumn& column);

// Null when the body is damaged or does not hold `size` values.
std::shared_ptr<const ColumnData> DecodeColumnBlock(std::string_view body, uint32_t size);

}  // namespace oxus::storage
