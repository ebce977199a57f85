#include "storage/columns/value_stream.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <vector>

#include "storage/columns/byte_planes.h"

namespace oxus::storage {
namespace {

template <typename T>
bool ReadPlanes(ByteReader& in, size_t size, int planes, T* out) {
  AlignedArray<uint8_t> plane(size);
  for (int i = 0; i < planes; ++i) {
    if (!ReadPlane(in, {plane.data(), size})) return false;
    const uint8_t* const from = plane.data();
    const int shift = 8 * i;
    if (i == 0) {
      for (size_t j = 0; j < size; ++j) out[j] = from[j];
    } else {
      for (size_t j = 0; j < size; ++j) out[j] |= static_cast<T>(static_cast<T>(from[j]) << shift);
    }
  }
  return true;
}

}  // namespace

int BytesFor(uint64_t value) { return (std::bit_width(value) + 7) / 8; }

int WidthFor(uint64_t value) {
  return static_cast<int>(std::bit_ceil(static_cast<unsigned>(std::max(1, BytesFor(value)))));
}

void AppendStream(std::string& out, std::span<const uint64_t> values) {
  uint64_t bits = 0;
  for (const uint64_t value : values) bits |= value;
  const int planes = BytesFor(bits);
  out.push_back(static_cast<char>(planes));
  std::vector<uint8_t> plane(values.size());
  for (int i = 0; i < planes; ++i) {
    for (size_t j = 0; j < values.size(); ++j) plane[j] = static_cast<uint8_t>(values[j] >> 8 * i);
    AppendPlane(out, plane);
  }
}

bool ReadStream(ByteReader& in, size_t size, ValueStream* stream) {
  const int planes = in.Byte();
  if (!in.ok() || planes > 8) return false;
  stream->size = size;
  stream->width = static_cast<int>(std::bit_ceil(static_cast<unsigned>(std::max(1, planes))));
  stream->bytes = AlignedArray<uint8_t>(size * stream->width);
  uint8_t* const bytes = stream->bytes.data();
  switch (planes) {
    case 0:
      std::memset(bytes, 0, size);
      return true;
    case 1:
      return ReadPlane(in, {bytes, size});
    case 2:
      return ReadPlanes(in, size, planes, reinterpret_cast<uint16_t*>(bytes));
    case 3:
    case 4:
      return ReadPlanes(in, size, planes, reinterpret_cast<uint32_t*>(bytes));
    default:
      return ReadPlanes(in, size, planes, reinterpret_cast<uint64_t*>(bytes));
  }
}

}  // namespace oxus::storage
