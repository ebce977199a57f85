#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/columns/column_cache.h"
#include "storage/columns/sealed_segment.h"
#include "storage/columns/spare_memory.h"
#include "storage/columns/tail.h"
#include "storage/database.h"
#include "storage/dictionary.h"
#include "storage/event_store.h"
#include "storage/row_writer.h"
#include "storage/segment_directory.h"

namespace oxus::storage {

// The records of the log as rows: segments on disk up to sealed_through(), tails in memory after
// that. What is here can be made again from the log.
//
// One writer (Load, Add..., Mark, SealOldest); SealOldest may overlap with the rest of it, not with
// itself. The others on any thread. Readers see whatever they ask for: the store publishes
// sequences after rows and marks.
class SegmentStore {
 public:
  // The references must outlive it.
  SegmentStore(Database& database, Dictionary& dictionary, const StoreOptions& options);

  // Opens the sealed segments. DATA_LOSS when one is missing or damaged.
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

  // Tails that get no more rows, all of them up to `last_sequence`.
  size_t full_tails(uint64_t last_sequence) const;
  // Writes the oldest of those, if there is one, and has it take its tail's place.
  absl::StatusOr<bool> SealOldest(uint64_t last_sequence);

  uint64_t sealed_through() const { return sealed_through_.load(std::memory_order_acquire); }
  std::vector<SegmentPart> PartsUpTo(uint64_t last_sequence) const {
    return directory_.PartsUpTo(last_sequence);
  }
  size_t sealed_count() const { return sealed_count_.load(std::memory_order_relaxed); }
  // Of column cache, tails (with what is kept for the next one), headers and marks.
  void AddMemoryUse(std::vector<MemoryUse>& memory) const;

 private:
  absl::StatusOr<std::string> ReadBlock(uint64_t first_sequence, BlockId block) const;
  absl::StatusOr<std::shared_ptr<SealedSegment>> OpenSealed(uint64_t first_sequence) const;
  absl::Status WriteSegment(const EncodedSegment& encoded);

  Database& database_;
  const uint32_t segment_rows_;
  RowWriter rows_;
  mutable ColumnCache cache_;
  const SealedSegment::BlockReader reader_;
  SpareMemory spare_;
  SegmentDirectory directory_;
  // The last in the directory, null while that is a sealed one. The writer's alone.
  std::shared_ptr<Tail> tail_;
  std::atomic<uint64_t> sealed_through_{0};
  std::atomic<size_t> sealed_count_{0};
};

}  // namespace oxus::storage
