#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/numeric/int128.h"
#include "absl/status/statusor.h"
#include "server/query/columns/axis.h"
#include "server/query/columns/entries.h"
#include "server/query/columns/partial.h"
#include "server/query/scan_plan.h"

namespace oxus::query {

// What the measures of a plan need beside it.
struct MeasureSources {
  // By measure; null for all but distinct ones.
  std::vector<SymbolGroups*> distinct;
};

// Adds up the rows of one segment in groups. While there are few combinations of local numbers,
// each is a cell of plain arrays; else groups are found by hash. One thread.
class SegmentGroups {
 public:
  static absl::StatusOr<std::unique_ptr<SegmentGroups>> Make(const ScanPlan& plan,
                                                             const std::vector<Axis>& axes,
                                                             const MeasureSources& sources,
                                                             SegmentReader& reader);

  // Adds the rows begin + i with mask[i] = 1; `set` of them are. RESOURCE_EXHAUSTED when an event
  // falls into more than kMaxGroupsPerEvent groups.
  absl::Status Add(uint32_t begin, uint32_t count, const uint8_t* mask, uint32_t set);
  // Adds a row with a weight to each of the buckets [first, last] (any bucket when there is no
  // bucket axis).
  absl::Status AddSpread(uint32_t row, int64_t first_bucket, int64_t last_bucket, double weight);

  // Moves the groups into a partial result; nothing may be added afterwards.
  void Finish(Partial* partial);

 private:
  // A measure tied to the segment.
  struct BoundMeasure {
    // Sums: the values, by row, or by casualty when groups tell casualties apart.
    const storage::ColumnData* values = nullptr;
    bool by_casualty = false;
    // Every event has a value: there are as many as events, and nobody counts them.
    bool has_all = false;
    // Dense: the sums of every other row.
    std::vector<Sum> other_sums;
    // Distinct values.
    std::unique_ptr<BoundAxis> distinct;
    const storage::ListShape* shape = nullptr;
    // Cell by cell, a bit for each value, if there are few (then `words` is not 0); else pairs of a
    // cell and a local number.
    std::vector<uint64_t> bits;
    uint32_t words = 0;
    // The bit of each local number. The last one of a cell is that of unknown, which is no value.
    std::vector<uint32_t> bit_of_local;
    std::vector<uint64_t> pairs;
  };

  SegmentGroups(const ScanPlan& plan, const std::vector<Axis>& axes) : plan_(plan), axes_(axes) {}

  absl::Status BindMeasures(const MeasureSources& sources, SegmentReader& reader);
  absl::Status BindSum(const Measure& measure, SegmentReader& reader, BoundMeasure* bound);
  absl::Status BindDistinct(SymbolGroups& groups, SegmentReader& reader, BoundMeasure* bound);
  void ChooseCells();
  void ChooseBits(BoundMeasure& measure, uint64_t cells);

  void AddMasked(uint32_t begin, uint32_t count, const uint8_t* mask, bool all);
  absl::Status AddSelected(uint32_t begin, uint32_t count, const uint8_t* mask);
  // Adds the first `count` of rows_.
  void AddRows(uint32_t count);
  uint32_t LocalOf(size_t axis, const Entries& entries, size_t entry) const;
  // The key of an entry's group, in another bucket if one is given.
  absl::uint128 KeyOf(const Entries& entries, size_t entry,
                      std::optional<uint32_t> bucket_local) const;
  // Finds the group of each entry; cells_ has them.
  void FindCells(const Entries& entries);
  uint32_t GroupOfKey(absl::uint128 key);
  void AddEntries(const Entries& entries);
  void CountMasked(uint32_t count, const uint8_t* mask, bool all);
  void AddMaskedSum(BoundMeasure& measure, uint32_t begin, uint32_t count, const uint8_t* mask,
                    Sum* sums);
  void AddMaskedDistinct(BoundMeasure& measure, uint32_t begin, uint32_t count,
                         const uint8_t* mask);
  void AddDistinctRows(BoundMeasure& measure, const uint32_t* rows, const uint32_t* cells,
                       uint32_t count);
  void AddDistinct(BoundMeasure& measure, uint32_t cell, uint32_t row);
  void Grow(size_t groups);
  uint32_t LocalOfBucket(int64_t bucket);
  void AddShare(const Entries& entries, size_t entry, uint32_t group, double weight);

  void FinishDistinct(const BoundMeasure& measure, const std::vector<uint32_t>& cells,
                      Partial::Distinct* distinct) const;
  // Brings together what rows in turns added to.
  void JoinPairs();
  void FinishKeys(const std::vector<uint32_t>& cells, Partial* partial) const;
  void FinishSpread(const std::vector<uint32_t>& cells, Partial* partial);
  std::vector<uint32_t> UsedCells() const;

  const ScanPlan& plan_;
  const std::vector<Axis>& axes_;
  std::vector<BoundAxis> bound_;
  std::unique_ptr<EntryMaker> entries_;
  std::vector<BoundMeasure> measures_;

  bool is_dense_ = true;
  // Dense and few: kLanes sets of cells that rows are counted in by turns, so that a row need not
  // wait for the one before it when both are of one group. Added to events_ at the end.
  std::vector<uint32_t> lanes_;
  // Not dense: groups by key, keys by group.
  absl::flat_hash_map<absl::uint128, uint32_t> groups_;
  std::vector<absl::uint128> keys_;
  // Buckets that only spread spans touch: local numbers after the bucket axis's own.
  std::vector<int32_t> further_buckets_;
  absl::flat_hash_map<int64_t, uint32_t> bucket_locals_;

  std::vector<int64_t> events_;
  std::vector<std::vector<Sum>> sums_;
  std::vector<Share> spread_events_;
  std::vector<std::vector<Share>> spread_sums_;
  // Per vector.
  std::vector<uint32_t> cells_;
  std::vector<uint32_t> rows_;
  std::vector<uint32_t> selected_cells_;
  std::vector<uint32_t> locals_;
  std::vector<uint8_t> set_;
  Entries scratch_;
};

}  // namespace oxus::query
