#pragma once

#include <cstddef>

#include "absl/status/status.h"
#include "server/query/limits.h"

namespace oxus::query {

// OK, or RESOURCE_EXHAUSTED when groups take more bytes than they may.
absl::Status CheckMemory(const QueryLimits& limits, size_t bytes);
// The same for their number.
absl::Status CheckGroups(const QueryLimits& limits, size_t groups);

}  // namespace oxus::query
