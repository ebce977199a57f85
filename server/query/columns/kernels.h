#pragma once

#include <cstdint>

// The loops over rows. Arrays may be read up to 64 bytes beyond `count`. Masks hold one byte a
// row, 0 or 1. Built for AVX2 and for the baseline; both give the same bits.
namespace oxus::query::kernels {

// out = low <= value <= high, as stored. An empty range (low > high) gives zeroes.
void InRange(const uint8_t* values, uint32_t count, int64_t low, int64_t high, uint8_t* out);
void InRange(const uint16_t* values, uint32_t count, int64_t low, int64_t high, uint8_t* out);
void InRange(const uint32_t* values, uint32_t count, int64_t low, int64_t high, uint8_t* out);
void InRange(const int64_t* values, uint32_t count, int64_t low, int64_t high, uint8_t* out);
void InRange(const double* values, uint32_t count, double low, double high, uint8_t* out);

// out = table[value]; every value must be below the table's size.
void InTable(const uint8_t* values, uint32_t count, const uint8_t* table, uint8_t* out);
void InTable(const uint16_t* values, uint32_t count, const uint8_t* table, uint8_t* out);
void InTable(const uint32_t* values, uint32_t count, const uint8_t* table, uint8_t* out);

void And(uint8_t* mask, const uint8_t* other, uint32_t count);
void AndNot(uint8_t* mask, const uint8_t* other, uint32_t count);
void Or(uint8_t* mask, const uint8_t* other, uint32_t count);
void Not(uint8_t* mask, uint32_t count);
uint32_t CountSet(const uint8_t* mask, uint32_t count);

// The numbers first + i of the rows that are set, ascending; `rows` has room for count + 16.
// Returns how many.
uint32_t Select(const uint8_t* mask, uint32_t count, uint32_t* rows, uint32_t first = 0);

// How values become digits of a cell's number.
struct Digits {
  // By value; null: the value itself.
  const uint32_t* to_local = nullptr;
  // Null when all values are set. Needs to_local.
  const uint8_t* present = nullptr;
  uint32_t absent = 0;
};

// cells = digit of the value.
void SetDigit(const uint8_t* values, uint32_t count, const Digits& digits, uint32_t* cells);
void SetDigit(const uint16_t* values, uint32_t count, const Digits& digits, uint32_t* cells);
void SetDigit(const uint32_t* values, uint32_t count, const Digits& digits, uint32_t* cells);

// cells = cells * radix + digit of the value.
void AppendDigit(const uint8_t* values, uint32_t count, const Digits& digits, uint32_t radix,
                 uint32_t* cells);
void AppendDigit(const uint16_t* values, uint32_t count, const Digits& digits, uint32_t radix,
                 uint32_t* cells);
void AppendDigit(const uint32_t* values, uint32_t count, const Digits& digits, uint32_t radix,
                 uint32_t* cells);

// The same two for the values at `indexes`.
void GatherFirst(const uint8_t* values, const uint32_t* indexes, uint32_t count,
                 const Digits& digits, uint32_t* cells);
void GatherFirst(const uint16_t* values, const uint32_t* indexes, uint32_t count,
                 const Digits& digits, uint32_t* cells);
void GatherFirst(const uint32_t* values, const uint32_t* indexes, uint32_t count,
                 const Digits& digits, uint32_t* cells);
void GatherDigit(const uint8_t* values, const uint32_t* indexes, uint32_t count,
                 const Digits& digits, uint32_t radix, uint32_t* cells);
void GatherDigit(const uint16_t* values, const uint32_t* indexes, uint32_t count,
                 const Digits& digits, uint32_t radix, uint32_t* cells);
void GatherDigit(const uint32_t* values, const uint32_t* indexes, uint32_t count,
                 const Digits& digits, uint32_t radix, uint32_t* cells);

}  // namespace oxus::query::kernels
