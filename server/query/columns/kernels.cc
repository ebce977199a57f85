#include "server/query/columns/kernels.h"

#include <bit>
#include <cstring>
#include <limits>

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

template <typename T>
inline __attribute__((always_inline)) void Set(const T* values, uint32_t count,
                                               const uint32_t* to_local, uint32_t* cells) {
  if (to_local == nullptr) {
    for (uint32_t i = 0; i < count; ++i) cells[i] = values[i];
  } else {
    for (uint32_t i = 0; i < count; ++i) cells[i] = to_local[values[i]];
  }
}

template <typename T>
inline __attribute__((always_inline)) void Append(const T* values, uint32_t count,
                                                  const uint32_t* to_local, uint32_t radix,
                                                  uint32_t* cells) {
  if (to_local == nullptr) {
    for (uint32_t i = 0; i < count; ++i) cells[i] = cells[i] * radix + values[i];
  } else {
    for (uint32_t i = 0; i < count; ++i) cells[i] = cells[i] * radix + to_local[values[i]];
  }
}

template <typename T>
inline __attribute__((always_inline)) void Gather(const T* values, const uint32_t* indexes,
                                                  uint32_t count, const uint32_t* to_local,
                                                  uint32_t radix, uint32_t* cells) {
  if (to_local == nullptr) {
    for (uint32_t i = 0; i < count; ++i) cells[i] = cells[i] * radix + values[indexes[i]];
  } else {
    for (uint32_t i = 0; i < count; ++i) cells[i] = cells[i] * radix + to_local[values[indexes[i]]];
  }
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
  uint32_t set = 0;
  for (uint32_t i = 0; i < count; ++i) set += mask[i];
  return set;
}

uint32_t Select(const uint8_t* mask, uint32_t count, uint32_t* rows) {
  uint32_t selected = 0;
  uint32_t i = 0;
  for (; i + 8 <= count; i += 8) {
    uint64_t eight;
    std::memcpy(&eight, mask + i, sizeof(eight));
    for (; eight != 0; eight &= eight - 1) {
      rows[selected++] = i + static_cast<uint32_t>(std::countr_zero(eight)) / 8;
    }
  }
  for (; i < count; ++i) {
    rows[selected] = i;
    selected += mask[i];
  }
  return selected;
}

OXUS_CLONES void SetDigit(const uint8_t* values, uint32_t count, const uint32_t* to_local,
                          uint32_t* cells) {
  Set(values, count, to_local, cells);
}

OXUS_CLONES void SetDigit(const uint16_t* values, uint32_t count, const uint32_t* to_local,
                          uint32_t* cells) {
  Set(values, count, to_local, cells);
}

OXUS_CLONES void SetDigit(const uint32_t* values, uint32_t count, const uint32_t* to_local,
                          uint32_t* cells) {
  Set(values, count, to_local, cells);
}

OXUS_CLONES void AppendDigit(const uint8_t* values, uint32_t count, const uint32_t* to_local,
                             uint32_t radix, uint32_t* cells) {
  Append(values, count, to_local, radix, cells);
}

OXUS_CLONES void AppendDigit(const uint16_t* values, uint32_t count, const uint32_t* to_local,
                             uint32_t radix, uint32_t* cells) {
  Append(values, count, to_local, radix, cells);
}

OXUS_CLONES void AppendDigit(const uint32_t* values, uint32_t count, const uint32_t* to_local,
                             uint32_t radix, uint32_t* cells) {
  Append(values, count, to_local, radix, cells);
}

void GatherDigit(const uint8_t* values, const uint32_t* indexes, uint32_t count,
                 const uint32_t* to_local, uint32_t radix, uint32_t* cells) {
  Gather(values, indexes, count, to_local, radix, cells);
}

void GatherDigit(const uint16_t* values, const uint32_t* indexes, uint32_t count,
                 const uint32_t* to_local, uint32_t radix, uint32_t* cells) {
  Gather(values, indexes, count, to_local, radix, cells);
}

void GatherDigit(const uint32_t* values, const uint32_t* indexes, uint32_t count,
                 const uint32_t* to_local, uint32_t radix, uint32_t* cells) {
  Gather(values, indexes, count, to_local, radix, cells);
}

}  // namespace oxus::query::kernels
