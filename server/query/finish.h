#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "oxus/v1/query_service.pb.h"
#include "server/query/aggregate_plan.h"
#include "server/query/grouped_result.h"
#include "server/query/limits.h"

namespace oxus::query {

// The rows of an answer in their order, still as numbers: written at once, or part by part. One
// thread at a time.
class Answer {
 public:
  ~Answer();
  Answer(Answer&&) noexcept;

  size_t row_count() const;
  // Groups before `top` cut them, without what `having` removed and what `fill` added.
  uint64_t total_groups() const;

  void WriteColumns(oxus::v1::AggregateResponse* response) const;
  // Appends one of them, encoded as an element of AggregateResponse.rows.
  void AppendRow(size_t row, std::string* response);

  // Memory it takes, about.
  size_t bytes() const;

 private:
  friend absl::StatusOr<Answer> MakeAnswer(const AggregatePlan& plan, GroupedResult& now,
                                           GroupedResult* before, const Cancelled& cancelled);
  struct Parts;
  explicit Answer(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

// Compares, selects, orders, cuts and fills the groups that PlanAggregate's scan found. `before`
// holds what PreviousScan found; null without a comparison. The same number on an axis must stand
// for the same value in both. Groups are added and merged in both: neither is of further use but
// for telling what is an estimate, and `now` for what the numbers of its axes stand for. For that
// and the plan, which must outlive the answer, it looks when rows are written. RESOURCE_EXHAUSTED
// when comparing or filling needs more groups or memory than the plan allows. CANCELLED soon after
// `cancelled`, which may be null, turns true.
absl::StatusOr<Answer> MakeAnswer(const AggregatePlan& plan, GroupedResult& now,
                                  GroupedResult* before, const Cancelled& cancelled);

}  // namespace oxus::query
