#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "rocksdb/write_batch.h"
#include "storage/database.h"
#include "storage/event_store.h"
#include "storage/key_hash.h"

namespace oxus::storage {

// Hash of a key -> what is held for it.
//
// The log is the truth and holds every key, so entries need not be written with each commit: a
// random insert per record is the dearest part of ingest. What changed since the last run lives
// in a hash map; when that has grown to kRunEntries it is written to RocksDB as one sorted run,
// together with the sequence it covers. On open the log after that sequence is read again.
//
// One writer (Set, WriteRun); readers (Find) on any thread.
class KeyIndex {
 public:
  // Bounds memory (about 10 MiB), the pause of a run (some 50 ms) and the records read again on
  // open. Larger runs mean fewer of them to merge and to look through.
  static constexpr size_t kRunEntries = 128 << 10;

  explicit KeyIndex(Database& database) : database_(database) {
    recent_.reserve(kRunEntries + kRunEntries / 2);
  }

  // The last sequence whose entry is in RocksDB; 0 for a new store.
  absl::StatusOr<uint64_t> LoadIndexedThrough() const;

  absl::StatusOr<std::optional<KeyEntry>> Find(const KeyHash& hash) const;

  // The same for many, one RocksDB call for all that are not recent. Writer only.
  absl::Status FindAll(std::span<const KeyHash> hashes,
                       std::vector<std::optional<KeyEntry>>* entries) const;

  // Makes the entries visible to readers.
  void Set(std::span<const std::pair<KeyHash, KeyEntry>> entries);

  bool run_is_due() const { return recent_.size() >= kRunEntries; }
  // Writes the recent entries, which cover the log up to `through`, and forgets them here.
  absl::Status WriteRun(uint64_t through);

 private:
  std::optional<KeyEntry> FindRecent(const KeyHash& hash) const ABSL_LOCKS_EXCLUDED(mutex_);

  Database& database_;
  mutable absl::Mutex mutex_;
  // Written under the mutex by the writer alone, which therefore reads it without.
  absl::flat_hash_map<KeyHash, KeyEntry> recent_;
};

std::string EncodeKeyEntry(const KeyEntry& entry);
absl::StatusOr<KeyEntry> DecodeKeyEntry(std::string_view bytes);

}  // namespace oxus::storage
