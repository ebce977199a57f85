#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "storage/ack_floor.h"
#include "storage/chunk_cache.h"
#include "storage/database.h"
#include "storage/dictionary.h"
#include "storage/event_store.h"
#include "storage/key_hash.h"
#include "storage/key_index.h"
#include "storage/log_rows.h"
#include "storage/resolver.h"
#include "storage/segment_store.h"
#include "storage/totals.h"

namespace oxus::storage {

// The store over RocksDB. What the calls promise is said in event_store.h.
class RocksStore final : public EventStore {
 public:
  static absl::StatusOr<std::unique_ptr<RocksStore>> Open(const StoreOptions& options);
  ~RocksStore() override;

  absl::StatusOr<std::vector<Applied>> Apply(std::span<const RecordInput> records,
                                             int64_t received_ms) override;
  std::unique_ptr<Snapshot> TakeSnapshot() const override;
  const Dictionary& dictionary() const override { return dictionary_; }
  absl::StatusOr<bool> Maintain() override;
  bool wants_maintenance() const override;
  absl::StatusOr<bool> Repair() override;
  std::vector<std::string> TakeRepairs() override { return segments_.TakeRepairs(); }
  absl::Status RaiseAckFloor() override;
  StoreStats GetStats() const override;
  absl::Status health() const override;

 private:
  RocksStore(std::unique_ptr<Database> database, const StoreOptions& options);

  absl::Status Load();
  // Begins to keep a floor; `found` is what the last run left.
  absl::Status OpenAckFloor(const StoreOptions& options, const std::optional<AckFloorSlots>& found);
  absl::Status LoadSecret();
  absl::Status LoadLogEnd();
  // Reads the log after what the key index and the sealed segments cover.
  absl::Status Replay();
  absl::Status ReplayRow(const ChunkRecord& record, int64_t received_ms, LogRows& rows);
  // Texts that the replay numbered must be on disk before a segment that holds their codes.
  absl::Status PersistDictionary();

  absl::Status WriteCommit(const Resolver& resolver, int64_t received_ms);
  absl::Status AppendLog(const Resolver& resolver, int64_t received_ms, rocksdb::WriteBatch& batch);
  // Does what Maintain was not called for in time.
  absl::Status CatchUp();
  absl::Status Fail(const absl::Status& status) ABSL_LOCKS_EXCLUDED(health_mutex_);

  const std::unique_ptr<Database> database_;
  // What snapshots read of the log.
  mutable ChunkCache chunks_;
  const bool sync_;
  const int key_hash_bits_;
  std::unique_ptr<KeyHasher> hasher_;
  KeyIndex index_;
  Dictionary dictionary_;
  Totals totals_;
  SegmentStore segments_;
  // Chain value of the last chunk, and the receipt time given out last.
  uint64_t chain_ = 0;
  int64_t last_received_ms_ = 0;
  // Published after the commit that made it durable, and after its rows and marks.
  std::atomic<uint64_t> last_sequence_{0};
  std::mutex committed_mutex_;
  // What the floor may be raised to.
  AckFloor committed_ ABSL_GUARDED_BY(committed_mutex_);
  // For the caller of RaiseAckFloor alone.
  std::unique_ptr<AckFloorFile> ack_floor_file_;
  AckFloor ack_floor_;
  // One at a time seals, writes runs and writes repairs. Taken before any other.
  std::mutex maintenance_mutex_;
  mutable std::mutex health_mutex_;
  absl::Status health_ ABSL_GUARDED_BY(health_mutex_);
};

}  // namespace oxus::storage
