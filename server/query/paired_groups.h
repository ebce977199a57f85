#pragma once

#include <cstddef>
#include <vector>

#include "server/query/comparison.h"
#include "server/query/grouped_result.h"

namespace oxus::query {

// The groups of two scans side by side.
struct PairedGroups {
  // By group of `now`: its group of `before`, maybe one in which nothing was found. Two groups
  // share one where 29 February and the 28th do.
  std::vector<size_t> partners;
  // The groups of `before` in which something was found, each event in one of them.
  std::vector<size_t> found_before;
};

// Adds to each of the two what only the other has, and to the 28th of `before` what it holds of a
// 29 February.
PairedGroups PairGroups(const Comparison& comparison, bool has_bucket, GroupedResult& now,
                        GroupedResult& before);

}  // namespace oxus::query
