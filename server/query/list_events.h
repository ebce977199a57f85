#pragma once

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "oxus/v1/query_service.pb.h"
#include "server/query/limits.h"
#include "storage/event_store.h"

namespace oxus::query {

// A page ends early rather than pass this size, which fits the 4 MiB that gRPC clients take
// unless told otherwise; it holds one event at least.
inline constexpr size_t kMaxPageBytes = 3u << 20;

// Answers a ListEventsRequest from a snapshot with an encoded ListEventsResponse: the visible rows
// of the modalities asked for that the filter holds for and whose local start lies in the interval.
// Duplicates and spans of any length are listed. "occurred" orders by the local start, as the field
// of that name; rows that began together are in order of their sequence, in the same direction.
//
// Keeps the places of one page in memory; each page looks at the columns anew, in the segments
// that may hold a row of it. INVALID_ARGUMENT, also for a page token that is damaged or of
// another request; CANCELLED; the errors of the snapshot.
absl::StatusOr<std::string> ListEvents(const storage::Snapshot& snapshot,
                                       const oxus::v1::ListEventsRequest& request,
                                       const Cancelled& cancelled);

}  // namespace oxus::query
