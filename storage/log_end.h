#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/ack_floor.h"
#include "storage/database.h"

namespace oxus::storage {

// The last chunk of a log; all 0 when it is empty.
struct LogEnd {
  uint64_t last_sequence = 0;
  uint64_t chain = 0;
  int64_t received_ms = 0;
};

absl::StatusOr<LogEnd> ReadLogEnd(const Database& database);

// Whether the log in a data directory holds what was acknowledged, as seen without changing
// anything: opened for writing, RocksDB would delete files that a damaged manifest no longer names.
// DATA_LOSS naming the missing sequences, or that the log is another one.
absl::Status CheckLogReaches(const AckFloor& floor, const StoreOptions& options);

}  // namespace oxus::storage
