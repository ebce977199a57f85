#include "storage/chunk.h"

#include <xxhash.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/coding.h"

namespace oxus::storage {
namespace {

constexpr uint8_t kChunkVersion = 1;
constexpr size_t kCountOffset = 1;
constexpr size_t kHeaderBytes = 1 + 4 + 8 + 8 + 8;
constexpr size_t kTrailerBytes = 8;
// Record flags: the low bits are the type.
constexpr uint8_t kTypeMask = 0x0f;
constexpr uint8_t kQuarantinedFlag = 0x10;

// The sequence is the seed, so that a record that turns up in another's place is noticed.
uint32_t RecordChecksum(uint64_t sequence, std::string_view record) {
  return static_cast<uint32_t>(XXH3_64bits_withSeed(record.data(), record.size(), sequence));
}

uint64_t ChainOf(std::string_view header_and_records) {
  return XXH3_64bits(header_and_records.data(), header_and_records.size());
}

absl::Status Damaged(uint64_t first_sequence, std::string_view what) {
  return absl::DataLossError(
      absl::StrCat("log chunk at sequence ", first_sequence, ": ", std::string(what)));
}

bool IsKnownType(uint8_t type) {
  return type >= static_cast<uint8_t>(RecordType::kEvent) &&
         type <= static_cast<uint8_t>(RecordType::kReport);
}

}  // namespace

ChunkWriter::ChunkWriter(uint64_t first_sequence, int64_t received_ms, uint64_t previous_chain)
    : first_sequence_(first_sequence) {
  bytes_.reserve(kChunkTargetBytes + (4 << 10));
  bytes_.push_back(static_cast<char>(kChunkVersion));
  AppendFixed32(bytes_, 0);  // count, known at Finish
  AppendFixed64(bytes_, first_sequence);
  AppendFixed64(bytes_, static_cast<uint64_t>(received_ms));
  AppendFixed64(bytes_, previous_chain);
}

void ChunkWriter::Add(const ChunkRecord& record) {
  const uint64_t sequence = first_sequence_ + count_;
  const size_t start = bytes_.size();
  const uint8_t flags =
      static_cast<uint8_t>(record.type) | (record.quarantined ? kQuarantinedFlag : 0);
  bytes_.push_back(static_cast<char>(flags));
  AppendVarint(bytes_, record.principal);
  AppendVarint(bytes_, record.previous_sequence == 0 ? 0 : sequence - record.previous_sequence);
  AppendVarint(bytes_, record.body.size());
  bytes_.append(record.body);
  AppendFixed32(bytes_, RecordChecksum(sequence, std::string_view(bytes_).substr(start)));
  ++count_;
}

std::string ChunkWriter::Finish(uint64_t* chain) && {
  for (int i = 0; i < 4; ++i) bytes_[kCountOffset + i] = static_cast<char>(count_ >> (8 * i));
  *chain = ChainOf(bytes_);
  AppendFixed64(bytes_, *chain);
  return std::move(bytes_);
}

absl::StatusOr<Chunk> Chunk::Decode(std::string_view bytes) {
  Chunk chunk;
  ByteReader reader(bytes);
  const uint8_t version = reader.Byte();
  const uint32_t count = reader.Fixed32();
  chunk.first_sequence_ = reader.Fixed64();
  chunk.received_ms_ = static_cast<int64_t>(reader.Fixed64());
  chunk.previous_chain_ = reader.Fixed64();
  if (bytes.size() < kHeaderBytes + kTrailerBytes) {
    return Damaged(chunk.first_sequence_, "too short");
  }
  if (version != kChunkVersion) {
    return Damaged(chunk.first_sequence_,
                   absl::StrCat("version ", version, ", expected ", kChunkVersion));
  }
  const std::string_view covered = bytes.substr(0, bytes.size() - kTrailerBytes);
  chunk.chain_ = ByteReader(bytes.substr(covered.size())).Fixed64();
  if (chunk.chain_ != ChainOf(covered)) return Damaged(chunk.first_sequence_, "checksum differs");

  ByteReader records(covered.substr(kHeaderBytes));
  chunk.records_.reserve(count);
  const char* const base = covered.data() + kHeaderBytes;
  size_t offset = 0;
  for (uint32_t i = 0; i < count; ++i) {
    ChunkRecord record;
    record.sequence = chunk.first_sequence_ + i;
    const uint8_t flags = records.Byte();
    record.quarantined = (flags & kQuarantinedFlag) != 0;
    record.principal = static_cast<uint32_t>(records.Varint());
    const uint64_t back = records.Varint();
    record.previous_sequence = back == 0 ? 0 : record.sequence - back;
    record.body = records.Bytes(records.Varint());
    if (!records.ok() || !IsKnownType(flags & kTypeMask)) {
      return Damaged(chunk.first_sequence_, absl::StrCat("record ", i, " cannot be read"));
    }
    record.type = static_cast<RecordType>(flags & kTypeMask);
    const size_t end = static_cast<size_t>(record.body.data() + record.body.size() - base);
    const std::string_view whole(base + offset, end - offset);
    if (records.Fixed32() != RecordChecksum(record.sequence, whole)) {
      return Damaged(chunk.first_sequence_, absl::StrCat("record ", i, ": checksum differs"));
    }
    offset = end + 4;
    chunk.records_.push_back(record);
  }
  if (!records.ok() || !records.empty()) return Damaged(chunk.first_sequence_, "trailing bytes");
  return chunk;
}

}  // namespace oxus::storage
