#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "oxus/v1/query_service.pb.h"
#include "storage/event_store.h"

namespace oxus::scan {

// Everything that the pages of a ListEventsRequest hold together, in order. Its page size and
// token are not looked at.
absl::StatusOr<std::vector<v1::StoredEvent>> List(const storage::Snapshot& snapshot,
                                                  const v1::ListEventsRequest& request);

}  // namespace oxus::scan
