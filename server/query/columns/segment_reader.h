#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"
#include "storage/columns/segment.h"

namespace oxus::query {

// Rows that are looked at together: what the loops hold of them stays in the first cache.
inline constexpr uint32_t kVectorRows = 4096;

// The columns of one part of a snapshot, loaded when first asked for and held until the end. One
// thread.
class SegmentReader {
 public:
  explicit SegmentReader(const storage::SegmentPart& part) : part_(part) {}

  uint32_t rows() const { return part_.rows; }
  uint64_t first_sequence() const { return part_.first_sequence(); }
  const storage::Segment* segment() const { return part_.segment.get(); }
  const storage::MarkList& marks() const { return part_.segment->marks(); }
  storage::Zone zone(storage::Column column) const { return part_.segment->zone(column); }

  absl::StatusOr<const storage::ColumnData*> Load(storage::Column column);
  absl::StatusOr<const storage::ListShape*> LoadShape(storage::List list);

 private:
  const storage::SegmentPart part_;
  std::array<std::shared_ptr<const storage::ColumnData>, storage::kColumnLimit> columns_;
  std::array<std::shared_ptr<const storage::ListShape>, storage::kListCount> shapes_;
};

}  // namespace oxus::query
