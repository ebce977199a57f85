#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>

#include "storage/coding.h"
#include "storage/columns/aligned_array.h"
#include "storage/columns/byte_planes.h"
#include "storage/columns/column_block.h"
#include "storage/columns/value_stream.h"

namespace oxus::storage {
namespace {

// Everything in a body before its stream.
struct BlockHead {
  Content content = Content::kIntegers;
  uint32_t size = 0;
  uint32_t set = 0;
  AlignedArray<uint8_t> present;
  int width = 0;
  int64_t base = 0;
  // See ColumnData.
  bool zero_is_absent = false;
  Encoding encoding = Encoding::kOffset;
  // kOffset and kDelta.
  uint64_t min = 0;
  uint64_t factor = 1;
  // kTable.
  std::vector<int64_t> table;
};

// Arrays of a decoded column.
struct Arrays {
  AlignedArray<uint8_t> values;
  AlignedArray<uint8_t> present;
  AlignedArray<uint32_t> table;
};

// By the bits of a byte, a byte each, in the order of memory.
constexpr std::array<std::array<uint8_t, 8>, 256> kBytesOfBits = [] {
  std::array<std::array<uint8_t, 8>, 256> bytes{};
  for (unsigned bits = 0; bits < 256; ++bits) {
    for (unsigned i = 0; i < 8; ++i) bytes[bits][i] = bits >> i & 1;
  }
  return bytes;
}();

bool ReadPresence(ByteReader& in, BlockHead& head) {
  const uint8_t kind = in.Byte();
  head.set = head.size;
  if (kind == 0) return true;
  std::vector<uint8_t> bits((head.size + 7) / 8);
  if (kind != 1 || !ReadPlane(in, bits)) return false;
  // Bits after the last value are zero.
  if (head.size % 8 != 0 && bits.back() >> head.size % 8 != 0) return false;
  head.present = AlignedArray<uint8_t>(head.size);
  head.set = 0;
  uint8_t* out = head.present.data();
  for (const uint8_t byte : bits) {
    std::memcpy(out, kBytesOfBits[byte].data(), 8);
    out += 8;
    head.set += static_cast<uint32_t>(std::popcount(byte));
  }
  return true;
}

bool ReadTable(ByteReader& in, BlockHead& head) {
  const uint64_t count = in.Varint();
  if (!in.ok() || count == 0 || count > 65'536) return false;
  head.table.resize(count);
  uint64_t value = 0;
  for (int64_t& entry : head.table) {
    value += static_cast<uint64_t>(FromZigZag(in.Varint()));
    entry = static_cast<int64_t>(value);
  }
  return in.ok();
}

bool ReadHead(ByteReader& in, uint32_t size, BlockHead& head) {
  head.content = static_cast<Content>(in.Byte());
  if (head.content < Content::kIntegers || head.content > Content::kDoubles) return false;
  if (in.Varint() != size || !in.ok()) return false;
  head.size = size;
  if (!ReadPresence(in, head)) return false;
  head.width = in.Byte();
  if (head.width > 8 || !std::has_single_bit(static_cast<unsigned>(head.width))) return false;
  head.base = FromZigZag(in.Varint());
  head.encoding = static_cast<Encoding>(in.Byte());
  if (head.encoding == Encoding::kTable) return ReadTable(in, head);
  head.min = static_cast<uint64_t>(FromZigZag(in.Varint()));
  head.factor = in.Varint();
  return in.ok() && (head.encoding == Encoding::kOffset || head.encoding == Encoding::kDelta);
}

template <typename In, typename Out>
void FromOffsets(const In* in, size_t size, const BlockHead& head, Out* out) {
  const Out factor = static_cast<Out>(head.factor);
  const Out shift = static_cast<Out>(head.min - static_cast<uint64_t>(head.base));
  for (size_t i = 0; i < size; ++i) {
    out[i] = static_cast<Out>(static_cast<Out>(in[i]) * factor + shift);
  }
}

template <typename In, typename Out>
void FromDeltas(const In* in, size_t size, const BlockHead& head, Out* out) {
  const uint64_t shift = head.min - static_cast<uint64_t>(head.base);
  uint64_t value = 0;
  for (size_t i = 0; i < size; ++i) {
    value += static_cast<uint64_t>(FromZigZag(in[i]));
    out[i] = static_cast<Out>(value * head.factor + shift);
  }
}

template <typename Out>
void FromTable(const uint8_t* in, size_t size, const BlockHead& head, Out* out) {
  std::array<Out, 256> table{};
  for (size_t i = 0; i < head.table.size(); ++i) {
    table[i] =
        static_cast<Out>(static_cast<uint64_t>(head.table[i]) - static_cast<uint64_t>(head.base));
  }
  for (size_t i = 0; i < size; ++i) out[i] = table[in[i]];
}

template <typename In, typename Out>
bool FromStream(const ValueStream& stream, const BlockHead& head, Out* out) {
  switch (head.encoding) {
    case Encoding::kOffset:
      FromOffsets(stream.as<In>(), stream.size, head, out);
      return true;
    case Encoding::kDelta:
      FromDeltas(stream.as<In>(), stream.size, head, out);
      return true;
    case Encoding::kTable:
      if (sizeof(In) != 1 || head.table.size() > 256) return false;
      FromTable(stream.as<uint8_t>(), stream.size, head, out);
      return true;
  }
  return false;
}

template <typename Out>
bool DecodeStream(const ValueStream& stream, const BlockHead& head, Out* out) {
  switch (stream.width) {
    case 1:
      return FromStream<uint8_t>(stream, head, out);
    case 2:
      return FromStream<uint16_t>(stream, head, out);
    case 4:
      return FromStream<uint32_t>(stream, head, out);
    default:
      return FromStream<uint64_t>(stream, head, out);
  }
}

// Moves the set values to their places; absent ones become 0.
template <typename Out>
void Spread(const Out* packed, const BlockHead& head, Out* out) {
  uint32_t next = 0;
  for (uint32_t i = 0; i < head.size; ++i) {
    const uint8_t present = head.present[i];
    // Without a branch, which would often be mispredicted. There is a zero after the last one.
    out[i] = static_cast<Out>(packed[next] * present);
    next += present;
  }
}

// Where the width leaves room, stores what is set as 1 or more: scans then read one array less.
template <typename Out>
void LetZeroBeAbsent(Out* packed, BlockHead* head) {
  if (sizeof(Out) > 2 || head->content != Content::kIntegers || head->set == 0) return;
  const auto [least, most] = std::minmax_element(packed, packed + head->set);
  const Out lift = *least == 0 ? 1 : 0;
  if (lift != 0 && *most == std::numeric_limits<Out>::max()) return;
  if (lift != 0 && head->base == std::numeric_limits<int64_t>::min()) return;
  for (uint32_t i = 0; i < head->set; ++i) packed[i] = static_cast<Out>(packed[i] + lift);
  head->base -= lift;
  head->zero_is_absent = true;
}

template <typename Out>
bool DecodeValues(const ValueStream& stream, BlockHead* head, AlignedArray<uint8_t>* values) {
  *values = AlignedArray<uint8_t>(head->size * sizeof(Out));
  Out* const out = reinterpret_cast<Out*>(values->data());
  if (head->present.data() == nullptr) return DecodeStream(stream, *head, out);
  AlignedArray<Out> packed(head->set);
  if (!DecodeStream(stream, *head, packed.data())) return false;
  LetZeroBeAbsent(packed.data(), head);
  Spread(packed.data(), *head, out);
  if (head->zero_is_absent) head->present = AlignedArray<uint8_t>();
  return true;
}

bool DecodeNumbers(const ValueStream& stream, BlockHead* head, AlignedArray<uint8_t>* out) {
  switch (head->width) {
    case 1:
      return DecodeValues<uint8_t>(stream, head, out);
    case 2:
      return DecodeValues<uint16_t>(stream, head, out);
    case 4:
      return DecodeValues<uint32_t>(stream, head, out);
    default:
      return DecodeValues<uint64_t>(stream, head, out);
  }
}

template <typename T>
bool AllBelow(const ValueStream& stream, size_t limit) {
  const T* const values = stream.as<T>();
  T max = 0;
  for (size_t i = 0; i < stream.size; ++i) max = std::max(max, values[i]);
  return max < limit;
}

// Indexes of codes stay indexes; the table goes along.
bool DecodeIndexes(ValueStream stream, const BlockHead& head, Arrays* arrays) {
  const size_t limit = head.table.size();
  const bool sound = stream.width == 1   ? AllBelow<uint8_t>(stream, limit)
                     : stream.width == 2 ? AllBelow<uint16_t>(stream, limit)
                                         : false;
  if (!sound || stream.width != head.width) return false;
  arrays->table = AlignedArray<uint32_t>(limit);
  for (size_t i = 0; i < limit; ++i) arrays->table[i] = static_cast<uint32_t>(head.table[i]);
  arrays->values = std::move(stream.bytes);
  return true;
}

std::shared_ptr<const ColumnData> Assemble(const BlockHead& head, Arrays made) {
  const auto arrays = std::make_shared<const Arrays>(std::move(made));
  auto data = std::make_shared<ColumnData>();
  data->size = head.size;
  data->width = static_cast<uint8_t>(head.width);
  data->is_code = head.content == Content::kCodes;
  data->is_real = head.content == Content::kDoubles;
  data->is_decimal = head.content == Content::kDecimals;
  data->values = arrays->values.data();
  data->base = head.base;
  data->zero_is_absent = head.zero_is_absent;
  data->table = arrays->table.data();
  data->table_size = static_cast<uint32_t>(arrays->table.size());
  data->present = arrays->present.data();
  data->bytes = sizeof(ColumnData) + sizeof(Arrays) + arrays->values.bytes() +
                arrays->present.bytes() + arrays->table.bytes();
  data->owner = arrays;
  return data;
}

}  // namespace

std::shared_ptr<const ColumnData> DecodeColumnBlock(std::string_view body, uint32_t size) {
  ByteReader in(body);
  BlockHead head;
  ValueStream stream;
  if (!ReadHead(in, size, head) || !ReadStream(in, head.set, &stream) || !in.empty()) {
    return nullptr;
  }
  Arrays arrays;
  const bool indexes = head.content == Content::kCodes && head.encoding == Encoding::kTable;
  if (indexes ? !DecodeIndexes(std::move(stream), head, &arrays)
              : !DecodeNumbers(stream, &head, &arrays.values)) {
    return nullptr;
  }
  arrays.present = std::move(head.present);
  return Assemble(head, std::move(arrays));
}

}  // namespace oxus::storage
