#include "server/query/columns/kernels.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

// Sanitizers and the resolvers that target_clones makes do not go together.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define OXUS_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define OXUS_CLONES
#endif

namespace oxus::query::kernels {
namespace {

// Brings a range into the type's own; false when nothing can be in it.
template <typename T>
bool Clamp(int64_t& low, int64_t& high) {
  low = low < 0 ? 0 : low;
  const auto most = static_cast<int64_t>(std::numeric_limits<T>::max());
  high = high > most ? most : high;
  return low <= high;
}

template <typename T>
inline __attribute__((always_inline)) void InUnsignedRange(const T* values, uint32_t count, T low,
                                                           T span, uint8_t* out) {
  for (uint32_t i = 0; i < count; ++i) out[i] = static_cast<T>(values[i] - low) <= span;
}

template <typename T>
inline __attribute__((always_inline)) void LookUp(const T* values, uint32_t count,
                                                  const uint8_t* table, uint8_t* out) {
  for (uint32_t i = 0; i < count; ++i) out[i] = table[values[i]];
}

// Calls store(i, digit) with the digit of values[at(i)] for each i.
template <typename T, typename At, typename Store>
inline __attribute__((always_inline)) void ForDigits(const T* values, uint32_t count,
                                                     const Digits& digits, At at, Store store) {
  const uint32_t* const to_local = digits.to_local;
  const uint8_t* const present = digits.present;
  const uint32_t absent = digits.absent;
  if (to_local == nullptr) {
    for (uint32_t i = 0; i < count; ++i) store(i, values[at(i)]);
  } else if (present == nullptr) {
    for (uint32_t i = 0; i < count; ++i) store(i, to_local[values[at(i)]]);
  } else {
    for (uint32_t i = 0; i < count; ++i) {
      const uint32_t local = to_local[values[at(i)]];
      store(i, present[at(i)] != 0 ? local : absent);
    }
  }
}

struct InOrder {
  inline __attribute__((always_inline)) uint32_t operator()(uint32_t i) const { return i; }
};

struct ByIndex {
  const uint32_t* indexes;
  inline __attribute__((always_inline)) uint32_t operator()(uint32_t i) const { return indexes[i]; }
};

struct StoreFirst {
  uint32_t* cells;
  inline __attribute__((always_inline)) void operator()(uint32_t i, uint32_t digit) const {
    cells[i] = digit;
  }
};

struct StoreNext {
  uint32_t* cells;
  uint32_t radix;
  inline __attribute__((always_inline)) void operator()(uint32_t i, uint32_t digit) const {
    cells[i] = cells[i] * radix + digit;
  }
};

// A bit for each of 64 rows, the first lowest.
inline __attribute__((always_inline)) uint64_t BitsOf64(const uint8_t* mask) {
  uint64_t bits = 0;
#ifdef __SSE2__
  for (int i = 0; i < 4; ++i) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(mask + 16 * i));
    // Of each byte only the highest bit is taken.
    const int some = _mm_movemask_epi8(_mm_slli_epi16(bytes, 7));
    bits |= uint64_t{static_cast<uint32_t>(some)} << (16 * i);
  }
#else
  for (int i = 0; i < 8; ++i) {
    uint64_t eight;
    std::memcpy(&eight, mask + 8 * i, sizeof(eight));
    // Brings the lowest bit of each byte into the highest byte.
    bits |= (eight * 0x0102'0408'1020'4080 >> 56) << (8 * i);
  }
#endif
  return bits;
}

// Writes the numbers of the next four bits that are set, and anything after the last of them.
inline __attribute__((always_inline)) uint64_t Write4(uint64_t bits, uint32_t first,
                                                      uint32_t* rows) {
  // So that there always is a bit to find.
  constexpr uint64_t kLast = uint64_t{1} << 63;
  for (int i = 0; i < 4; ++i) {
    rows[i] = first + static_cast<uint32_t>(__builtin_ctzll(bits | kLast));
    bits &= bits - 1;
  }
  return bits;
}

}  // namespace

OXUS_CLONES void InRange(const uint8_t* values, uint32_t count, int64_t low, int64_t high,
                         uint8_t* out) {
  if (!Clamp<uint8_t>(low, high)) {
    std::memset(out, 0, count);
    return;
  }
  InUnsignedRange(values, count, static_cast<uint8_t>(low), static_cast<uint8_t>(high - low), out);
}

OXUS_CLONES void InRange(const uint16_t* values, uint32_t count, int64_t low, int64_t high,
                         uint8_t* out) {
  if (!Clamp<uint16_t>(low, high)) {
    std::memset(out, 0, count);
    return;
  }
  InUnsignedRange(values, count, static_cast<uint16_t>(low), static_cast<uint16_t>(high - low),
                  out);
}

OXUS_CLONES void InRange(const uint32_t* values, uint32_t count, int64_t low, int64_t high,
                         uint8_t* out) {
  if (!Clamp<uint32_t>(low, high)) {
    std::memset(out, 0, count);
    return;
  }
  InUnsignedRange(values, count, static_cast<uint32_t>(low), static_cast<uint32_t>(high - low),
                  out);
}

OXUS_CLONES void InRange(const int64_t* values, uint32_t count, int64_t low, int64_t high,
                         uint8_t* out) {
  for (uint32_t i = 0; i < count; ++i) {
    out[i] = static_cast<uint8_t>(values[i] >= low) & static_cast<uint8_t>(values[i] <= high);
  }
}

OXUS_CLONES void InRange(const double* values, uint32_t count, double low, double high,
                         uint8_t* out) {
  for (uint32_t i = 0; i < count; ++i) {
    out[i] = static_cast<uint8_t>(values[i] >= low) & static_cast<uint8_t>(values[i] <= high);
  }
}

