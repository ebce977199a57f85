#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "oxus/v1/query_service.pb.h"
#include "server/filter/filter.h"
#include "server/query/calendar.h"
#include "server/query/row_order.h"
#include "server/query/row_selection.h"
#include "server/query/tally.h"

namespace oxus::query {

// An AggregateRequest, checked.
struct AggregatePlan {
  filter::Filter filter;
  Interval interval;
  oxus::v1::Bucket bucket = oxus::v1::BUCKET_UNSPECIFIED;
  // Into the field table.
  std::vector<size_t> group_by;
  std::vector<const Metric*> metrics;
  AnswerColumns columns;
  std::vector<SortKey> order;
  size_t top = 0;
  uint64_t as_of = 0;
  ModalitySet modalities;
  bool include_duplicates = false;

  // Spans longer than this have no one place in the answer: the lesser of bucket and interval.
  int64_t LongestSpanMs() const;
};

// `newest` is the newest sequence of the log. INVALID_ARGUMENT with every fault at once.
absl::StatusOr<AggregatePlan> PlanAggregate(const oxus::v1::AggregateRequest& request,
                                            uint64_t newest);

}  // namespace oxus::query
