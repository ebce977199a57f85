#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/query/aggregate_plan.h"
#include "server/query/axis_values.h"
#include "server/query/cell.h"
#include "server/query/grouped_result.h"
#include "server/query/patience.h"

namespace oxus::query {

// Buckets that no event falls into: names of groups that are merged for their numbers alone and are
// in no row.
enum class ScratchBucket : int64_t {
  kNothing = std::numeric_limits<int64_t>::min() / 2,
  kTotal,
  kRunning,
};

// The groups of an answer as a table of numbers: a row for each group found in the period asked
// for or the one it is compared with, and those that are added. Rows are never taken away; which
// are in the answer, and in which order, is a list of their numbers. One thread.
class AnswerTable {
 public:
  // A row for each group. `before` is null without a comparison. The plan and `now` must outlive
  // the table, `before` and `patience` must live until it is closed; groups are added to both
  // results. RESOURCE_EXHAUSTED past the plan's limits of groups and memory, CANCELLED.
  static absl::StatusOr<AnswerTable> Make(const AggregatePlan& plan, GroupedResult& now,
                                          GroupedResult* before, Patience& patience);

  const AggregatePlan& plan() const { return plan_; }
  // Until the table is closed.
  Patience& patience() const { return *patience_; }
  size_t axis_count() const { return axis_count_; }
  uint32_t row_count() const { return static_cast<uint32_t>(is_other_.size()); }
  std::span<const int64_t> Key(uint32_t row) const {
    return {keys_.data() + size_t{row} * axis_count_, axis_count_};
  }
  // Of a plan with a bucket: its number, and the rest of the key.
  int64_t BucketOf(uint32_t row) const { return keys_[size_t{row} * axis_count_]; }
  std::span<const int64_t> CombinationOf(uint32_t row) const { return Key(row).subspan(1); }
  bool is_other(uint32_t row) const { return is_other_[row]; }

  // Into AnswerColumns::metrics.
  Cell At(size_t column, uint32_t row) const;
  // What was measured in the period asked for.
  const Cell& MeasureAt(size_t measure, uint32_t row) const { return now_.measures[measure][row]; }
  AxisValues& values(size_t axis) { return values_[axis]; }

  // Adds up the rows, all of one combination and in the order of their buckets, for the columns
  // that are cumulative.
  void AccumulateInto(std::span<const uint32_t> rows);
  // What the measure makes of the events of all the rows together. They are of one combination.
  Cell TotalOf(size_t measure, std::span<const uint32_t> rows);

  // Adds up rows found in one that stands for them. `bucket` without meaning without one.
  uint32_t AddOther(int64_t bucket, std::span<const uint32_t> rows);
  // The same for `others`, rows that AddOther added, in the order of their buckets: `of_other[i]`
  // are the rows that others[i] stands for.
  void AccumulateOthers(std::span<const uint32_t> others,
                        std::span<const std::span<const uint32_t>> of_other);
  // Adds a row in which nothing happened. What is cumulative is as in `so_far`, if there is such a
  // row.
  uint32_t AddNothing(int64_t bucket, std::span<const int64_t> combination, bool is_other,
                      std::optional<uint32_t> so_far);

  // RESOURCE_EXHAUSTED when the groups of both periods and the table, with so many rows more, take
  // more memory than the plan allows; CANCELLED when patience is over.
  absl::Status Check(uint64_t more_rows = 0) const;
  // Nothing will be added any more: forgets what only that needs. Of the results nothing is asked
  // from then on but what the numbers of axes in `now` stand for.
  void Close();
  // Memory it takes, without the results.
  size_t bytes() const;

 private:
  AnswerTable(const AggregatePlan& plan, GroupedResult& now, GroupedResult* before,
              Patience& patience);

  // The numbers of one period.
  struct Period {
    GroupedResult* groups = nullptr;
    // By row.
    std::vector<size_t> group_of;
    // By measure, then row.
    std::vector<std::vector<Cell>> measures;
    // By metric, then row; empty unless it is cumulative.
    std::vector<std::vector<Cell>> running;
    // By measure, over all groups; 0 unless there is a share of it.
    std::vector<double> totals;
    // The group in which nothing is found, once it is needed.
    std::optional<size_t> nothing;
  };

  absl::Status AddRows();
  absl::Status PairPeriods();
  bool compares() const { return plan_.has_comparison(); }
  void Start(Period& period) const;
  // Numbers of the group that the period's next row has.
  void Measure(Period& period) const;
  void AddTotals(Period& period, std::span<const size_t> groups) const;
  void Accumulate(Period& period, std::span<const uint32_t> rows) const;
  // What is measured of all that was merged in `sum` is what had happened by that row.
  void SetRunning(Period& period, uint32_t row, size_t sum) const;
  // A group of that period that is in no row.
  size_t Scratch(Period& period, ScratchBucket bucket, uint32_t like) const;
  void AppendNothing(Period& period, std::optional<uint32_t> so_far) const;
  void AppendKey(std::span<const int64_t> key, bool is_other);
  Cell MetricAt(const Period& period, size_t metric, uint32_t row) const;
  void ExpectValues();

  size_t RowBytes() const;

  const AggregatePlan& plan_;
  const size_t axis_count_;
  // Null once closed.
  Patience* patience_;
  std::vector<int64_t> keys_;
  std::vector<uint8_t> is_other_;
  Period now_;
  // Without groups when nothing is compared.
  Period before_;
  std::vector<AxisValues> values_;
};

}  // namespace oxus::query
