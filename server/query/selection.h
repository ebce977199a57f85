#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "server/query/answer_table.h"

namespace oxus::query {

// Which rows of the table are in the answer, in their order.
struct SelectedRows {
  std::vector<uint32_t> rows;
  // Groups that `having` left, before `top` and `fill`.
  uint64_t total_groups = 0;
};

// Adds to the table what the plan wants added: sums over buckets, rows of what top cuts, empty
// buckets. RESOURCE_EXHAUSTED as AddEmptyBuckets and AnswerTable::Check, CANCELLED.
absl::StatusOr<SelectedRows> SelectRows(AnswerTable& table);

}  // namespace oxus::query
