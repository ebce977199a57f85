#pragma once

#include "storage/database.h"
#include "storage/dictionary.h"
#include "storage/event_store.h"
#include "storage/key_hash.h"
#include "storage/key_index.h"
#include "storage/log_reader.h"

namespace oxus::storage {

// A snapshot over RocksDB's own. What the calls promise is said in event_store.h.
class RocksSnapshot final : public Snapshot {
 public:
  RocksSnapshot(Database& database, const KeyIndex& index, const KeyHasher& hasher,
                const Dictionary& dictionary, uint64_t last_sequence);
  ~RocksSnapshot() override;
  RocksSnapshot(const RocksSnapshot&) = delete;
  RocksSnapshot& operator=(const RocksSnapshot&) = delete;

  uint64_t last_sequence() const override { return last_sequence_; }
  absl::Status Scan(uint64_t first_sequence, const Visitor& visitor) const override;
  absl::Status Read(uint64_t sequence, const Visitor& visitor) const override;
  absl::Status ReadEvent(uint64_t sequence, oxus::v1::Event* event) const override;
  absl::StatusOr<KeyEntry> FindKey(std::string_view producer_id,
                                   std::string_view external_id) const override;

 private:
  LogRecord MakeRecord(const ChunkRecord& record, int64_t received_ms,
                       uint64_t superseded_by) const;
  // The mark of a record, 0 when none or later than the snapshot.
  absl::StatusOr<uint64_t> SupersededBy(uint64_t sequence) const;
  // Takes an entry of the live index back to the snapshot's last sequence.
  absl::StatusOr<KeyEntry> Rewind(KeyEntry entry, LogReader& reader) const;

  Database& database_;
  const KeyIndex& index_;
  const KeyHasher& hasher_;
  const Dictionary& dictionary_;
  const uint64_t last_sequence_;
  const rocksdb::Snapshot* const snapshot_;
};

}  // namespace oxus::storage
