#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace oxus::storage {

// What can be said of a column of a segment without reading it.
struct Zone {
  // Whether some value is set, and whether some is absent. Both may be true for a column whose
  // values are not known yet (that of a tail): then min and max are the widest there are.
  bool any_set = false;
  bool any_absent = true;
  // Of the values that are set: integers as they are, codes as numbers; for reals undefined.
  int64_t min = 0;
  int64_t max = 0;

  // All rows hold the same value, `min`.
  bool is_constant() const { return any_set && !any_absent && min == max; }
  bool all_absent() const { return !any_set; }
};

// One column of one segment, decoded into arrays. Immutable; any thread. For a scalar column, and
// for a column of a list that no row has more than one element of, value i is that of row i;
// otherwise it is that of element i (see ListShape).
struct ColumnData {
  // Values; for a column of a tail, how many may ever be there.
  uint32_t size = 0;
  // Bytes of a stored value: 0 (all are zero, no array), 1, 2, 4 or 8. Stored values of 1 to 4
  // bytes are unsigned, of 8 bytes int64_t or double.
  uint8_t width = 0;
  // Values are codes: 0 is absent.
  bool is_code = false;
  // The stored values are doubles.
  bool is_real = false;
  // kReal only: values are integers / 10^7 (stored + base is the integer). Exact: such columns
  // are made only when every double is the nearest one to its decimal.
  bool is_decimal = false;
  const void* values = nullptr;
  // What a stored value stands for. Integers: stored + base. Absent values are stored as 0. Codes:
  // table[stored], or stored itself when there is no table; code 0 is absent.
  int64_t base = 0;
  const uint32_t* table = nullptr;
  uint32_t table_size = 0;
  // Integers of 1 or 2 bytes: some are absent, no value that is set is stored as 0, and so there is
  // no array of those that are present.
  bool zero_is_absent = false;
  // One byte a value, 1 when it is set; null when all are, or zeroes tell. Codes have none.
  const uint8_t* present = nullptr;

  template <typename T>
  const T* as() const {
    return static_cast<const T*>(values);
  }
  // Bytes held, for the cache that holds it.
  size_t bytes = 0;
  // Keeps the arrays.
  std::shared_ptr<const void> owner;
};

inline constexpr double kDecimalUnits = 1e7;

// Access to one value, for code that is not in a loop over rows. 0 when absent.
inline int64_t StoredAt(const ColumnData& data, uint32_t index) {
  switch (data.width) {
    case 1:
      return data.as<uint8_t>()[index];
    case 2:
      return data.as<uint16_t>()[index];
    case 4:
      return data.as<uint32_t>()[index];
    case 8:
      return data.is_real ? std::bit_cast<int64_t>(data.as<double>()[index])
                          : data.as<int64_t>()[index];
    default:
      return 0;
  }
}

// Of integers and codes.
inline int64_t IntegerAt(const ColumnData& data, uint32_t index) {
  const int64_t stored = StoredAt(data, index);
  return data.table != nullptr ? data.table[stored] : stored + data.base;
}

inline bool IsSet(const ColumnData& data, uint32_t index) {
  if (data.is_code) return IntegerAt(data, index) != 0;
  if (data.zero_is_absent) return StoredAt(data, index) != 0;
  return data.present == nullptr || data.present[index] != 0;
}

inline double RealAt(const ColumnData& data, uint32_t index) {
  const int64_t stored = StoredAt(data, index);
  if (data.is_decimal) return static_cast<double>(stored + data.base) / kDecimalUnits;
  return std::bit_cast<double>(stored);
}

// How the elements of a list lie over the rows of a segment.
struct ListShape {
  // No row has more than one element: columns of the list are by row, rows without an element
  // absent, and there are no offsets.
  bool is_flat = true;
  // Elements of row i are [offsets[i], offsets[i + 1]).
  const uint32_t* offsets = nullptr;
  // Of a list that is not flat: each of so many first rows has one element, whose number is the
  // row's. Who looks at no other rows may take the list for flat.
  uint32_t single_rows = 0;
  size_t bytes = 0;
  std::shared_ptr<const void> owner;
};

}  // namespace oxus::storage
