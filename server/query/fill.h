#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "server/query/answer_table.h"

namespace oxus::query {

// Rows for the buckets in which nothing happened, from the interval's first to its last or, where
// it has no end there, those of `rows`: for every combination that is in `rows`, and without keys
// other than the bucket even when nothing is. Beside `rows`, `all` tells in which buckets something
// happened. RESOURCE_EXHAUSTED when there would be more groups than the plan allows,
// or they would take too much memory; CANCELLED.
absl::StatusOr<std::vector<uint32_t>> AddEmptyBuckets(AnswerTable& table,
                                                      const std::vector<uint32_t>& rows,
                                                      const std::vector<uint32_t>& all);

}  // namespace oxus::query
