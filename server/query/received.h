#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "server/query/request_error.h"
#include "server/query/row_selection.h"
#include "storage/event_store.h"

namespace oxus::query {

// The last record of the snapshot received at `time_ms` (since the epoch, UTC) or before; 0 when
// there is none.
absl::StatusOr<uint64_t> SequenceAtTime(const storage::Snapshot& snapshot, int64_t time_ms);

// The state a request asks for by its fields as_of_sequence and as_of_time; the newest when it
// names neither. Faults as ParseAsOf and ParseAsOfTime; fails as SequenceAtTime does.
template <typename Request>
absl::StatusOr<uint64_t> RequestedState(const Request& request, const storage::Snapshot& snapshot,
                                        RequestFaults& faults) {
  if (!request.has_as_of_time()) {
    return ParseAsOf(request.as_of_sequence(), snapshot.last_sequence(), faults);
  }
  return ParseAsOfTime(
      request.as_of_time(), request.as_of_sequence(),
      [&snapshot](int64_t time_ms) { return SequenceAtTime(snapshot, time_ms); }, faults);
}

}  // namespace oxus::query
