#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "server/query/columns/entries.h"
#include "server/query/columns/partial.h"
#include "server/query/columns/segment_sum.h"

namespace oxus::query {

// What spans that are spread over buckets give to groups. One thread.
class SpreadShares {
 public:
  explicit SpreadShares(size_t measures) : sums_(measures) {}

  // Adds `weight` of an entry's row to a group. `sums`: by measure; empty ones add nothing.
  void Add(const Entries& entries, size_t entry, uint32_t group, double weight,
           const std::vector<SegmentSum>& sums);
  // Nothing was added.
  bool empty() const { return events_.empty(); }
  bool IsInGroup(uint32_t group) const {
    return group < events_.size() && events_[group].count > 0;
  }
  // The shares of `groups`, for the measures that are `wanted`. Nothing when there are none.
  void Finish(const std::vector<uint32_t>& groups, const std::vector<bool>& wanted,
              Partial* partial) const;

  size_t bytes() const;

 private:
  std::vector<Share> events_;
  // By measure, then group.
  std::vector<std::vector<Share>> sums_;
};

}  // namespace oxus::query
