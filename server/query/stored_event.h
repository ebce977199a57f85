#pragma once

#include <vector>

#include "absl/status/status.h"
#include "oxus/v1/event.pb.h"
#include "server/query/event_row.h"
#include "storage/event_store.h"

namespace oxus::query {

// A row as the contract shows it. The status is ACTIVE for a visible row, RETRACTED (with the
// retraction) or SUPERSEDED otherwise.
absl::Status FillStoredEvent(const storage::Snapshot& snapshot, const EventRow& row,
                             oxus::v1::StoredEvent* stored);

// The record at `sequence` as the contract shows it, seen from the state `as_of`. A retraction
// shows the event as it stood when it was withdrawn, with its own sequence, time of receipt and
// sender. Sets `previous_sequence` to the record it took the place of.
absl::Status ReadStoredEvent(const storage::Snapshot& snapshot, uint64_t sequence, uint64_t as_of,
                             oxus::v1::StoredEvent* stored, uint64_t* previous_sequence);

}  // namespace oxus::query
