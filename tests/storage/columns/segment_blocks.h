#pragma once

#include <xxhash.h>

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "storage/coding.h"
#include "storage/columns/block_seal.h"
#include "storage/columns/sealed_segment.h"

namespace oxus::storage {

// The blocks of one sealed segment in memory, to be read and to be damaged.
class SegmentBlocks {
 public:
  explicit SegmentBlocks(const EncodedSegment& encoded, size_t cache_bytes = 64 << 20)
      : cache(cache_bytes), first_sequence_(encoded.first_sequence) {
    for (const auto& [block, bytes] : encoded.blocks) blocks[block] = bytes;
  }

  absl::StatusOr<std::shared_ptr<SealedSegment>> Open() {
    return SealedSegment::Open(first_sequence_, blocks.at(kHeaderBlock), shelf());
  }

  SealedSegment::Shelf shelf() { return {reader_, cache, damage}; }

  // Gives a block that was changed the checksum that it should have.
  void Reseal(BlockId block) {
    std::string& bytes = blocks.at(block);
    bytes.resize(bytes.size() - 8);
    AppendFixed64(bytes,
                  XXH3_64bits_withSeed(bytes.data(), bytes.size(), first_sequence_ << 8 | block));
  }

  std::map<BlockId, std::string> blocks;
  ColumnCache cache;
  DamageList damage;

 private:
  const uint64_t first_sequence_;
  const SealedSegment::BlockReader reader_ = [this](uint64_t first_sequence,
                                                    BlockId block) -> absl::StatusOr<std::string> {
    const auto it = blocks.find(block);
    if (first_sequence != first_sequence_ || it == blocks.end()) {
      return BlockDamage(first_sequence, block, "missing");
    }
    return it->second;
  };
};

}  // namespace oxus::storage
