#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

namespace oxus::query {

// Limits of a query; past them it answers INVALID_ARGUMENT or RESOURCE_EXHAUSTED naming limit
// and value.
inline constexpr int kMaxGroupBy = 4;
inline constexpr int kMaxMetrics = 16;
// Not refused: a larger page is cut to it.
inline constexpr uint32_t kMaxPageSize = 1000;
inline constexpr uint32_t kDefaultPageSize = 100;
// Combinations of group keys that one event may fall into: 64 participants by 64 reports by
// 16 tags are 65,536.
inline constexpr uint64_t kMaxGroupsPerEvent = 100'000;
// Different values that distinct() counts exactly in one group; more are estimated.
inline constexpr uint32_t kExactDistinct = 65'536;

// What max_groups may be set to: groups are numbered in 32 bits, and comparing and filling make a
// few times as many as were found.
inline constexpr size_t kMostGroups = 100'000'000;

// Those an operator may set.
struct QueryLimits {
  // At most kMostGroups.
  size_t max_groups = 1'000'000;
  // Of one query, and each under way may take as much: the merged groups of a scan; beside them
  // what its segments gave and waits to be merged; then the groups of both scans and the rows made
  // of them, together. Looked at now and then while they grow. Columns in use and the messages of
  // an answer come on top.
  size_t memory_bytes = size_t{512} << 20;
};

// Returns true when the caller no longer wants the answer (cancelled, deadline passed). Any thread.
using Cancelled = std::function<bool()>;

}  // namespace oxus::query
