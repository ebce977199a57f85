#include "storage/columns/sealed_segment.h"

#include <limits>
#include <optional>
#include <utility>

#include "storage/columns/aligned_array.h"
#include "storage/columns/block_seal.h"
#include "storage/columns/column_block.h"
#include "storage/columns/segment_header.h"

namespace oxus::storage {
namespace {

// Says of every value that it is absent. Never written; takes no memory until it is read.
alignas(64) uint8_t no_presence[kSegmentElements + 128];

std::shared_ptr<ColumnData> WithoutArrays(const ColumnInfo& info, uint32_t size) {
  auto data = std::make_shared<ColumnData>();
  data->size = size;
  data->is_code = info.type == ColumnType::kCode;
  data->is_decimal = info.type == ColumnType::kReal;
  data->bytes = sizeof(ColumnData);
  return data;
}

std::shared_ptr<const ColumnData> AllAbsent(const ColumnInfo& info, uint32_t size) {
  const std::shared_ptr<ColumnData> data = WithoutArrays(info, size);
  if (!data->is_code) data->present = no_presence;
  return data;
}

std::shared_ptr<const ColumnData> Constant(const ColumnInfo& info, uint32_t size, int64_t value) {
  const std::shared_ptr<ColumnData> data = WithoutArrays(info, size);
  if (!data->is_code) {
    data->base = value;
    return data;
  }
  const auto table = std::make_shared<AlignedArray<uint32_t>>(1);
  (*table)[0] = static_cast<uint32_t>(value);
  data->table = table->data();
  data->table_size = 1;
  data->bytes += table->bytes();
  data->owner = table;
  return data;
}

// Where the rows end that have these lengths.
template <typename T>
uint64_t AddUp(const ColumnData& lengths, AlignedArray<uint32_t>& offsets) {
  uint64_t end = 0;
  offsets[0] = 0;
  for (uint32_t row = 0; row < lengths.size; ++row) {
    end += static_cast<uint64_t>(lengths.base) + lengths.as<T>()[row];
    offsets[row + 1] = static_cast<uint32_t>(end);
  }
  return end;
}

// Null when the lengths of rows are damaged or do not add up to `elements`.
std::shared_ptr<const ListShape> DecodeShape(std::string_view body, uint32_t rows,
                                             uint32_t elements) {
  const std::shared_ptr<const ColumnData> lengths = DecodeColumnBlock(body, rows);
  if (lengths == nullptr || lengths->present != nullptr || lengths->zero_is_absent) return nullptr;
  if (lengths->base < 0 || lengths->base > elements) return nullptr;
  const auto offsets = std::make_shared<AlignedArray<uint32_t>>(rows + 1);
  uint64_t end = 0;
  switch (lengths->width) {
    case 1:
      end = AddUp<uint8_t>(*lengths, *offsets);
      break;
    case 2:
      end = AddUp<uint16_t>(*lengths, *offsets);
      break;
    case 4:
      end = AddUp<uint32_t>(*lengths, *offsets);
      break;
    default:
      return nullptr;
  }
  if (end != elements) return nullptr;
  return std::make_shared<const ListShape>(ListShape{.is_flat = false,
                                                     .offsets = offsets->data(),
                                                     .bytes = sizeof(ListShape) + offsets->bytes(),
                                                     .owner = offsets});
}

}  // namespace

absl::StatusOr<std::shared_ptr<SealedSegment>> SealedSegment::Open(uint64_t first_sequence,
                                                                   std::string_view header,
                                                                   const Shelf& shelf) {
  const absl::StatusOr<std::string_view> body = UnsealBlock(header, first_sequence, kHeaderBlock);
  if (!body.ok()) return body.status();
  std::optional<SegmentHeader> decoded = DecodeHeader(*body);
  if (!decoded) return BlockDamage(first_sequence, kHeaderBlock, "unreadable");
  return std::shared_ptr<SealedSegment>(
      new SealedSegment(first_sequence, std::make_shared<const SegmentHeader>(*decoded), shelf));
}

std::shared_ptr<SealedSegment> SealedSegment::Of(const EncodedSegment& encoded,
                                                 const Shelf& shelf) {
  return std::shared_ptr<SealedSegment>(
      new SealedSegment(encoded.first_sequence, encoded.header, shelf));
}

SealedSegment::SealedSegment(uint64_t first_sequence, std::shared_ptr<const SegmentHeader> header,
                             const Shelf& shelf)
    : Segment(first_sequence), header_(std::move(header)), shelf_(shelf) {}

SealedSegment::~SealedSegment() = default;

uint32_t SealedSegment::rows() const { return header_->rows; }

bool SealedSegment::HasHeader(const SegmentHeader& header) const {
  return EncodeHeader(header) == EncodeHeader(*header_);
}

size_t SealedSegment::bytes() const {
  return sizeof(*this) + sizeof(SegmentHeader) + marks().bytes();
}

Zone SealedSegment::zone(Column column) const {
  const ColumnInfo& info = InfoOf(column);
  Zone zone = header_->column(column).zone;
  if (info.type == ColumnType::kReal) {
    zone.min = std::numeric_limits<int64_t>::min();
    zone.max = std::numeric_limits<int64_t>::max();
  }
  return zone;
}

template <typename T, typename Decode>
absl::StatusOr<ColumnCache::Entry> SealedSegment::ReadBlock(BlockId block,
                                                            const Decode& decode) const {
  const absl::StatusOr<std::string> bytes = shelf_.reader(first_sequence(), block);
  if (!bytes.ok()) return bytes.status();
  const absl::StatusOr<std::string_view> body = UnsealBlock(*bytes, first_sequence(), block);
  if (!body.ok()) return body.status();
  std::shared_ptr<const T> decoded = decode(*body);
  if (decoded == nullptr) return BlockDamage(first_sequence(), block, "unreadable");
  const size_t size = decoded->bytes;
  return ColumnCache::Entry{std::move(decoded), size};
}

template <typename T, typename Decode>
absl::StatusOr<std::shared_ptr<const T>> SealedSegment::LoadBlock(BlockId block,
                                                                  const Decode& decode) const {
  absl::StatusOr<std::shared_ptr<const void>> held =
      shelf_.cache.Get({first_sequence(), block}, [&] { return ReadBlock<T>(block, decode); });
  if (absl::IsDataLoss(held.status())) {
    shelf_.damage.Add(first_sequence(), std::string(held.status().message()));
  }
  if (!held.ok()) return held.status();
  return std::static_pointer_cast<const T>(*std::move(held));
}

absl::StatusOr<std::shared_ptr<const ColumnData>> SealedSegment::Load(Column column) const {
  const ColumnInfo& info = InfoOf(column);
  const ColumnEntry& entry = header_->column(column);
  const uint32_t size = header_->values(info);
  switch (entry.place) {
    case ColumnPlace::kNowhere:
      return AllAbsent(info, size);
    case ColumnPlace::kConstant:
      return Constant(info, size, entry.zone.min);
    case ColumnPlace::kShared:
      return Load(entry.shared_with);
    case ColumnPlace::kBlock:
      break;
  }
  return LoadBlock<ColumnData>(
      BlockOf(column), [size](std::string_view body) { return DecodeColumnBlock(body, size); });
}

absl::StatusOr<std::shared_ptr<const ListShape>> SealedSegment::LoadShape(List list) const {
  const ListEntry& entry = header_->lists[static_cast<size_t>(list)];
  if (entry.place == ShapePlace::kFlat) return std::make_shared<const ListShape>();
  return LoadBlock<ListShape>(BlockOf(list), [this, &entry](std::string_view body) {
    return DecodeShape(body, header_->rows, entry.values);
  });
}

}  // namespace oxus::storage
