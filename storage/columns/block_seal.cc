#include "storage/columns/block_seal.h"

#include <xxhash.h>

#include "fmt/format.h"
#include "storage/coding.h"

namespace oxus::storage {
namespace {

constexpr size_t kChecksumBytes = 8;

uint64_t Checksum(std::string_view bytes, uint64_t first_sequence, BlockId block) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), first_sequence << 8 | block);
}

std::string NameOf(uint64_t first_sequence, BlockId block) {
  if (block == kHeaderBlock) return fmt::format("segment {}, header", first_sequence);
  if (block >= BlockOf(List::kNone)) {
    return fmt::format("segment {}, list {}", first_sequence, block - BlockOf(List::kNone));
  }
  for (const ColumnInfo& info : Columns()) {
    if (BlockOf(info.column) == block) {
      return fmt::format("segment {}, column {}", first_sequence, info.name);
    }
  }
  return fmt::format("segment {}, block {}", first_sequence, block);
}

}  // namespace

std::string SealBlock(std::string_view body, uint64_t first_sequence, BlockId block) {
  std::string bytes;
  bytes.reserve(body.size() + 1 + kChecksumBytes);
  bytes.push_back(static_cast<char>(kBlockVersion));
  bytes.append(body);
  AppendFixed64(bytes, Checksum(bytes, first_sequence, block));
  return bytes;
}

absl::StatusOr<std::string_view> UnsealBlock(std::string_view bytes, uint64_t first_sequence,
                                             BlockId block) {
  if (bytes.size() < 1 + kChecksumBytes) return BlockDamage(first_sequence, block, "too short");
  const std::string_view sealed = bytes.substr(0, bytes.size() - kChecksumBytes);
  ByteReader end(bytes.substr(sealed.size()));
  if (end.Fixed64() != Checksum(sealed, first_sequence, block)) {
    return BlockDamage(first_sequence, block, "checksum differs");
  }
  const uint8_t version = static_cast<uint8_t>(sealed[0]);
  if (version > kBlockVersion) {
    return absl::FailedPreconditionError(fmt::format(
        "{}: version {} is newer than {}", NameOf(first_sequence, block), version, kBlockVersion));
  }
  if (version == 0) return BlockDamage(first_sequence, block, "version 0");
  return sealed.substr(1);
}

absl::Status BlockDamage(uint64_t first_sequence, BlockId block, std::string_view what) {
  return absl::DataLossError(fmt::format("{}: {}", NameOf(first_sequence, block), what));
}

}  // namespace oxus::storage
