#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "oxus/v1/query_service.pb.h"
#include "server/query/columns/cell_view.h"
#include "server/query/columns/segment_reader.h"
#include "server/query/columns/symbol_groups.h"
#include "server/reference/time_zone.h"

namespace oxus::query {

// One of the things events are grouped by.
struct Axis {
  // Null for the bucket.
  SymbolGroups* groups = nullptr;
  oxus::v1::Bucket bucket = oxus::v1::BUCKET_UNSPECIFIED;
  const reference::ZoneClock* zone = nullptr;

  storage::List list() const {
    return groups == nullptr ? storage::List::kNone : groups->field().list();
  }
};

// An axis tied to one segment: its groups numbered 0, 1, 2 ... in there. Values are numbered as in
// ColumnData: by row, or by element of the axis's list; only those of rows that the reader is for
// may be asked for. One thread; the reader must outlive it.
class BoundAxis {
 public:
  static absl::StatusOr<BoundAxis> Bind(const Axis& axis, SegmentReader& reader);

  // How many local numbers there are, and what they stand for: the group of GroupedResult.
  uint32_t size() const { return static_cast<uint32_t>(groups_.size()); }
  const std::vector<int32_t>& groups() const { return groups_; }

  uint32_t LocalAt(uint32_t index) const;
  // The local number of "unknown", for rows without an element.
  uint32_t unknown_local() const { return unknown_local_; }
  // The local numbers of the values from `first` on, where they are what is stored; else nothing.
  CellView Stored(uint32_t first) const;
  // cells[i] = LocalAt(first + i).
  void SetDigits(uint32_t first, uint32_t count, uint32_t* cells) const;
  // cells[i] = cells[i] * size() + LocalAt(first + i).
  void AppendDigits(uint32_t first, uint32_t count, uint32_t* cells) const;
  // The same two for the values at `indexes`.
  void GatherFirstDigits(const uint32_t* indexes, uint32_t count, uint32_t* cells) const;
  void GatherDigits(const uint32_t* indexes, uint32_t count, uint32_t* cells) const;

 private:
  absl::Status BindBucket(const Axis& axis, SegmentReader& reader);
  void BindBucketOfDays(oxus::v1::Bucket bucket, const storage::ColumnData& days,
                        const storage::Zone& zone);
  bool NumberDays(oxus::v1::Bucket bucket, const std::vector<int64_t>& days);
  absl::Status BindBucketOfTimes(const Axis& axis, SegmentReader& reader);
  absl::Status BindSymbols(SymbolGroups& groups, SegmentReader& reader);
  void NumberCodes(SymbolGroups& groups, const storage::ColumnData& data,
                   const std::vector<int64_t>& codes);
  void NumberZone(SymbolGroups& groups, const storage::ColumnData& data, const storage::Zone& zone);
  void NumberValues(SymbolGroups& groups, const storage::ColumnData& data, uint32_t first,
                    uint32_t end);
  // Rows of a list that is not flat may have no element.
  void MakeRoomForUnknown();

  // Whether values lie in an array that the kernels know.
  bool HasArray() const;
  // Calls visit(values, digits) for the values from `first` on.
  template <typename Visit>
  void VisitValues(uint32_t first, const Visit& visit) const;

  // Null: `locals_` has the local number of each value from first_ on.
  const storage::ColumnData* data_ = nullptr;
  // By stored value; empty: the stored value is the local number, and none is absent.
  std::vector<uint32_t> to_local_;
  // Where values are absent: their local number.
  uint32_t absent_local_ = 0;
  uint32_t unknown_local_ = 0;
  uint32_t first_ = 0;
  std::vector<uint32_t> locals_;
  std::vector<int32_t> groups_;
};

}  // namespace oxus::query
