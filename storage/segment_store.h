#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rocksdb/write_batch.h"
#include "storage/columns/column_cache.h"
#include "storage/columns/damage_list.h"
#include "storage/columns/sealed_segment.h"
#include "storage/columns/spare_memory.h"
#include "storage/columns/tail.h"
#include "storage/database.h"
#include "storage/dictionary.h"
#include "storage/event_store.h"
#include "storage/log_rows.h"
#include "storage/row_writer.h"
#include "storage/segment_directory.h"

namespace oxus::storage {

// The records of the log as rows: segments on disk up to sealed_through(), tails in memory after
// that. What is here can be made again from the log, and is when it is damaged.
//
// One writer (Load, Add..., Mark, SealOldest, CarryOut); SealOldest and CarryOut may overlap with
// the rest of it, not with each other. The others on any thread. Readers see whatever they ask for:
// the store publishes sequences after rows and marks.
class SegmentStore {
 public:
  // The references must outlive it.
  SegmentStore(Database& database, Dictionary& dictionary, const StoreOptions& options);

  // Opens the sealed segments; the log and the dictionary must be there. One that is missing or
  // whose header is damaged is made again from the log. DATA_LOSS when that is damaged too, and
  // when there is no projection.
  absl::Status LoadSealed();
  // Reads the marks of all rows there are.
  absl::Status LoadMarks();

  // Adds the row of the next record. Cells may hold texts, which are numbered.
  void AddRow(uint64_t sequence, const RowHead& head, std::span<const Cell> cells);
  void AddEvent(uint64_t sequence, const RowHead& head, const oxus::v1::Event& event);
  // `by` took the place of the row of `sequence`. `by` never goes down.
  void Mark(uint64_t sequence, uint64_t by);
  // Whether events have cells.
  bool projects() const { return rows_.projects(); }
  // For rows of records that are in the log only.
  LogRows MakeLogRows() const { return {database_, dictionary_, rows_.projection()}; }

  // Tails that get no more rows, all of them up to `last_sequence`.
  size_t full_tails(uint64_t last_sequence) const;
  // Writes the oldest of those, if there is one, and has it take its tail's place. Nothing is read,
  // so an error is one of writing.
  absl::StatusOr<bool> SealOldest(uint64_t last_sequence);
  // Decodes of the newest sealed segment what readers ask for of the one before: they will ask for
  // it here, too, and need not wait then. Damage is noted, as for any reader.
  void Foresee() const;

  // How a segment is mended in which a reader met damage.
  struct Repair {
    uint64_t first_sequence = 0;
    rocksdb::WriteBatch batch;
    // Mended by the batch. Otherwise it is not tried again: the next LoadSealed after the batch
    // mends it, or nothing does when the batch is empty.
    bool is_whole = true;
    // What was found and what is done, for the log of the server; empty when there is no damage.
    std::string note;
  };
  // Of the first damaged segment; nullopt when there is none. Only reads what never changes. An
  // error is one of reading that may be over the next time. A damaged log is none, nor a block of a
  // newer version: nothing helps against those, and the note says so.
  absl::StatusOr<std::optional<Repair>> PlanRepair() const;
  // An error is one of writing.
  absl::Status CarryOut(Repair repair);
  // What was damaged and what was done about it since the last call: a sentence each.
  std::vector<std::string> TakeRepairs();

  uint64_t sealed_through() const { return sealed_through_.load(std::memory_order_acquire); }
  std::vector<SegmentPart> PartsUpTo(uint64_t last_sequence) const {
    return directory_.PartsUpTo(last_sequence);
  }
  size_t sealed_count() const { return sealed_count_.load(std::memory_order_relaxed); }
  // Of column cache, tails (with what is kept for the next one), headers and marks.
  void AddMemoryUse(std::vector<MemoryUse>& memory) const;

 private:
  // DATA_LOSS when the block is missing or cannot be read.
  absl::StatusOr<std::string> ReadBlock(uint64_t first_sequence, BlockId block) const;
  absl::StatusOr<std::shared_ptr<SealedSegment>> OpenSealed(uint64_t first_sequence);
  SealedSegment::Shelf shelf() { return {reader_, cache_, damage_}; }
  absl::Status PutBlocks(const EncodedSegment& encoded, rocksdb::WriteBatch& batch) const;
  absl::Status WriteSegment(const EncodedSegment& encoded);

  // Where a segment ends that begins at `first` and cannot be opened.
  absl::StatusOr<uint64_t> EndOfLost(uint64_t first, uint64_t sealed_through) const;
  // Appends what the records first..end - 1 are made into to the list.
  absl::Status RebuildLost(uint64_t first, uint64_t end, SegmentDirectory::List& list);
  absl::Status Replace(const EncodedSegment& encoded);
  // The segment of the records first..end - 1; nullopt when it has texts that have no code. Reads
  // all of them in either case: DATA_LOSS when they cannot be made again.
  absl::StatusOr<std::optional<EncodedSegment>> EncodeFromLog(uint64_t first, uint64_t end) const;
  // FAILED_PRECONDITION when a block is sound and of a newer version.
  absl::Status CheckVersions(uint64_t first) const;
  // Adds the blocks that are damaged on disk, as encoded. False when one that is sound differs:
  // then the others would not be what they were either, and must not stand beside it.
  absl::StatusOr<bool> PutDamaged(const EncodedSegment& encoded, rocksdb::WriteBatch& batch) const;
  // Fills in all but the sequence. DATA_LOSS and FAILED_PRECONDITION: it can never be mended.
  absl::Status Plan(const SealedSegment& segment, const std::string& damage, Repair& repair) const;
  void NoteRepair(std::string note);

  Database& database_;
  Dictionary& dictionary_;
  const uint32_t segment_rows_;
  RowWriter rows_;
  ColumnCache cache_;
  DamageList damage_;
  const SealedSegment::BlockReader reader_;
  SpareMemory spare_;
  SegmentDirectory directory_;
  // The last in the directory, null while that is a sealed one. The writer's alone.
  std::shared_ptr<Tail> tail_;
  std::atomic<uint64_t> sealed_through_{0};
  std::atomic<size_t> sealed_count_{0};
  std::mutex repairs_mutex_;
  std::vector<std::string> repairs_ ABSL_GUARDED_BY(repairs_mutex_);
};

}  // namespace oxus::storage
