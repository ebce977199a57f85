#include "tests/query/scan/listing.h"

#include <algorithm>
#include <string>
#include <utility>

#include "google/protobuf/util/time_util.h"
#include "server/filter/filter.h"
#include "server/projection/derived.h"
#include "server/query/field_table.h"
#include "tests/query/scan/clock.h"
#include "tests/query/scan/event_row.h"
#include "tests/query/scan/history.h"
#include "tests/query/scan/question.h"

namespace oxus::scan {
namespace {

v1::StoredEvent Stored(const State& state) {
  v1::StoredEvent stored;
  *stored.mutable_event() = state.event;
  stored.set_sequence(state.sequence);
  *stored.mutable_received() =
      google::protobuf::util::TimeUtil::MillisecondsToTimestamp(state.received_ms);
  stored.set_status(v1::EVENT_STATUS_ACTIVE);
  stored.set_principal(state.principal);
  *stored.mutable_derived() = projection::Derive(state.event, state.quarantined);
  return stored;
}

bool IsModal(const State& state, const v1::ListEventsRequest& request) {
  if (request.modalities().empty()) return true;
  const bool is_stated = state.event.modality() != v1::MODALITY_UNSPECIFIED;
  const int modality = is_stated ? state.event.modality() : v1::MODALITY_ACTUAL;
  const auto& asked = request.modalities();
  return std::find(asked.begin(), asked.end(), modality) != asked.end();
}

}  // namespace

absl::StatusOr<std::vector<v1::StoredEvent>> List(const storage::Snapshot& snapshot,
                                                  const v1::ListEventsRequest& request) {
  const auto filter = filter::Filter::Parse(request.filter(), query::FieldSchema());
  if (!filter.ok()) return filter.status();
  const auto interval = ReadInterval(request.interval());
  if (!interval.ok()) return interval.status();
  const auto as_of = ReadAsOf(snapshot, request.as_of_sequence(),
                              request.has_as_of_time() ? &request.as_of_time() : nullptr);
  if (!as_of.ok()) return as_of.status();
  const auto history = Replay(snapshot, *as_of);
  if (!history.ok()) return history.status();

  const bool by_sequence = request.order_by().rfind("sequence", 0) == 0;
  const bool descending =
      request.order_by().empty() || request.order_by().find(" desc") != std::string::npos;
  std::vector<std::pair<std::pair<int64_t, uint64_t>, v1::StoredEvent>> rows;
  for (const auto& [key, states] : history->keys) {
    const State& latest = states.back();
    if (latest.retracted || !IsModal(latest, request)) continue;
    const int64_t start_ms = Clock().Read(latest.event.occurred()).start_ms;
    if (!interval->Contains(start_ms) || !filter->Matches(EventRow(latest))) continue;
    rows.push_back({{by_sequence ? 0 : start_ms, latest.sequence}, Stored(latest)});
  }
  std::sort(rows.begin(), rows.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  if (descending) std::reverse(rows.begin(), rows.end());
  std::vector<v1::StoredEvent> events;
  for (auto& [place, stored] : rows) events.push_back(std::move(stored));
  return events;
}

}  // namespace oxus::scan
