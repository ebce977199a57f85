#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "oxus/v1/event.pb.h"
#include "storage/columns/row_draft.h"
#include "storage/columns/segment.h"
#include "storage/dictionary.h"
#include "storage/record.h"

namespace rocksdb {
class Env;
}

namespace oxus::storage {

struct StoreOptions {
  // Directory of the store; made when missing.
  std::string directory;
  // RocksDB block cache, bytes.
  size_t block_cache_bytes = 256u << 20;
  // Chunks of the log kept as readers met them, bytes.
  size_t chunk_cache_bytes = 32u << 20;
  // false trades the promise of Apply for speed; for measurements only.
  bool sync = true;
  // Decoded column blocks kept in memory, bytes.
  size_t column_cache_bytes = 1u << 30;
  // Rows after which the tail is sealed, 1..kSegmentRows; fewer for tests only.
  uint32_t segment_rows = kSegmentRows;
  // Fills the row of an event. Pure and thread-safe. What is in the columns of a store was made by
  // the projection it was written with.
  std::function<void(const oxus::v1::Event& event, RowDraft& row)> projection;
  // Bits of the key hash in use. Fewer than 128 make collisions, which tests want.
  int key_hash_bits = 128;
  // What files are reached through; null for the system's. For tests that make disks fail.
  rocksdb::Env* env = nullptr;
};

enum class KeyStatus : uint8_t { kActive = 1, kRetracted = 2 };

// What is held for one key.
struct KeyEntry {
  // The latest record of the key: its event, attached report or retraction.
  uint64_t latest_sequence = 0;
  // The record that first stored it.
  uint64_t first_sequence = 0;
  uint32_t revision = 0;
  KeyStatus status = KeyStatus::kActive;
};

struct ProducerStats {
  std::string producer_id;
  uint64_t records = 0;
  int64_t last_received_ms = 0;
};

// What holds memory, bytes.
struct MemoryUse {
  std::string_view holder;
  uint64_t bytes = 0;
  // What it may grow to; 0 when nothing bounds it but the data.
  uint64_t limit = 0;
};

struct StoreStats {
  uint64_t last_sequence = 0;
  uint64_t active_events = 0;
  uint64_t retracted_events = 0;
  uint64_t bytes_on_disk = 0;
  uint32_t format_version = 0;
  std::vector<ProducerStats> producers;
  uint64_t segments = 0;
  // Records after the newest sealed segment.
  uint64_t tail_records = 0;
  uint64_t column_bytes_on_disk = 0;
  std::vector<MemoryUse> memory;
};

// Return false to stop the walk.
using RecordVisitor = std::function<bool(const LogRecord&)>;

// Reads records and events, most cheaply in order of their sequences. One thread; its snapshot must
// outlive it.
class EventReader {
 public:
  virtual ~EventReader() = default;

  // Visits one record, which is valid during the visit; the visitor must not use this reader.
  // NOT_FOUND outside the log.
  virtual absl::Status ReadRecord(uint64_t sequence, const RecordVisitor& visitor) = 0;
  // The event as it stood right after `sequence`, attached reports included. NOT_FOUND outside the
  // log and when that record is a retraction, DATA_LOSS on damage.
  virtual absl::Status Read(uint64_t sequence, oxus::v1::Event* event) = 0;
};

// An unchanging view of the store up to one sequence. Any thread may use its own or share one.
// Holds the tails it saw in memory; keep it for one query. The store must outlive it.
class Snapshot {
 public:
  using Visitor = RecordVisitor;

  virtual ~Snapshot() = default;

  // The newest sequence in view; 0 when the log is empty.
  virtual uint64_t last_sequence() const = 0;

  // The records up to last_sequence() as columns, in order and without a gap. Loading one needs
  // no snapshot of the database: what is read there never changes.
  virtual std::span<const SegmentPart> parts() const = 0;
  virtual const Dictionary& dictionary() const = 0;

  // Walks records in [first_sequence, last_sequence()] in order. DATA_LOSS on damage, with
  // the sequence at which it was met; what was visited before is sound.
  virtual absl::Status Scan(uint64_t first_sequence, const Visitor& visitor) const = 0;

