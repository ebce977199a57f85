#include "server/query/columns/group_limits.h"

#include "server/query/request_error.h"

namespace oxus::query {

absl::Status CheckMemory(const QueryLimits& limits, size_t bytes) {
  if (bytes <= limits.memory_bytes) return absl::OkStatus();
  return LimitExceeded("QUERY_MEMORY", "bytes of groups", limits.memory_bytes, bytes);
}

absl::Status CheckGroups(const QueryLimits& limits, size_t groups) {
  if (groups <= limits.max_groups) return absl::OkStatus();
  return LimitExceeded("TOO_MANY_GROUPS", "groups", limits.max_groups, groups);
}

}  // namespace oxus::query
