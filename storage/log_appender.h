#pragma once

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "rocksdb/write_batch.h"
#include "storage/chunk.h"
#include "storage/database.h"

namespace oxus::storage {

// Puts the records of one commit into its batch: as chunks of the log, and as superseded marks of
// the records whose place they take. Not thread-safe; make one per commit.
class LogAppender {
 public:
  // `chain` is the chain value of the chunk before; it moves on with every chunk.
  LogAppender(const Database& database, rocksdb::WriteBatch& batch, int64_t received_ms,
              uint64_t* chain)
      : database_(database), batch_(batch), received_ms_(received_ms), chain_(chain) {}

  // Sequences must have no gap.
  absl::Status Add(const ChunkRecord& record);
  // Ends the last chunk.
  absl::Status Finish();

 private:
  const Database& database_;
  rocksdb::WriteBatch& batch_;
  const int64_t received_ms_;
  uint64_t* const chain_;
  std::optional<ChunkWriter> chunk_;
};

}  // namespace oxus::storage
