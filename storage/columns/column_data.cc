#include "storage/columns/column_data.h"

#include <bit>

namespace oxus::storage {

int64_t StoredAt(const ColumnData& data, uint32_t index) {
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

bool IsSet(const ColumnData& data, uint32_t index) {
  if (data.is_code) return IntegerAt(data, index) != 0;
  return data.present == nullptr || data.present[index] != 0;
}

int64_t IntegerAt(const ColumnData& data, uint32_t index) {
  const int64_t stored = StoredAt(data, index);
  return data.table != nullptr ? data.table[stored] : stored + data.base;
}

double RealAt(const ColumnData& data, uint32_t index) {
  const int64_t stored = StoredAt(data, index);
  if (data.is_decimal) return static_cast<double>(stored + data.base) / kDecimalUnits;
  return std::bit_cast<double>(stored);
}

}  // namespace oxus::storage
