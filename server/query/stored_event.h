#pragma once

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "oxus/v1/event.pb.h"
#include "storage/event_store.h"

namespace oxus::query {

// What the contract shows of a record beside its event: ACTIVE when it is visible, SUPERSEDED when
// any record, be it a retraction, took its place. `superseded_by` is 0 for none.
void SetRecord(uint64_t sequence, int64_t received_ms, uint64_t superseded_by,
               std::string_view principal, oxus::v1::StoredEvent* stored);

// The record at `sequence` as the contract shows it, seen from the state `as_of`. A retraction
// is RETRACTED and shows the event as it stood when it was withdrawn, with its own sequence, time
// of receipt, sender and text. Sets `previous_sequence` to the record it took the place of.
absl::Status ReadStoredEvent(storage::EventReader& reader, uint64_t sequence, uint64_t as_of,
                             oxus::v1::StoredEvent* stored, uint64_t* previous_sequence);

}  // namespace oxus::query
