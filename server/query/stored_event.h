#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "oxus/v1/event.pb.h"
#include "server/query/log_row.h"
#include "storage/event_store.h"

namespace oxus::query {

// A row as the contract shows it: ACTIVE when it is visible, SUPERSEDED when any record, be it a
// retraction, took its place.
void FillStoredEvent(LogRow row, oxus::v1::StoredEvent* stored);

// The record at `sequence` as the contract shows it, seen from the state `as_of`. A retraction
// is RETRACTED and shows the event as it stood when it was withdrawn, with its own sequence, time
// of receipt, sender and text. Sets `previous_sequence` to the record it took the place of.
absl::Status ReadStoredEvent(storage::EventReader& reader, uint64_t sequence, uint64_t as_of,
                             oxus::v1::StoredEvent* stored, uint64_t* previous_sequence);

}  // namespace oxus::query