void InTable(const uint8_t* values, uint32_t count, const uint8_t* table, uint8_t* out) {
  LookUp(values, count, table, out);
}

void InTable(const uint16_t* values, uint32_t count, const uint8_t* table, uint8_t* out) {
  LookUp(values, count, table, out);
}

void InTable(const uint32_t* values, uint32_t count, const uint8_t* table, uint8_t* out) {
  LookUp(values, count, table, out);
}

OXUS_CLONES void And(uint8_t* mask, const uint8_t* other, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) mask[i] &= other[i];
}

OXUS_CLONES void AndNot(uint8_t* mask, const uint8_t* other, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) mask[i] &= static_cast<uint8_t>(other[i] ^ 1);
}

OXUS_CLONES void Or(uint8_t* mask, const uint8_t* other, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) mask[i] |= other[i];
}

OXUS_CLONES void Not(uint8_t* mask, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) mask[i] ^= 1;
}

OXUS_CLONES uint32_t CountSet(const uint8_t* mask, uint32_t count) {
  // Each byte of a sum counts up to 255, so bytes are added as they lie.
  constexpr uint32_t kMostTurns = 255;
  using Bytes [[gnu::vector_size(32)]] = uint8_t;
  uint32_t set = 0;
  uint32_t i = 0;
  while (i + sizeof(Bytes) <= count) {
    const uint32_t turns = std::min<uint32_t>((count - i) / sizeof(Bytes), kMostTurns);
    Bytes sums{};
    for (uint32_t turn = 0; turn < turns; ++turn, i += sizeof(Bytes)) {
      Bytes next;
      std::memcpy(&next, mask + i, sizeof(next));
      sums += next;
    }
    for (size_t byte = 0; byte < sizeof(Bytes); ++byte) set += sums[byte];
  }
  for (; i < count; ++i) set += mask[i];
  return set;
}

OXUS_CLONES uint32_t Select(const uint8_t* mask, uint32_t count, uint32_t* rows, uint32_t first) {
  uint32_t* next = rows;
  uint32_t i = 0;
  for (; i + 64 <= count; i += 64) {
    uint64_t bits = BitsOf64(mask + i);
    if (bits == 0) continue;
    const int set = std::popcount(bits);
    // By fours: a branch a row would often be mispredicted.
    for (int written = 0; written < set; written += 4) {
      bits = Write4(bits, first + i, next + written);
    }
    next += set;
  }
  for (; i < count; ++i) {
    *next = first + i;
    next += mask[i];
  }
  return static_cast<uint32_t>(next - rows);
}

OXUS_CLONES void SetDigit(const uint8_t* values, uint32_t count, const Digits& digits,
                          uint32_t* cells) {
  ForDigits(values, count, digits, InOrder{}, StoreFirst{cells});
}

OXUS_CLONES void SetDigit(const uint16_t* values, uint32_t count, const Digits& digits,
                          uint32_t* cells) {
  ForDigits(values, count, digits, InOrder{}, StoreFirst{cells});
}

OXUS_CLONES void SetDigit(const uint32_t* values, uint32_t count, const Digits& digits,
                          uint32_t* cells) {
  ForDigits(values, count, digits, InOrder{}, StoreFirst{cells});
}

OXUS_CLONES void AppendDigit(const uint8_t* values, uint32_t count, const Digits& digits,
                             uint32_t radix, uint32_t* cells) {
  ForDigits(values, count, digits, InOrder{}, StoreNext{cells, radix});
}

OXUS_CLONES void AppendDigit(const uint16_t* values, uint32_t count, const Digits& digits,
                             uint32_t radix, uint32_t* cells) {
  ForDigits(values, count, digits, InOrder{}, StoreNext{cells, radix});
}

OXUS_CLONES void AppendDigit(const uint32_t* values, uint32_t count, const Digits& digits,
                             uint32_t radix, uint32_t* cells) {
  ForDigits(values, count, digits, InOrder{}, StoreNext{cells, radix});
}

void GatherFirst(const uint8_t* values, const uint32_t* indexes, uint32_t count,
                 const Digits& digits, uint32_t* cells) {
  ForDigits(values, count, digits, ByIndex{indexes}, StoreFirst{cells});
}

void GatherFirst(const uint16_t* values, const uint32_t* indexes, uint32_t count,
                 const Digits& digits, uint32_t* cells) {
  ForDigits(values, count, digits, ByIndex{indexes}, StoreFirst{cells});
}

void GatherFirst(const uint32_t* values, const uint32_t* indexes, uint32_t count,
                 const Digits& digits, uint32_t* cells) {
  ForDigits(values, count, digits, ByIndex{indexes}, StoreFirst{cells});
}

void GatherDigit(const uint8_t* values, const uint32_t* indexes, uint32_t count,
                 const Digits& digits, uint32_t radix, uint32_t* cells) {
  ForDigits(values, count, digits, ByIndex{indexes}, StoreNext{cells, radix});
}

void GatherDigit(const uint16_t* values, const uint32_t* indexes, uint32_t count,
                 const Digits& digits, uint32_t radix, uint32_t* cells) {
  ForDigits(values, count, digits, ByIndex{indexes}, StoreNext{cells, radix});
}

void GatherDigit(const uint32_t* values, const uint32_t* indexes, uint32_t count,
                 const Digits& digits, uint32_t radix, uint32_t* cells) {
  ForDigits(values, count, digits, ByIndex{indexes}, StoreNext{cells, radix});
}

}  // namespace oxus::query::kernels
