#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "storage/columns/row_draft.h"
#include "storage/columns/segment.h"

namespace oxus::storage {

class SpareMemory;
class ZeroedMemory;

// What the log says of a record.
struct RowHead {
  RecordType type = RecordType::kEvent;
  bool quarantined = false;
  int64_t received_ms = 0;
  uint64_t previous_sequence = 0;
  uint32_t principal = 0;
};

// A segment that still grows, as plain arrays of full width: codes uint32_t, integers int64_t with
// a byte that says whether they are set, reals double. Arrays never move, so readers need no lock
// below the row count of their snapshot. One writer. Its lists are never flat. What a zone says
// holds for every snapshot so far: it may be wider than the rows of one.
class Tail final : public Segment {
 public:
  // Holds at most `capacity` rows (1..kSegmentRows). Memory is touched as rows come; it is taken
  // from `spare` when there is one.
  Tail(uint64_t first_sequence, uint32_t capacity, SpareMemory* spare = nullptr);
  ~Tail() override;

  // Whether one more row fits: rows, and the elements that lists have room for.
  bool HasRoom(std::span<const Cell> cells) const;
  // Adds a row; it must fit, and no cell may be a kText. Readers may look at it once the store
  // has published its sequence (release) and they have seen that (acquire).
  void Append(const RowHead& head, std::span<const Cell> cells);
  // The writer's count.
  uint32_t rows() const { return rows_.load(std::memory_order_relaxed); }
  size_t bytes() const;

  bool is_sealed() const override { return false; }
  Zone zone(Column column) const override;
  absl::StatusOr<std::shared_ptr<const ColumnData>> Load(Column column) const override;
  absl::StatusOr<std::shared_ptr<const ListShape>> LoadShape(List list) const override;

 private:
  // A column's arrays and what the writer tells readers about it.
  struct Slot;

  // Where the next value goes: the row, or by list its newest element.
  using Positions = std::array<uint32_t, kListCount>;

  // Gives every array its place, and says how much memory all of them take.
  size_t Carve(std::byte* memory);
  void Describe(const ColumnInfo& info);
  uint32_t Capacity(const ColumnInfo& info) const;
  void Put(const Cell& cell, const Positions& positions);
  void PutHead(const RowHead& head, uint32_t row);
  // Calls visit(array, bytes) for what was written, in the order of memory.
  template <typename Visit>
  void VisitWritten(const Visit& visit) const;
  // Bytes of the pages that were written.
  size_t PageBytes() const;

  const uint32_t capacity_;
  // Elements that each list has room for.
  const uint32_t list_capacity_;
  std::shared_ptr<ZeroedMemory> memory_;
  std::unique_ptr<Slot[]> slots_;
  std::array<uint32_t*, kListCount> offsets_{};
  // By list, ListShape::single_rows.
  std::array<std::atomic<uint32_t>, kListCount> single_rows_{};
  // Elements so far. Atomic for those who ask how much memory is held.
  std::array<std::atomic<uint32_t>, kListCount> elements_{};
  std::atomic<uint32_t> rows_{0};
};

}  // namespace oxus::storage
