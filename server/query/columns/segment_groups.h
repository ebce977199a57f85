#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/numeric/int128.h"
#include "absl/status/statusor.h"
#include "server/query/columns/axis.h"
#include "server/query/columns/cell_table.h"
#include "server/query/columns/entries.h"
#include "server/query/columns/partial.h"
#include "server/query/columns/segment_distinct.h"
#include "server/query/columns/segment_sum.h"
#include "server/query/columns/spread_shares.h"
#include "server/query/limits.h"
#include "server/query/scan_plan.h"

namespace oxus::query {

// What the measures of a plan need beside it.
struct MeasureSources {
  // By measure; null for all but distinct ones.
  std::vector<SymbolGroups*> distinct;
};

// What ends a scan before it is done. Both must outlive it.
struct GroupBounds {
  const QueryLimits& limits;
  const Cancelled& cancelled;
};

// Adds up the rows of one segment in groups. While there are few combinations of local numbers,
// each is a cell of plain arrays; else groups are found by hash. One thread.
class SegmentGroups {
 public:
  static absl::StatusOr<std::unique_ptr<SegmentGroups>> Make(const ScanPlan& plan,
                                                             const std::vector<Axis>& axes,
                                                             const MeasureSources& sources,
                                                             const GroupBounds& bounds,
                                                             SegmentReader& reader);

  // Adds the rows begin + i with mask[i] = 1; `set` of them are. RESOURCE_EXHAUSTED when an event
  // falls into more than kMaxGroupsPerEvent groups, or groups pass a limit; CANCELLED.
  absl::Status Add(uint32_t begin, uint32_t count, const uint8_t* mask, uint32_t set);
  // Whether so many of `count` rows are enough to look at every one.
  bool AddsMasked(uint32_t count, uint32_t set) const;
  // Adds a row with a weight to each of the buckets [first, last] (any bucket when there is no
  // bucket axis).
  absl::Status AddSpread(uint32_t row, int64_t first_bucket, int64_t last_bucket, double weight);

  // Moves the groups into a partial result; nothing may be added afterwards.
  void Finish(Partial* partial);

 private:
  SegmentGroups(const ScanPlan& plan, const std::vector<Axis>& axes, const GroupBounds& bounds)
      : plan_(plan), axes_(axes), bounds_(bounds), shares_(plan.measures.size()) {}

  absl::Status BindMeasures(const MeasureSources& sources, SegmentReader& reader);
  void ChooseCells();
  // Finds out whether something else tells how many events a cell has, or that it has some.
  void ChooseCounter();

  CellView CellsOf(uint32_t begin, uint32_t count);
  void AddMasked(uint32_t begin, uint32_t count, const uint8_t* mask);
  absl::Status AddSelected(uint32_t begin, uint32_t count, const uint8_t* mask);
  // Adds the first `count` of rows_, each of which is one entry.
  void AddRows(uint32_t count);
  absl::Status AddExpanded(uint32_t count);
  absl::StatusOr<uint64_t> EntriesOf(uint32_t row) const;
  uint32_t LocalOf(size_t axis, const Entries& entries, size_t entry) const;
  // The key of an entry's group, in another bucket if one is given.
  absl::uint128 KeyOf(const Entries& entries, size_t entry,
                      std::optional<uint32_t> bucket_local) const;
  // Finds the group of each entry; cells_ has them.
  void FindCells(const Entries& entries);
  uint32_t GroupOfKey(absl::uint128 key);
  void AddEntries(const Entries& entries);
  void Grow(size_t groups);
  uint32_t LocalOfBucket(int64_t bucket);

  bool counts_events() const { return row_counter_ == nullptr && cell_marker_ == nullptr; }
  // Fills events_ where something else counted them.
  void TakeEvents();
  std::vector<uint32_t> UsedCells() const;
  void FinishKeys(const std::vector<uint32_t>& cells, Partial* partial) const;
  bool IsSum(size_t measure) const;
  absl::Status CheckBounds() const;
  size_t bytes() const;

  const ScanPlan& plan_;
  const std::vector<Axis>& axes_;
  const GroupBounds bounds_;
  std::vector<BoundAxis> bound_;
  std::unique_ptr<EntryMaker> entries_;
  // By measure; empty for those that are no sum.
  std::vector<SegmentSum> sums_;
  // By measure; nothing for those that count no values.
  std::vector<std::optional<SegmentDistinct>> distinct_;
  SpreadShares shares_;

  bool is_dense_ = true;
  // Null, or a sum that counts the events of each cell along.
  const SegmentSum* row_counter_ = nullptr;
  // Null, or tells which cells have events where nobody asks how many.
  const SegmentDistinct* cell_marker_ = nullptr;
  // Without either.
  CellTable<uint32_t> events_;
  // Not dense: groups by key, keys by group.
  absl::flat_hash_map<absl::uint128, uint32_t> groups_;
  std::vector<absl::uint128> keys_;
  // Buckets that only spread spans touch: local numbers after the bucket axis's own.
  std::vector<int32_t> further_buckets_;
  absl::flat_hash_map<int64_t, uint32_t> bucket_locals_;

  // Per vector.
  std::vector<uint32_t> cells_;
  std::vector<uint32_t> rows_;
  Entries scratch_;
};

}  // namespace oxus::query
