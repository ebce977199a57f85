#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "oxus/v1/query_service.pb.h"
#include "server/query/aggregate_plan.h"
#include "server/query/columns/aggregate_scan.h"
#include "server/query/finish.h"
#include "server/query/query_account.h"

namespace oxus::query {

// The answer to an AggregateRequest, written part by part. Holds no snapshot; the engine that made
// it must outlive it. One thread at a time.
class AggregateAnswer {
 public:
  // Of the plan alone, when nothing but an explanation is asked for.
  explicit AggregateAnswer(std::unique_ptr<const AggregatePlan> plan);
  // `names` tells what the numbers of axes stand for in `rows`, which were made with it and `plan`.
  AggregateAnswer(std::unique_ptr<const AggregatePlan> plan, std::unique_ptr<MergedGroups> names,
                  Answer rows, QueryAccount account);

  // Every part is written.
  bool is_done() const { return is_done_; }
  // Appends the next part, encoded: the columns come with the first; rows until there are
  // `max_rows`, or one more would take them past `max_bytes`, but one row at least; after the last
  // row the plan, the number of groups and the footnote.
  void AppendNext(size_t max_rows, size_t max_bytes, std::string* part);

  // Memory it takes, about.
  size_t bytes() const;

 private:
  void AppendEnd(std::string* part);

  std::unique_ptr<const AggregatePlan> plan_;
  std::unique_ptr<MergedGroups> names_;
  std::optional<Answer> rows_;
  QueryAccount account_;
  size_t next_row_ = 0;
  bool is_begun_ = false;
  bool is_done_ = false;
};

}  // namespace oxus::query
