#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rocksdb/db.h"
#include "storage/event_store.h"

namespace oxus::storage {

// Column families; the order is that of the handles.
enum class Family { kDefault, kLog, kKey, kDictionary, kSegment, kSuperseded, kMeta };
inline constexpr size_t kFamilyCount = 7;

// The RocksDB instance of a store: options, column families, and the one place
// where RocksDB's statuses become ours. Thread-safe as rocksdb::DB is.
class Database {
 public:
  // Opens or makes it. Errors as EventStore::Open.
  static absl::StatusOr<std::unique_ptr<Database>> Open(const StoreOptions& options);
  // Opens one that is there and changes nothing on disk. NOT_FOUND: there is none; DATA_LOSS.
  static absl::StatusOr<std::unique_ptr<Database>> OpenReadOnly(const StoreOptions& options);
  ~Database();

  rocksdb::DB& db() { return *db_; }
  rocksdb::ColumnFamilyHandle* family(Family family) const {
    return handles_[static_cast<size_t>(family)];
  }

  // Applies the batch atomically; on disk when it returns OK and `sync` is set.
  absl::Status Write(rocksdb::WriteBatch& batch, bool sync);
  // NOT_FOUND when there is no such key.
  absl::Status Get(const rocksdb::ReadOptions& options, Family family, std::string_view key,
                   std::string* value) const;
  std::unique_ptr<rocksdb::Iterator> NewIterator(const rocksdb::ReadOptions& options,
                                                 Family family) const;
  // A sequence kept in family kMeta: 0 when it was never put. DATA_LOSS when it is no sequence.
  absl::StatusOr<uint64_t> GetSequence(std::string_view name) const;
  void PutSequence(rocksdb::WriteBatch& batch, std::string_view name, uint64_t sequence) const;

  uint64_t BytesOnDisk() const;
  // Of one family, what is not yet flushed included.
  uint64_t BytesOnDisk(Family family) const;
  // Block cache and memtables.
  void AddMemoryUse(std::vector<MemoryUse>& memory) const;

 private:
  Database() = default;

  // Makes the cache they share.
  std::vector<rocksdb::ColumnFamilyDescriptor> Families(const StoreOptions& options);

  std::shared_ptr<rocksdb::Cache> cache_;
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
};

absl::Status FromRocksDb(const rocksdb::Status& status, std::string_view doing);

// What the store reaches files through: that of the options, or the system's.
rocksdb::Env& EnvOf(const StoreOptions& options);
// Has the names of files made, renamed and removed in a directory on disk.
absl::Status SyncDirectory(rocksdb::Env& env, const std::string& directory);

inline rocksdb::Slice ToSlice(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view ToView(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

}  // namespace oxus::storage
