#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "rocksdb/write_batch.h"
#include "storage/database.h"

namespace oxus::storage {

// Running totals of the log, kept in the commit that changes them: records per producer, and
// keys active and retracted. One writer (Count, Persist, Load); Read on any thread.
class Totals {
 public:
  explicit Totals(Database& database) : database_(database) {}

  absl::Status Load();

  void CountKeys(int64_t active_delta, int64_t retracted_delta);
  void CountRecord(uint32_t producer, int64_t received_ms);
  // Adds what changed since the last commit to its batch.
  absl::Status Persist(rocksdb::WriteBatch& batch);

  struct Producer {
    uint32_t code = 0;
    uint64_t records = 0;
    int64_t last_received_ms = 0;
  };
  uint64_t active() const;
  uint64_t retracted() const;
  std::vector<Producer> producers() const;

 private:
  Database& database_;
  mutable absl::Mutex mutex_;
  uint64_t active_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t retracted_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::flat_hash_map<uint32_t, Producer> producers_ ABSL_GUARDED_BY(mutex_);
  std::vector<uint32_t> changed_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace oxus::storage
