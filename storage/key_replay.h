#pragma once

#include "absl/status/status.h"
#include "storage/chunk.h"
#include "storage/key_hash.h"
#include "storage/key_index.h"

namespace oxus::storage {

// Enters a record of the log in the index as the commit that wrote it did. Records must come in
// order and follow what the index covers. DATA_LOSS when index and log contradict each other.
absl::Status ReplayKey(const ChunkRecord& record, const KeyHasher& hasher, KeyIndex& index);

}  // namespace oxus::storage
