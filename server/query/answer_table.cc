#include "server/query/answer_table.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "server/query/comparison.h"
#include "server/query/paired_groups.h"

namespace oxus::query {
namespace {

using ColumnKind = MetricColumn::Kind;

// The columns of a metric that is compared, in their order.
enum class Part : size_t { kNow, kPrevious, kDelta, kRatio };
constexpr size_t kParts = 4;

}  // namespace

AnswerTable::AnswerTable(const AggregatePlan& plan, GroupedResult& now, GroupedResult* before)
    : plan_(plan), axis_count_(plan.scan.axis_count()) {
  now_.groups = &now;
  if (axis_count_ == 0) now.FindOrAdd({});
  Start(now_);
  if (before != nullptr) AddBefore(*before);
  const size_t found = now.size();
  keys_.reserve(found * axis_count_);
  is_other_.reserve(found);
  for (size_t group = 0; group < found; ++group) AppendKey(now.Key(group), false);
  now_.group_of.resize(found);
  std::iota(now_.group_of.begin(), now_.group_of.end(), 0);
  AddTotals(now_, now_.group_of);
  Measure(now_);
  if (before != nullptr) Measure(before_);
  for (size_t axis = 0; axis < axis_count_; ++axis) {
    const bool is_bucket = axis == 0 && plan.scan.has_bucket();
    values_.emplace_back(now, axis, is_bucket ? plan.scan.bucket : oxus::v1::BUCKET_UNSPECIFIED);
  }
  ExpectValues();
}

void AnswerTable::AddBefore(GroupedResult& before) {
  before_.groups = &before;
  if (axis_count_ == 0) before.FindOrAdd({});
  Start(before_);
  const Comparison comparison(plan_.compare, plan_.scan.bucket, plan_.scan.interval);
  PairedGroups pairs = PairGroups(comparison, plan_.scan.has_bucket(), *now_.groups, before);
  AddTotals(before_, pairs.found_before);
  before_.group_of = std::move(pairs.partners);
}

void AnswerTable::Start(Period& period) const {
  period.measures.resize(plan_.scan.measures.size());
  period.running.resize(plan_.metrics.size());
  period.totals.assign(plan_.scan.measures.size(), 0);
}

void AnswerTable::Measure(Period& period) const {
  const std::vector<size_t>& groups = period.group_of;
  for (size_t measure = 0; measure < period.measures.size(); ++measure) {
    std::vector<Cell>& cells = period.measures[measure];
    // Once for all rows; those added later one by one let it grow by itself.
    if (cells.empty()) cells.reserve(groups.size());
    for (size_t row = cells.size(); row < groups.size(); ++row) {
      cells.emplace_back(period.groups->MeasureValue(measure, groups[row]));
    }
  }
  for (size_t metric = 0; metric < plan_.metrics.size(); ++metric) {
    if (plan_.metrics[metric].kind != ColumnKind::kCumulative) continue;
    period.running[metric].resize(groups.size());
  }
}

void AnswerTable::AddTotals(Period& period, std::span<const size_t> groups) const {
  for (const MetricColumn& metric : plan_.metrics) {
    if (metric.kind != ColumnKind::kShare) continue;
    double& total = period.totals[metric.measure];
    total = 0;
    for (const size_t group : groups) {
      total += Cell(period.groups->MeasureValue(metric.measure, group)).real();
    }
  }
}

void AnswerTable::AppendKey(std::span<const int64_t> key, bool is_other) {
  keys_.insert(keys_.end(), key.begin(), key.end());
  is_other_.push_back(is_other ? 1 : 0);
}

void AnswerTable::ExpectValues() {
  for (size_t axis = 0; axis < axis_count_; ++axis) {
    int64_t least = std::numeric_limits<int64_t>::max();
    int64_t most = std::numeric_limits<int64_t>::min();
    for (size_t at = axis; at < keys_.size(); at += axis_count_) {
      least = std::min(least, keys_[at]);
      most = std::max(most, keys_[at]);
    }
    values_[axis].Expect(least, most, is_other_.size());
  }
}

Cell AnswerTable::MetricAt(const Period& period, size_t metric, uint32_t row) const {
  const MetricColumn& column = plan_.metrics[metric];
  switch (column.kind) {
    case ColumnKind::kPlain:
      return period.measures[column.measure][row];
    case ColumnKind::kShare:
      return Ratio(period.measures[column.measure][row], Cell(period.totals[column.measure]));
    case ColumnKind::kCumulative:
      return period.running[metric][row];
  }
  return Cell();
}

Cell AnswerTable::At(size_t column, uint32_t row) const {
  if (before_.groups == nullptr) return MetricAt(now_, column, row);
  const size_t metric = column / kParts;
  const auto part = static_cast<Part>(column % kParts);
  if (part == Part::kNow) return MetricAt(now_, metric, row);
  const Cell before = MetricAt(before_, metric, row);
  if (part == Part::kPrevious) return before;
  const Cell now = MetricAt(now_, metric, row);
  return part == Part::kDelta ? Difference(now, before) : Ratio(now, before);
}

size_t AnswerTable::Scratch(Period& period, ScratchBucket bucket, uint32_t like) const {
  std::vector<int64_t> key(Key(like).begin(), Key(like).end());
  key[0] = static_cast<int64_t>(bucket);
  return period.groups->FindOrAdd(key);
}

void AnswerTable::AccumulateInto(std::span<const uint32_t> rows) {
  Accumulate(now_, rows);
  if (before_.groups != nullptr) Accumulate(before_, rows);
}

void AnswerTable::Accumulate(Period& period, std::span<const uint32_t> rows) const {
  if (rows.empty()) return;
  const size_t sum = Scratch(period, ScratchBucket::kRunning, rows.front());
  // A 29 February shares its group with the 28th.
  absl::flat_hash_set<size_t> added;
  for (const uint32_t row : rows) {
    const size_t group = period.group_of[row];
    if (&period == &now_ || added.insert(group).second) period.groups->Merge(group, sum);
    for (size_t metric = 0; metric < plan_.metrics.size(); ++metric) {
      if (period.running[metric].empty()) continue;
      const size_t measure = plan_.metrics[metric].measure;
      period.running[metric][row] = Cell(period.groups->MeasureValue(measure, sum));
    }
  }
}

Cell AnswerTable::TotalOf(size_t measure, std::span<const uint32_t> rows) {
  const size_t total = Scratch(now_, ScratchBucket::kTotal, rows.front());
  for (const uint32_t row : rows) now_.groups->Merge(now_.group_of[row], total);
  return Cell(now_.groups->MeasureValue(measure, total));
}

uint32_t AnswerTable::AddOther(int64_t bucket, std::span<const uint32_t> rows) {
  std::vector<int64_t> key(axis_count_, GroupedResult::kOther);
  if (plan_.scan.has_bucket()) key[0] = bucket;
  const uint32_t other = row_count();
  AppendKey(key, true);
  for (Period* period : {&now_, &before_}) {
    if (period->groups == nullptr) continue;
    const size_t sum = period->groups->FindOrAdd(key);
    for (const uint32_t row : rows) period->groups->Merge(period->group_of[row], sum);
    period->group_of.push_back(sum);
    Measure(*period);
  }
  return other;
}

uint32_t AnswerTable::AddNothing(int64_t bucket, std::span<const int64_t> combination,
                                 bool is_other, std::optional<uint32_t> so_far) {
  keys_.push_back(bucket);
  AppendKey(combination, is_other);
  AppendNothing(now_, so_far);
  if (before_.groups != nullptr) AppendNothing(before_, so_far);
  return row_count() - 1;
}

void AnswerTable::AppendNothing(Period& period, std::optional<uint32_t> so_far) const {
  if (!period.nothing) {
    std::vector<int64_t> key(axis_count_, GroupedResult::kOther);
    key[0] = static_cast<int64_t>(ScratchBucket::kNothing);
    period.nothing = period.groups->FindOrAdd(key);
  }
  period.group_of.push_back(*period.nothing);
  Measure(period);
  for (size_t metric = 0; metric < plan_.metrics.size(); ++metric) {
    std::vector<Cell>& running = period.running[metric];
    if (running.empty()) continue;
    const size_t measure = plan_.metrics[metric].measure;
    running.back() = so_far ? running[*so_far] : period.measures[measure].back();
  }
}

}  // namespace oxus::query
