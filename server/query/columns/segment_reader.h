#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/columns/segment.h"

namespace oxus::query {

// Rows that are looked at together: what the loops hold of them stays in the first cache.
inline constexpr uint32_t kVectorRows = 4096;

// The columns of one part of a snapshot, loaded when first asked for and held until the end. One
// thread.
class SegmentReader {
 public:
  // Rows before `first_row` will not be asked for.
  explicit SegmentReader(const storage::SegmentPart& part, uint32_t first_row = 0)
      : part_(part), first_row_(first_row) {}

  uint32_t first_row() const { return first_row_; }
  uint32_t rows() const { return part_.rows; }
  uint64_t first_sequence() const { return part_.first_sequence(); }
  const storage::Segment* segment() const { return part_.segment.get(); }
  const storage::MarkList& marks() const { return part_.segment->marks(); }
  storage::Zone zone(storage::Column column) const { return part_.segment->zone(column); }

  absl::StatusOr<const storage::ColumnData*> Load(storage::Column column);
  absl::StatusOr<const storage::ListShape*> LoadShape(storage::List list);

  // How many columns with a value a row are loaded.
  size_t row_columns() const { return by_row_.size(); }
  // Asks for the memory of the rows [first, first + count) of the first `columns` of them, so that
  // it is on its way while other rows are looked at: a vector is too short for the processor to
  // foresee the next one.
  void Prefetch(size_t columns, uint32_t first, uint32_t count) const;

 private:
  // Whether its values are numbered by row.
  absl::StatusOr<bool> IsByRow(storage::Column column);

  const storage::SegmentPart part_;
  const uint32_t first_row_;
  std::array<std::shared_ptr<const storage::ColumnData>, storage::kColumnLimit> columns_;
  // Those of columns_ whose values are numbered by row, as they were loaded.
  std::vector<const storage::ColumnData*> by_row_;
  std::array<std::shared_ptr<const storage::ListShape>, storage::kListCount> shapes_;
};

}  // namespace oxus::query
