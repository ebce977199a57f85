#include "server/query/list_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <tuple>

#include "server/query/limits.h"
#include "server/query/page_token.h"
#include "server/query/received.h"

namespace oxus::query {
namespace {

using oxus::v1::ListEventsRequest;

ListOrder ParseOrder(const std::string& order_by, RequestFaults& faults) {
  if (order_by.empty() || order_by == "occurred desc") return {true, true};
  if (order_by == "occurred") return {true, false};
  if (order_by == "sequence") return {false, false};
  if (order_by == "sequence desc") return {false, true};
  faults.AddFieldViolation(
      "order_by",
      fmt::format("'{}'; expected occurred or sequence, with or without desc", order_by));
  return {};
}

// The size of the page may change from page to page; the state is in the token.
uint64_t HashOf(ListEventsRequest request) {
  request.clear_page_size();
  request.clear_page_token();
  request.clear_as_of_sequence();
  request.clear_as_of_time();
  // No maps in it, so equal requests give equal bytes.
  return Fingerprint(request.SerializeAsString());
}

void ResumeFrom(const ListEventsRequest& request, uint64_t newest, ListPlan& plan,
                RequestFaults& faults) {
  const auto token = DecodePageToken(request.page_token());
  if (!token || token->as_of > newest) {
    faults.AddReasonedViolation("page_token", "is damaged or not of this server",
                                "PAGE_TOKEN_INVALID");
    return;
  }
  if (token->request_hash != plan.request_hash) {
    faults.AddReasonedViolation("page_token",
                                "belongs to another request; all but page_size must "
                                "be as for the page before",
                                "PAGE_TOKEN_INVALID");
    return;
  }
  if (request.as_of_sequence() != 0) {
    faults.AddFieldViolation("as_of_sequence", "is fixed by page_token; leave it out");
  }
  if (request.has_as_of_time()) {
    faults.AddFieldViolation("as_of_time", "is fixed by page_token; leave it out");
  }
  plan.as_of = token->as_of;
  plan.after = ListPosition{token->position, token->sequence};
}

}  // namespace

bool ListOrder::Before(const ListPosition& a, const ListPosition& b) const {
  const auto left = std::tie(a.occurred_ms, a.sequence);
  const auto right = std::tie(b.occurred_ms, b.sequence);
  return descending ? right < left : left < right;
}

absl::StatusOr<ListPlan> PlanList(const ListEventsRequest& request,
                                  const storage::Snapshot& snapshot) {
  RequestFaults faults;
  ListPlan plan;
  plan.filter = ParseFilter(request.filter(), faults);
  plan.interval = ParseInterval(request.interval(), faults);
  plan.modalities = ParseModalities(request.modalities(), EveryModality(), faults);
  plan.order = ParseOrder(request.order_by(), faults);
  plan.page_size = request.page_size() == 0 ? kDefaultPageSize
                                            : std::min<size_t>(request.page_size(), kMaxPageSize);
  plan.request_hash = HashOf(request);
  if (request.page_token().empty()) {
    const auto state = RequestedState(request, snapshot, faults);
    if (!state.ok()) return state.status();
    plan.as_of = *state;
  } else {
    ResumeFrom(request, snapshot.last_sequence(), plan, faults);
  }
  if (!faults.empty()) return faults.ToStatus();
  return plan;
}

}  // namespace oxus::query
