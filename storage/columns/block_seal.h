#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/columns/sealed_segment.h"

// What every block of a segment has in common: a version before its body and a checksum after it.
// The checksum is seeded with the block's key, so that a block under another key is damage.
namespace oxus::storage {

inline constexpr uint8_t kBlockVersion = 1;

std::string SealBlock(std::string_view body, uint64_t first_sequence, BlockId block);

// The body, a view into `bytes`. DATA_LOSS when damaged, FAILED_PRECONDITION when it is sound and
// of a newer version.
absl::StatusOr<std::string_view> UnsealBlock(std::string_view bytes, uint64_t first_sequence,
                                             BlockId block);

// DATA_LOSS that names the segment and what the block holds.
absl::Status BlockDamage(uint64_t first_sequence, BlockId block, std::string_view what);

// Blocks of list shapes come after those of columns.
constexpr BlockId BlockOf(Column column) { return static_cast<BlockId>(column); }
constexpr BlockId BlockOf(List list) { return static_cast<BlockId>(128 + static_cast<int>(list)); }

}  // namespace oxus::storage
