#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "server/query/columns/axis.h"
#include "server/query/columns/cell_view.h"
#include "server/query/columns/partial.h"
#include "server/query/columns/segment_reader.h"

namespace oxus::query {

// The different values of one field over the rows of one segment, cell by cell. One thread; the
// reader must outlive it.
class SegmentDistinct {
 public:
  static absl::StatusOr<SegmentDistinct> Bind(SymbolGroups& groups, SegmentReader& reader);

  // Before rows are added, when there are only so many cells: a bit for each value is the fastest
  // while bits are few.
  void SetCells(size_t cells);
  // Every row that is added leaves a bit in its cell, if only that of unknown.
  bool marks_cells() const { return words_ != 0 && shape_ == nullptr; }
  bool IsMarked(size_t cell) const;
  // Rows begin + i with mask[i] = 1, or all when it is null.
  void AddMasked(uint32_t begin, uint32_t count, const CellView& cells, const uint8_t* mask);
  void AddRows(const uint32_t* rows, const uint32_t* cells, uint32_t count);
  // The values of `cells`, ascending. Nothing may be added afterwards.
  void Finish(const std::vector<uint32_t>& cells, Partial::Distinct* distinct);

  size_t bytes() const;

 private:
  explicit SegmentDistinct(BoundAxis values) : values_(std::move(values)) {}

  void AddRow(uint32_t cell, uint32_t row);
  void AddValue(uint32_t cell, uint32_t local);
  void SortPairs();
  void FinishBits(const std::vector<uint32_t>& cells, Partial::Distinct* distinct);

  BoundAxis values_;
  // Null: a value a row.
  const storage::ListShape* shape_ = nullptr;
  // By cell, words_ words with a bit for each value; unless words_ is 0.
  std::vector<uint64_t> bits_;
  uint32_t words_ = 0;
  // By local number of the value. The last bit of a cell is that of unknown, which is no value.
  std::vector<uint32_t> bit_of_local_;
  // Otherwise pairs of a cell and a local number, from time to time without repeats.
  std::vector<uint64_t> pairs_;
  size_t pairs_to_sort_at_ = size_t{1} << 16;
  // Per vector.
  std::vector<uint32_t> locals_;
  std::vector<uint32_t> rows_;
  std::vector<uint32_t> row_cells_;
};

}  // namespace oxus::query
