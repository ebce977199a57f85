#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "rocksdb/write_batch.h"
#include "storage/database.h"

namespace oxus::storage {

// Running totals of the log, kept in the commit that changes them: records per producer, and
// keys active and retracted. What a commit counts shows once it is published. One writer (Load,
// Count..., Persist, Publish); the others on any thread.
class Totals {
 public:
  explicit Totals(Database& database) : database_(database) {}

  absl::Status Load();

  void CountKeys(int64_t active_delta, int64_t retracted_delta);
  void CountRecord(uint32_t producer, int64_t received_ms);
  // Adds the totals, with what was counted since Publish, to a commit's batch.
  absl::Status Persist(rocksdb::WriteBatch& batch) const;
  // The commit is on disk.
  void Publish();

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
  mutable std::mutex mutex_;
  struct State {
    uint64_t active = 0;
    uint64_t retracted = 0;
    absl::flat_hash_map<uint32_t, Producer> producers;
  };
  State published_ ABSL_GUARDED_BY(mutex_);
  // The writer's alone: the keys with what was counted, and the producers that were.
  State counted_;
};

}  // namespace oxus::storage