  // Visits one record, as a new reader does.
  virtual absl::Status Read(uint64_t sequence, const Visitor& visitor) const = 0;

  virtual std::unique_ptr<EventReader> NewEventReader() const = 0;
  // One event, as a new reader reads it.
  absl::Status ReadEvent(uint64_t sequence, oxus::v1::Event* event) const {
    return NewEventReader()->Read(sequence, event);
  }

  // NOT_FOUND when the key was never stored.
  virtual absl::StatusOr<KeyEntry> FindKey(std::string_view producer_id,
                                           std::string_view external_id) const = 0;
};

// The durable, totally ordered log of what producers submitted, with the index that makes
// identity exact. RocksDB underneath; the byte layout is docs/storage_format.md.
//
// One writer: Apply calls must not overlap. Reading (TakeSnapshot, GetStats) may overlap with
// everything, from any thread. No threads of its own, no clock, no logging.
// After the first failed write the store is read-only: Apply answers UNAVAILABLE, reads go on.
class EventStore {
 public:
  virtual ~EventStore() = default;

  // Opens or makes a store. ALREADY_EXISTS: another process holds it. FAILED_PRECONDITION: it
  // was written by a newer format (both versions are named), or the directory cannot be made.
  // INVALID_ARGUMENT: the directory is not empty and holds something else. DATA_LOSS: damaged, or
  // the log ends before what had been acknowledged (see RaiseAckFloor; the missing sequences are
  // named): nothing was changed then.
  // Segments whose headers are damaged are made again from the log and TakeRepairs tells of it.
  static absl::StatusOr<std::unique_ptr<EventStore>> Open(const StoreOptions& options);

  // Decides each record in order, gives those that change something the next sequences, and
  // writes them in one synced batch. When it returns OK all of it is on disk and visible;
  // otherwise nothing of it is visible. Records of one call see those before them. Receipt
  // time is the caller's, in ms since the epoch, and never goes back (a lower one is raised).
  // UNAVAILABLE: the write failed; whether it is on disk is unknown until the next Open.
  virtual absl::StatusOr<std::vector<Applied>> Apply(std::span<const RecordInput> records,
                                                     int64_t received_ms) = 0;

  virtual std::unique_ptr<Snapshot> TakeSnapshot() const = 0;

  // Texts that have codes; for drafts of rows. Any thread.
  virtual const Dictionary& dictionary() const = 0;

  // Work that need not hold up a commit: seals full tails and writes runs of the key index. May
  // overlap with Apply and with reading, not with itself. Apply does it itself when too much has
  // gathered. Nothing is lost without it, only the next Open reads more. Returns whether there was
  // anything to do. An error makes the store read-only, as health() then says.
  virtual absl::StatusOr<bool> Maintain() = 0;
  // Whether Maintain has anything to do. Cheap: asked after every Apply.
  virtual bool wants_maintenance() const { return true; }

  // Makes blocks of one segment again from the log that readers found damaged; returns whether
  // there was such a segment. TakeRepairs tells of it, and of one that cannot be mended, which is
  // not tried again. May overlap with all but itself; takes as long as reading a segment's records.
  // An error of writing makes the store read-only; one of reading is no more than that, and a later
  // call tries again.
  virtual absl::StatusOr<bool> Repair() { return false; }
  // What was found damaged since the last call, and what was done about it: a sentence each, for a
  // log. Any thread.
  virtual std::vector<std::string> TakeRepairs() { return {}; }

  // Writes down, beside the log, how far it reaches by now: the next Open refuses a log that ends
  // before that. So what is committed since the last call is what the loss of files could take
  // without a word. Costs a sync; nothing when nothing was committed since. To be called about once
  // a second; the store does it itself when it goes. May overlap with all but itself. An error
  // makes the store read-only.
  virtual absl::Status RaiseAckFloor() { return absl::OkStatus(); }

  virtual StoreStats GetStats() const = 0;

  // OK, or why the store is read-only.
  virtual absl::Status health() const = 0;
};

}  // namespace oxus::storage
