#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/columns/column.h"
#include "storage/columns/column_data.h"
#include "storage/columns/mark_list.h"
#include "storage/columns/segment_limits.h"

namespace oxus::storage {

// A run of consecutive records as columns: row i is the record at first_sequence() + i, and every
// record is a row, retractions and attached reports too. Sealed ones are immutable and read from
// disk through a bounded cache; a tail (the newest) grows under its readers, who must not look
// beyond the rows of their snapshot. Any thread. The store must outlive it.
class Segment {
 public:
  virtual ~Segment() = default;

  uint64_t first_sequence() const { return first_sequence_; }
  virtual bool is_sealed() const = 0;

  // Costs nothing.
  virtual Zone zone(Column column) const = 0;
  // The arrays of a column; valid as long as the answer is held. DATA_LOSS on damage.
  virtual absl::StatusOr<std::shared_ptr<const ColumnData>> Load(Column column) const = 0;
  virtual absl::StatusOr<std::shared_ptr<const ListShape>> LoadShape(List list) const = 0;

  // Rows whose place was taken.
  const MarkList& marks() const { return *marks_; }
  MarkList& marks() { return *marks_; }
  // A tail that is sealed hands its marks on: what is added to one is then seen in both. Before
  // this segment is shown to others only.
  void ShareMarksOf(const Segment& other) { marks_ = other.marks_; }

 protected:
  explicit Segment(uint64_t first_sequence) : first_sequence_(first_sequence) {}

 private:
  const uint64_t first_sequence_;
  std::shared_ptr<MarkList> marks_ = std::make_shared<MarkList>();
};

// A segment with the rows of it that a snapshot sees.
struct SegmentPart {
  std::shared_ptr<const Segment> segment;
  uint32_t rows = 0;

  uint64_t first_sequence() const { return segment->first_sequence(); }
  uint64_t end_sequence() const { return segment->first_sequence() + rows; }
};

}  // namespace oxus::storage
