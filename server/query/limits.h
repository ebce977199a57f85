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

// Those an operator may set.
struct QueryLimits {
  size_t max_groups = 1'000'000;
  // What groups and their values may take while a query runs.
  size_t memory_bytes = size_t{512} << 20;
};

// Returns true when the caller no longer wants the answer (cancelled, deadline passed). Any thread.
using Cancelled = std::function<bool()>;

}  // namespace oxus::query
