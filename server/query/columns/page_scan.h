#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "server/query/limits.h"
#include "server/query/list_plan.h"
#include "storage/event_store.h"

namespace oxus::query {

// The places, in the order listed, of the first rows after where the page begins: one more than fit
// the page, to know whether another page follows. Segments that can hold
// none of them, because all their rows are listed before the page or after it, are not read.
// CANCELLED, DATA_LOSS and what the snapshot answers.
absl::StatusOr<std::vector<ListPosition>> FindPage(const ListPlan& plan,
                                                   const storage::Snapshot& snapshot,
                                                   const Cancelled& cancelled);

}  // namespace oxus::query
