#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "server/query/columns/axis.h"
#include "server/query/columns/distinct_set.h"
#include "server/query/columns/group_index.h"
#include "server/query/columns/partial.h"
#include "server/query/grouped_result.h"
#include "server/query/scan_plan.h"

namespace oxus::query {

// The sum of partial results. One thread.
class MergedGroups final : public GroupedResult {
 public:
  // Asked again and again while something large is added. An error ends it, and the sum is of no
  // further use.
  using Check = std::function<absl::Status()>;
  // Groups that are added between two checks: they take some milliseconds.
  static constexpr size_t kGroupsPerCheck = 1 << 14;

  // The symbols of the axes must outlive it and its copies.
  MergedGroups(std::vector<Measure> measures, const std::vector<Axis>& axes);

  // What `check` answers, else OK.
  absl::Status Add(const Partial& partial, const Check& check);

  const Exclusions& exclusions() const { return exclusions_; }
  const std::vector<uint64_t>& matching_successors() const { return matching_successors_; }
  const std::vector<Replaced>& matching_replaced() const { return matching_replaced_; }
  const std::vector<NearMiss>& near_misses() const { return near_misses_; }
  // Whether some count of the measure is an estimate.
  bool IsEstimate(size_t measure) const;

  size_t size() const override { return index_.size(); }
  size_t bytes() const override;
  std::span<const int64_t> Key(size_t group) const override { return index_.Key(group); }
  OptionalValue AxisValue(size_t axis, int64_t number) const override;
  Cell MeasureValue(size_t measure, size_t group) const override;
  size_t FindOrAdd(std::span<const int64_t> key) override;
  void Merge(size_t from, size_t into) override;

 private:
  // The ids of a partial's local numbers, by axis; looked up when first met.
  using LocalIds = std::vector<std::vector<int32_t>>;

  // The groups [begin, end) of the partial.
  void FindGroups(const Partial& partial, size_t begin, size_t end, LocalIds& ids);
  void AddMeasures(const Partial& partial, size_t begin, size_t end);
  void AddDistinct(const Partial::Distinct& from, size_t begin, size_t end,
                   std::vector<DistinctSet>& into);
  void AddSpread(const Partial& partial, size_t begin, size_t end);
  void AddFooting(const Partial& partial);
  // Makes room for the measures of groups that the index has and they have not.
  void GrowMeasures();

  std::vector<Measure> measures_;
  // By axis; null for the bucket.
  std::vector<const SymbolGroups*> symbols_;
  GroupIndex index_;
  // By group; by measure and then group, empty for measures of another kind.
  std::vector<int64_t> events_;
  std::vector<std::vector<Sum>> sums_;
  std::vector<std::vector<DistinctSet>> distinct_;
  // Empty until something is spread; then they may be of fewer groups than there are.
  std::vector<Share> spread_events_;
  std::vector<std::vector<Share>> spread_sums_;

  Exclusions exclusions_;
  std::vector<uint64_t> matching_successors_;
  std::vector<Replaced> matching_replaced_;
  std::vector<NearMiss> near_misses_;
  // By group of the partial at hand.
  std::vector<uint32_t> groups_;
};

}  // namespace oxus::query
