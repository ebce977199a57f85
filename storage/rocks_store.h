#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "storage/database.h"
#include "storage/dictionary.h"
#include "storage/event_store.h"
#include "storage/key_hash.h"
#include "storage/key_index.h"
#include "storage/resolver.h"
#include "storage/totals.h"

namespace oxus::storage {

// The store over RocksDB. What the calls promise is said in event_store.h.
class RocksStore final : public EventStore {
 public:
  static absl::StatusOr<std::unique_ptr<RocksStore>> Open(const StoreOptions& options);

  absl::StatusOr<std::vector<Applied>> Apply(std::span<const RecordInput> records,
                                             int64_t received_ms) override;
  std::unique_ptr<Snapshot> TakeSnapshot() const override;
  StoreStats GetStats() const override;
  absl::Status health() const override;

 private:
  RocksStore(std::unique_ptr<Database> database, const StoreOptions& options);

  absl::Status LoadSecret();
  absl::Status LoadLogEnd();
  // Reads the log after what the key index covers.
  absl::Status ReplayKeys();
  absl::Status ReplayKey(const ChunkRecord& record);

  absl::Status WriteCommit(const Resolver& resolver, int64_t received_ms);
  absl::Status AppendLog(const Resolver& resolver, int64_t received_ms, rocksdb::WriteBatch& batch);
  absl::Status Fail(const absl::Status& status) ABSL_LOCKS_EXCLUDED(health_mutex_);

  const std::unique_ptr<Database> database_;
  const bool sync_;
  const int key_hash_bits_;
  std::unique_ptr<KeyHasher> hasher_;
  KeyIndex index_;
  Dictionary dictionary_;
  Totals totals_;
  // Chain value of the last chunk, and the receipt time given out last.
  uint64_t chain_ = 0;
  int64_t last_received_ms_ = 0;
  // Published after the commit that made it durable.
  std::atomic<uint64_t> last_sequence_{0};
  mutable absl::Mutex health_mutex_;
  absl::Status health_ ABSL_GUARDED_BY(health_mutex_);
};

}  // namespace oxus::storage
