#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "oxus/v1/query_service.pb.h"
#include "server/query/aggregate_plan.h"
#include "server/query/grouped_result.h"

namespace oxus::query {

// The rows of an answer in their order, still as numbers: written at once, or part by part. One
// thread.
class Answer {
 public:
  ~Answer();
  Answer(Answer&&) noexcept;

  size_t row_count() const;
  // Groups before `top` cut them, without what `fill` adds.
  uint64_t total_groups() const;

  void WriteColumns(oxus::v1::AggregateResponse* response) const;
  // Appends rows [first, first + count), as far as there are any.
  void WriteRows(size_t first, size_t count, oxus::v1::AggregateResponse* response);

 private:
  friend absl::StatusOr<Answer> MakeAnswer(const AggregatePlan& plan, GroupedResult& now,
                                           GroupedResult* before);
  struct Parts;
  explicit Answer(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

// Compares, selects, orders, cuts and fills the groups that PlanAggregate's scan found. `before`
// holds what PreviousScan found; null without a comparison. The same number on an axis must stand
// for the same value in both. Groups are added and merged in both, so that neither is of further
// use but for its footnote. All must outlive the answer. RESOURCE_EXHAUSTED when filling needs more
// groups than are allowed.
absl::StatusOr<Answer> MakeAnswer(const AggregatePlan& plan, GroupedResult& now,
                                  GroupedResult* before);

// The same, written: columns, rows and total_groups of `response`.
absl::Status FinishAggregate(const AggregatePlan& plan, GroupedResult& now, GroupedResult* before,
                             oxus::v1::AggregateResponse* response);

}  // namespace oxus::query
