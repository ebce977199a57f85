#pragma once

#include <cstddef>
#include <vector>

#include "absl/status/statusor.h"
#include "server/query/aggregate_plan.h"
#include "server/query/comparison.h"
#include "server/query/grouped_result.h"
#include "server/query/patience.h"

namespace oxus::query {

// The groups of two scans side by side.
struct PairedGroups {
  // By group of `now`: its group of `before`, maybe one in which nothing was found. Two groups
  // share one where 29 February and the 28th do.
  std::vector<size_t> partners;
  // The groups of `before` in which something was found, each event in one of them.
  std::vector<size_t> found_before;
};

// Adds to each of the two what only the other has, and to the buckets of `before` that are set
// beside one what those hold that are not (Comparison::MergedInto). RESOURCE_EXHAUSTED when `now`
// gets more groups than the plan allows, CANCELLED.
absl::StatusOr<PairedGroups> PairGroups(const AggregatePlan& plan, GroupedResult& now,
                                        GroupedResult& before, Patience& patience);

}  // namespace oxus::query
