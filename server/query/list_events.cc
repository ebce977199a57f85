#include "server/query/list_events.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "server/query/list_plan.h"
#include "server/query/page_token.h"
#include "server/query/row_scan.h"
#include "server/query/stored_event.h"

namespace oxus::query {
namespace {

using oxus::v1::ListEventsResponse;

struct ListedBefore {
  ListOrder order;
  bool operator()(const ListPosition& a, const ListPosition& b) const { return order.Before(a, b); }
};

// The places of the first rows after where the page begins: one more than fit the page, to know
// whether another page follows.
class PageHeap {
 public:
  explicit PageHeap(const ListPlan& plan) : plan_(plan), before_{plan.order} {}

  // False when no later row in order of sequence can be on the page.
  bool Offer(const ListPosition& position) {
    if (plan_.after && !before_(*plan_.after, position)) return true;
    heap_.push_back(position);
    std::push_heap(heap_.begin(), heap_.end(), before_);
    if (heap_.size() > plan_.page_size + 1) {
      std::pop_heap(heap_.begin(), heap_.end(), before_);
      heap_.pop_back();
    }
    return !plan_.order.is_scan_order() || heap_.size() <= plan_.page_size;
  }

  // In the order listed.
  std::vector<ListPosition> Take() {
    std::sort_heap(heap_.begin(), heap_.end(), before_);
    return std::move(heap_);
  }

 private:
  const ListPlan& plan_;
  const ListedBefore before_;
  // The row listed last is on top.
  std::vector<ListPosition> heap_;
};

bool IsListed(const ListPlan& plan, const EventRow& row) {
  return row.record().superseded_by == 0 && Holds(plan.modalities, row.modality()) &&
         plan.interval.Contains(row.span().start_ms) && plan.filter.Matches(row);
}

absl::StatusOr<std::vector<ListPosition>> FindPage(const storage::Snapshot& snapshot,
                                                   const ListPlan& plan,
                                                   const Cancelled& cancelled) {
  ScanRange range{1, plan.as_of};
  if (plan.order.is_scan_order() && plan.after) range.first_sequence = plan.after->sequence + 1;
  PageHeap heap(plan);
  const auto scanned =
      ScanRows(snapshot, range, cancelled, [&](const EventRow& row) -> absl::StatusOr<bool> {
        if (!IsListed(plan, row)) return true;
        return heap.Offer(plan.order.PositionOf(row));
      });
  if (!scanned.ok()) return scanned.status();
  return heap.Take();
}

absl::Status FillPage(const storage::Snapshot& snapshot, const ListPlan& plan,
                      const std::vector<ListPosition>& positions, ListEventsResponse* response) {
  size_t bytes = 0;
  oxus::v1::Event event;
  for (size_t i = 0; i < positions.size(); ++i) {
    oxus::v1::StoredEvent stored;
    const bool fits_rows = i < plan.page_size;
    if (fits_rows) {
      const auto row = ReadRow(snapshot, positions[i].sequence, plan.as_of, event);
      if (!row.ok()) return row.status();
      FillStoredEvent(*row, &stored);
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
  const auto plan = PlanList(request, snapshot.last_sequence());
  if (!plan.ok()) return plan.status();
  const auto positions = FindPage(snapshot, *plan, cancelled);
  if (!positions.ok()) return positions.status();
  response->Clear();
  response->set_as_of_sequence(plan->as_of);
  return FillPage(snapshot, *plan, *positions, response);
}

}  // namespace oxus::query
