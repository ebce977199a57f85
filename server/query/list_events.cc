#include "server/query/list_events.h"

#include <vector>

#include "server/query/columns/page_scan.h"
#include "server/query/event_encoder.h"
#include "server/query/list_plan.h"
#include "server/query/page_token.h"
#include "server/query/wire_message.h"

namespace oxus::query {
namespace {

using oxus::v1::ListEventsResponse;

// Where the next page begins.
std::string TokenAfter(const ListPlan& plan, const ListPosition& last) {
  return EncodePageToken(PageToken{plan.as_of, plan.request_hash, last.occurred_ms, last.sequence});
}

absl::StatusOr<std::string> EncodePage(const storage::Snapshot& snapshot, const ListPlan& plan,
                                       const std::vector<ListPosition>& positions,
                                       const Cancelled& cancelled) {
  const auto reader = snapshot.NewEventReader();
  EventEncoder encoder(*reader, plan.as_of);
  // All but the events.
  ListEventsResponse rest;
  rest.set_as_of_sequence(plan.as_of);
  std::string page;
  for (size_t i = 0; i < positions.size(); ++i) {
    if (cancelled && cancelled()) return absl::CancelledError("cancelled while events were read");
    const bool fits_rows = i < plan.page_size;
    if (fits_rows) {
      if (auto encoded = encoder.Encode(positions[i].sequence); !encoded.ok()) return encoded;
    }
    if (!fits_rows || (i > 0 && page.size() + encoder.encoded().size() > kMaxPageBytes)) {
      rest.set_next_page_token(TokenAfter(plan, positions[i - 1]));
      break;
    }
    AppendMessage(ListEventsResponse::kEventsFieldNumber, encoder.encoded(), &page);
  }
  rest.AppendToString(&page);
  return page;
}

}  // namespace

absl::StatusOr<std::string> ListEvents(const storage::Snapshot& snapshot,
                                       const oxus::v1::ListEventsRequest& request,
                                       const Cancelled& cancelled) {
  const auto plan = PlanList(request, snapshot);
  if (!plan.ok()) return plan.status();
  const auto positions = FindPage(*plan, snapshot, cancelled);
  if (!positions.ok()) return positions.status();
  return EncodePage(snapshot, *plan, *positions, cancelled);
}

}  // namespace oxus::query
