#pragma once

#include <cstddef>

#include "absl/status/status.h"
#include "oxus/v1/query_service.pb.h"
#include "storage/event_store.h"

namespace oxus::query {

// Most bytes a history may take; past it the answer is RESOURCE_EXHAUSTED.
inline constexpr size_t kMaxHistoryBytes = 16u << 20;

// Answers a GetEventRequest from a snapshot. The history has one entry for each record of the
// key: revisions, attached reports and retractions. RETRACTED is the entry of a retraction alone,
// which shows the event as it was withdrawn and says when, why and by whom; the state before it is
// SUPERSEDED by it. Of a key that is withdrawn that entry is the latest.
// INVALID_ARGUMENT, NOT_FOUND when the key was not stored by then, RESOURCE_EXHAUSTED, and the
// errors of the snapshot.
absl::Status GetEvent(const storage::Snapshot& snapshot, const oxus::v1::GetEventRequest& request,
                      oxus::v1::GetEventResponse* response);

}  // namespace oxus::query
