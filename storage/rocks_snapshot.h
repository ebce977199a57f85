#pragma once

#include <utility>
#include <vector>

#include "storage/chunk_cache.h"
#include "storage/database.h"
#include "storage/dictionary.h"
#include "storage/event_store.h"
#include "storage/key_hash.h"
#include "storage/key_index.h"
#include "storage/log_reader.h"

namespace oxus::storage {

// The live log, marks and segments up to a sequence: none of them ever changes below it, so no
// snapshot of RocksDB is held. What the calls promise is said in event_store.h.
class RocksSnapshot final : public Snapshot {
 public:
  // `parts` cover 1..last_sequence. The references must outlive it.
  RocksSnapshot(const Database& database, ChunkCache& chunks, const KeyIndex& index,
                const KeyHasher& hasher, const Dictionary& dictionary, uint64_t last_sequence,
                std::vector<SegmentPart> parts)
      : database_(database),
        chunks_(chunks),
        index_(index),
        hasher_(hasher),
        dictionary_(dictionary),
        last_sequence_(last_sequence),
        parts_(std::move(parts)) {}

  uint64_t last_sequence() const override { return last_sequence_; }
  std::span<const SegmentPart> parts() const override { return parts_; }
  const Dictionary& dictionary() const override { return dictionary_; }
  absl::Status Scan(uint64_t first_sequence, const Visitor& visitor) const override;
  absl::Status Read(uint64_t sequence, const Visitor& visitor) const override;
  std::unique_ptr<EventReader> NewEventReader() const override;
  absl::StatusOr<KeyEntry> FindKey(std::string_view producer_id,
                                   std::string_view external_id) const override;

 private:
  class Reader;

  LogRecord MakeRecord(const ChunkRecord& record, int64_t received_ms,
                       uint64_t superseded_by) const;
  // Of the record: a look at memory may tell that it has none.
  bool MayBeMarked(uint64_t sequence) const;
  // The mark of a record, 0 when none or later than the snapshot.
  absl::StatusOr<uint64_t> SupersededBy(uint64_t sequence) const;
  // Takes an entry of the live index back to the snapshot's last sequence.
  absl::StatusOr<KeyEntry> Rewind(KeyEntry entry, LogReader& reader) const;

  const Database& database_;
  ChunkCache& chunks_;
  const KeyIndex& index_;
  const KeyHasher& hasher_;
  const Dictionary& dictionary_;
  const uint64_t last_sequence_;
  const std::vector<SegmentPart> parts_;
};

}  // namespace oxus::storage
