#include "server/query/list_events.h"

#include <utility>
#include <vector>

#include "server/query/columns/page_scan.h"
#include "server/query/list_plan.h"
#include "server/query/log_row.h"
#include "server/query/page_token.h"
#include "server/query/stored_event.h"

namespace oxus::query {
namespace {

using oxus::v1::ListEventsResponse;

absl::Status FillPage(const storage::Snapshot& snapshot, const ListPlan& plan,
                      const std::vector<ListPosition>& positions, const Cancelled& cancelled,
                      ListEventsResponse* response) {
  const auto reader = snapshot.NewEventReader();
  size_t bytes = 0;
  for (size_t i = 0; i < positions.size(); ++i) {
    if (cancelled && cancelled()) return absl::CancelledError("cancelled while events were read");
    oxus::v1::StoredEvent stored;
    const bool fits_rows = i < plan.page_size;
    if (fits_rows) {
      auto row = ReadRow(*reader, positions[i].sequence, plan.as_of);
      if (!row.ok()) return row.status();
      FillStoredEvent(*std::move(row), &stored);
      bytes += stored.ByteSizeLong();
    }
    if (!fits_rows || (i > 0 && bytes > kMaxPageBytes)) {
      const ListPosition& last = positions[i - 1];
      response->set_next_page_token(EncodePageToken(
          PageToken{plan.as_of, plan.request_hash, last.occurred_ms, last.sequence}));
      return absl::OkStatus();
    }
    *response->add_events() = std::move(stored);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ListEvents(const storage::Snapshot& snapshot,
                        const oxus::v1::ListEventsRequest& request, const Cancelled& cancelled,
                        ListEventsResponse* response) {
  const auto plan = PlanList(request, snapshot);
  if (!plan.ok()) return plan.status();
  const auto positions = FindPage(*plan, snapshot, cancelled);
  if (!positions.ok()) return positions.status();
  response->Clear();
  response->set_as_of_sequence(plan->as_of);
  return FillPage(snapshot, *plan, *positions, cancelled, response);
}

}  // namespace oxus::query
