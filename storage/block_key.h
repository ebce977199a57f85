#pragma once

#include <cstdint>
#include <string>

#include "storage/coding.h"
#include "storage/columns/sealed_segment.h"

namespace oxus::storage {

// The key in family kSegment under which a block is. Keys of a segment stand together, its header
// first.
inline std::string BlockKey(uint64_t first_sequence, BlockId block) {
  return BigEndian64(first_sequence) + static_cast<char>(block);
}

}  // namespace oxus::storage
