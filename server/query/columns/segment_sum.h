#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "server/query/columns/cell_table.h"
#include "server/query/columns/cell_view.h"
#include "server/query/columns/partial.h"
#include "server/query/columns/segment_reader.h"
#include "server/query/scan_plan.h"

namespace oxus::query {

// How sums of small values are kept: one number has the sum of what is stored in its highest bits,
// and counts below. It is one addition then, and most of the time goes in waiting for the one
// before.
enum class SumPacking {
  kNone,
  // Rows; all of them have a value.
  kRows,
  // Values that are set.
  kSet,
  // Both, where the sum leaves room.
  kRowsAndSet,
};

// The sums of one measure over the rows of one segment, cell by cell. One thread; the reader must
// outlive it.
class SegmentSum {
 public:
  // Adds the values of casualties when groups tell them apart, else those of rows.
  static absl::StatusOr<SegmentSum> Bind(const Measure& measure, bool tells_casualties_apart,
                                         SegmentReader& reader);

  // Nothing is set in the segment, so that there is nothing to add.
  bool is_empty() const { return values_ == nullptr; }
  bool by_casualty() const { return by_casualty_; }
  // Counts along how many rows were added to each cell.
  bool counts_rows() const {
    return packing_ == SumPacking::kRows || packing_ == SumPacking::kRowsAndSet;
  }
  // The values by row, or by casualty.
  const storage::ColumnData& values() const { return *values_; }

  // Before rows are added: so many cells there are, from 0.
  void SetCells(size_t cells);
  // So many there are now. Not after SetCells.
  void Grow(size_t cells);
  // Rows begin + i with mask[i] = 1, or all when it is null. Not by casualty, unless no row has
  // more than one.
  void AddMasked(uint32_t begin, uint32_t count, const CellView& cells, const uint8_t* mask);
  // The values of `rows`. Not by casualty, unless no row has more than one.
  void AddRows(const uint32_t* rows, const uint32_t* cells, uint32_t count);
  // The values at `indexes`, but for Entries::kNoElement.
  void AddAt(const uint32_t* indexes, const uint32_t* cells, uint32_t count);
  // To be called once, after the last was added and before At.
  void Join() { packed_.Join(); }
  std::vector<Sum> At(const std::vector<uint32_t>& cells) const;
  // How many rows each cell has, from 0 on. If it counts rows.
  void CopyRows(uint32_t* rows) const;

  size_t bytes() const { return packed_.bytes() + sums_.capacity() * sizeof(Sum); }

 private:
  const storage::ColumnData* values_ = nullptr;
  bool by_casualty_ = false;
  static SumPacking PackingFor(const storage::ColumnData& values, const storage::Zone& zone,
                               bool is_by_row);
  template <typename Visit>
  void VisitPacked(const Visit& visit) const;

  SumPacking packing_ = SumPacking::kNone;
  CellTable<uint64_t> packed_;
  std::vector<Sum> sums_;
};

}  // namespace oxus::query
