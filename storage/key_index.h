#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <span>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rocksdb/write_batch.h"
#include "storage/database.h"
#include "storage/event_store.h"
#include "storage/key_hash.h"

namespace oxus::storage {

// Hash of a key -> what is held for it.
//
// The log is the truth and holds every key, so entries need not be written with each commit: a
// random insert per record is the dearest part of ingest. What changed lives in a hash map; when
// that has grown to kRunEntries it is closed, and written to RocksDB as one sorted run together
// with the sequence it covers. On open the log after that sequence is read again.
//
// One writer (FindAll, Set, CloseRun), one at a time that writes runs (WriteRun, which may overlap
// with everything else); the others on any thread.
class KeyIndex {
 public:
  // Bounds memory (about 10 MiB for each of two runs) and the records read again on open. Larger
  // runs mean fewer of them to merge and to look through.
  static constexpr size_t kRunEntries = 128 << 10;

  explicit KeyIndex(Database& database);

  // The last sequence whose entry is in RocksDB; 0 for a new store.
  absl::StatusOr<uint64_t> LoadIndexedThrough() const;

  absl::StatusOr<std::optional<KeyEntry>> Find(const KeyHash& hash) const;

  // The same for many, one RocksDB call for all that are not recent. Writer only.
  absl::Status FindAll(std::span<const KeyHash> hashes,
                       std::vector<std::optional<KeyEntry>>* entries) const;

  // Makes the entries visible to readers.
  void Set(std::span<const std::pair<KeyHash, KeyEntry>> entries);

  bool run_is_due() const { return recent_.size() >= kRunEntries; }
  // Closes the run of the recent entries, which cover the log up to `through`. The closed run
  // before must have been written.
  void CloseRun(uint64_t through);
  bool has_closed_run() const { return closed_run() != nullptr; }
  // Writes the closed run and forgets it here; false when there is none.
  absl::StatusOr<bool> WriteRun();

  size_t bytes() const;

 private:
  using Entries = absl::flat_hash_map<KeyHash, KeyEntry>;
  struct Run {
    Entries entries;
    uint64_t through = 0;
  };

  std::optional<KeyEntry> FindInMemory(const KeyHash& hash) const ABSL_LOCKS_EXCLUDED(mutex_);
  std::shared_ptr<const Run> closed_run() const ABSL_LOCKS_EXCLUDED(mutex_);
  // Reads those that RocksDB has, by hash and index into `entries`.
  absl::Status ReadEntries(std::vector<std::pair<KeyHash, size_t>>& missing,
                           std::vector<std::optional<KeyEntry>>* entries) const;
  absl::Status WriteEntries(const Run& run);

  Database& database_;
  mutable std::shared_mutex mutex_;
  // Written under the mutex by the writer alone, which therefore reads it without.
  Entries recent_;
  std::shared_ptr<const Run> closed_ ABSL_GUARDED_BY(mutex_);
};

std::string EncodeKeyEntry(const KeyEntry& entry);
absl::StatusOr<KeyEntry> DecodeKeyEntry(std::string_view bytes);

}  // namespace oxus::storage
