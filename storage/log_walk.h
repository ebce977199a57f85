#pragma once

#include <cstdint>
#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/chunk.h"
#include "storage/database.h"

namespace oxus::storage {

// Receives a record, valid during the call, with its receipt time. False ends the walk.
using ChunkVisitor = std::function<absl::StatusOr<bool>(const ChunkRecord&, int64_t received_ms)>;

// Visits the records first..last in order and reads each chunk once. DATA_LOSS when a chunk is
// damaged, missing, or not the one it was written as; what was visited before is sound. Errors of
// the visitor are returned as they are.
absl::Status WalkLog(const Database& database, uint64_t first, uint64_t last,
                     const ChunkVisitor& visit);

}  // namespace oxus::storage
