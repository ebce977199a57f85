#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/numeric/int128.h"
#include "server/query/columns/axis.h"
#include "server/query/columns/distinct_set.h"
#include "server/query/columns/partial.h"
#include "server/query/grouped_result.h"
#include "server/query/scan_plan.h"

namespace oxus::query {

// The sum of partial results. One thread.
class MergedGroups final : public GroupedResult {
 public:
  // Axes, with their symbols, must outlive it and its copies.
  MergedGroups(std::vector<Measure> measures, std::vector<Axis> axes);

  void Add(const Partial& partial);
  void Add(const MergedGroups& other);

  const Exclusions& exclusions() const { return exclusions_; }
  const std::vector<uint64_t>& matching_successors() const { return matching_successors_; }
  const std::vector<Replaced>& matching_replaced() const { return matching_replaced_; }
  const std::vector<NearMiss>& near_misses() const { return near_misses_; }
  uint64_t rows() const { return rows_; }
  size_t bytes() const;
  // Whether some count of the measure is an estimate.
  bool IsEstimate(size_t measure) const;

  size_t size() const override { return events_.size(); }
  std::span<const int64_t> Key(size_t group) const override {
    return {keys_.data() + group * axes_.size(), axes_.size()};
  }
  oxus::v1::Value AxisValue(size_t axis, int64_t number) const override;
  oxus::v1::Value MeasureValue(size_t measure, size_t group) const override;
  size_t FindOrAdd(std::span<const int64_t> key) override;
  void Merge(size_t from, size_t into) override;

 private:
  // Numbers an axis's groups from 0.
  struct AxisIds {
    // By group + kShift while groups are small; the others in the map.
    std::vector<int32_t> small;
    absl::flat_hash_map<int64_t, int32_t> large;
    int32_t count = 0;
    // Ids a cell has room for: a power of two.
    uint32_t bits = 0;
  };
  static constexpr int64_t kShift = 2;
  static constexpr int64_t kSmall = 1 << 20;
  static constexpr uint32_t kDenseBits = 20;
  static constexpr int32_t kNoId = -1;

  int32_t IdOf(size_t axis, int64_t group);
  // The group with those ids, made if need be with `key`.
  template <typename KeyAt>
  size_t GroupOf(std::span<const int32_t> ids, const KeyAt& key_at);
  void LayOut();
  uint64_t CellOf(std::span<const int32_t> ids) const;
  size_t AddGroup();
  void AddSpread(const Partial& partial, const std::vector<uint32_t>& groups);
  void AddFooting(const Exclusions& exclusions, const std::vector<uint64_t>& successors,
                  const std::vector<Replaced>& replaced, const std::vector<NearMiss>& near_misses,
                  uint64_t rows);

  std::vector<Measure> measures_;
  std::vector<Axis> axes_;
  std::vector<AxisIds> ids_;
  // By cell, 1 + group; used while few bits make a cell. Otherwise by hash.
  std::vector<uint32_t> dense_;
  bool is_dense_ = true;
  absl::flat_hash_map<absl::uint128, uint32_t> hashed_;

  std::vector<int64_t> keys_;
  std::vector<int32_t> group_ids_;
  std::vector<int64_t> events_;
  std::vector<std::vector<Sum>> sums_;
  std::vector<std::vector<DistinctSet>> distinct_;
  // Empty until something is spread.
  std::vector<Share> spread_events_;
  std::vector<std::vector<Share>> spread_sums_;

  Exclusions exclusions_;
  std::vector<uint64_t> matching_successors_;
  std::vector<Replaced> matching_replaced_;
  std::vector<NearMiss> near_misses_;
  uint64_t rows_ = 0;
};

}  // namespace oxus::query
