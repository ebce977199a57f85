#include "server/query/get_event.h"

#include <fmt/format.h>

#include <algorithm>

#include "server/query/key_state.h"
#include "server/query/received.h"
#include "server/query/request_error.h"
#include "server/query/row_selection.h"
#include "server/query/stored_event.h"

namespace oxus::query {
namespace {

using oxus::v1::GetEventRequest;
using oxus::v1::GetEventResponse;

void CheckKey(const oxus::v1::EventKey& key, RequestFaults& faults) {
  if (key.producer_id().empty()) faults.AddFieldViolation("key.producer_id", "is required");
  if (key.external_id().empty()) faults.AddFieldViolation("key.external_id", "is required");
}

// Follows the records back from `sequence`, then turns them round.
absl::Status FillHistory(storage::EventReader& reader, uint64_t sequence, uint64_t as_of,
                         GetEventResponse* response) {
  size_t bytes = 0;
  while (sequence != 0) {
    auto* state = response->add_history();
    auto status = ReadStoredEvent(reader, sequence, as_of, state, &sequence);
    if (!status.ok()) return status;
    bytes += state->ByteSizeLong();
    if (bytes > kMaxHistoryBytes) {
      return LimitExceeded("HISTORY_TOO_LARGE", "bytes of history", kMaxHistoryBytes, bytes);
    }
  }
  std::reverse(response->mutable_history()->begin(), response->mutable_history()->end());
  return absl::OkStatus();
}

}  // namespace

absl::Status GetEvent(const storage::Snapshot& snapshot, const GetEventRequest& request,
                      GetEventResponse* response) {
  RequestFaults faults;
  CheckKey(request.key(), faults);
  const auto asked = RequestedState(request, snapshot, faults);
  if (!asked.ok()) return asked.status();
  if (!faults.empty()) return faults.ToStatus();
  const uint64_t as_of = *asked;
  const auto state = FindKeyState(snapshot, request.key(), as_of);
  if (!state.ok()) return state.status();
  if (!state->has_value()) {
    return absl::NotFoundError(fmt::format("no event {}/{} at sequence {}",
                                           request.key().producer_id(), request.key().external_id(),
                                           as_of));
  }
  response->Clear();
  uint64_t previous = 0;
  const uint64_t latest = (*state)->sequence;
  const auto reader = snapshot.NewEventReader();
  auto status = ReadStoredEvent(*reader, latest, as_of, response->mutable_event(), &previous);
  if (!status.ok() || !request.history()) return status;
  return FillHistory(*reader, latest, as_of, response);
}

}  // namespace oxus::query
