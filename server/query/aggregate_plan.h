#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "oxus/v1/query_service.pb.h"
#include "server/filter/filter.h"
#include "server/query/limits.h"
#include "server/query/metric.h"
#include "server/query/row_order.h"
#include "server/query/row_selection.h"
#include "server/query/scan_plan.h"

namespace oxus::query {

// An AggregateRequest, checked. Immutable once made; any thread may use it.
struct AggregatePlan {
  // What has to be found in the rows.
  ScanPlan scan;
  // What is done with the groups then.
  std::vector<MetricColumn> metrics;
  AnswerColumns columns;
  std::vector<SortKey> order;
  size_t top = 0;
  bool with_other = false;
  bool fill = false;
  // Over `columns.metrics`, in their order.
  filter::Filter having;
  oxus::v1::Comparison compare = oxus::v1::COMPARISON_UNSPECIFIED;
  oxus::v1::Explain explain = oxus::v1::EXPLAIN_UNSPECIFIED;
  bool bypass_cache = false;
  // As QueryLimits.
  size_t max_groups = 0;
  size_t memory_bytes = 0;

  bool has_comparison() const { return compare != oxus::v1::COMPARISON_UNSPECIFIED; }
};

// What a request is checked against.
struct PlanContext {
  // The newest sequence of the log.
  uint64_t newest = 0;
  SequenceAt sequence_at;
  QueryLimits limits;
};

// INVALID_ARGUMENT with every fault at once, and the errors of `sequence_at`.
absl::StatusOr<AggregatePlan> PlanAggregate(const oxus::v1::AggregateRequest& request,
                                            const PlanContext& context);

// The scan whose groups a comparison sets beside those of the plan's own; nullopt without a
// comparison. It differs in the interval only.
std::optional<ScanPlan> PreviousScan(const AggregatePlan& plan);

}  // namespace oxus::query
