#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "storage/coding.h"
#include "storage/columns/aligned_array.h"

// Unsigned numbers as byte planes, as many as the largest of them needs.
namespace oxus::storage {

constexpr uint64_t ToZigZag(int64_t value) {
  return static_cast<uint64_t>(value) << 1 ^ static_cast<uint64_t>(value >> 63);
}
constexpr int64_t FromZigZag(uint64_t value) {
  return static_cast<int64_t>(value >> 1 ^ (0 - (value & 1)));
}

// Bytes that a number needs, 0..8.
int BytesFor(uint64_t value);
// 1, 2, 4 or 8.
int WidthFor(uint64_t value);

void AppendStream(std::string& out, std::span<const uint64_t> values);

// Numbers read back, in the narrowest type that holds their planes.
struct ValueStream {
  size_t size = 0;
  int width = 1;
  AlignedArray<uint8_t> bytes;

  template <typename T>
  const T* as() const {
    return reinterpret_cast<const T*>(bytes.data());
  }
};

// False when the stream is damaged.
bool ReadStream(ByteReader& in, size_t size, ValueStream* stream);

}  // namespace oxus::storage
