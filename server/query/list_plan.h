#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "oxus/v1/query_service.pb.h"
#include "server/filter/filter.h"
#include "server/query/calendar.h"
#include "server/query/limits.h"
#include "server/query/row_selection.h"
#include "storage/event_store.h"

namespace oxus::query {

// The place of a row in a list.
struct ListPosition {
  // The local start, or 0 when the list is in order of sequences.
  int64_t occurred_ms = 0;
  uint64_t sequence = 0;
};

struct ListOrder {
  bool by_occurred = true;
  bool descending = true;

  // True when `a` is listed before `b`.
  bool Before(const ListPosition& a, const ListPosition& b) const;
};

// A ListEventsRequest, checked.
struct ListPlan {
  filter::Filter filter;
  Interval interval;
  ModalitySet modalities;
  ListOrder order;
  size_t page_size = 0;
  uint64_t as_of = 0;
  // Where the previous page ended.
  std::optional<ListPosition> after;
  // Of everything that must not change from page to page.
  uint64_t request_hash = 0;
};

// For a list of what the snapshot holds. INVALID_ARGUMENT with every fault at once; DATA_LOSS when
// the state at a time cannot be found.
absl::StatusOr<ListPlan> PlanList(const oxus::v1::ListEventsRequest& request,
                                  const storage::Snapshot& snapshot);

}  // namespace oxus::query
