#include "server/query/answer_table.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "server/query/paired_groups.h"
#include "server/query/request_error.h"

namespace oxus::query {
namespace {

using ColumnKind = MetricColumn::Kind;

// The columns of a metric that is compared, in their order.
enum class Part : size_t { kNow, kPrevious, kDelta, kRatio };
constexpr size_t kParts = 4;

}  // namespace

AnswerTable::AnswerTable(const AggregatePlan& plan, GroupedResult& now, GroupedResult* before,
                         Patience& patience)
    : plan_(plan), axis_count_(plan.scan.axis_count()), patience_(&patience) {
  now_.groups = &now;
  before_.groups = before;
}

absl::StatusOr<AnswerTable> AnswerTable::Make(const AggregatePlan& plan, GroupedResult& now,
                                              GroupedResult* before, Patience& patience) {
  AnswerTable table(plan, now, before, patience);
  auto added = table.AddRows();
  if (!added.ok()) return added;
  return table;
}

absl::Status AnswerTable::AddRows() {
  GroupedResult& now = *now_.groups;
  if (axis_count_ == 0) now.FindOrAdd({});
  Start(now_);
  if (compares()) {
    if (auto paired = PairPeriods(); !paired.ok()) return paired;
  }
  const size_t found = now.size();
  if (auto checked = Check(found); !checked.ok()) return checked;
  keys_.reserve(found * axis_count_);
  is_other_.reserve(found);
  for (size_t group = 0; group < found; ++group) AppendKey(now.Key(group), false);
  now_.group_of.resize(found);
  std::iota(now_.group_of.begin(), now_.group_of.end(), 0);
  AddTotals(now_, now_.group_of);
  Measure(now_);
  if (compares()) Measure(before_);
  for (size_t axis = 0; axis < axis_count_; ++axis) {
    const bool is_bucket = axis == 0 && plan_.scan.has_bucket();
    values_.emplace_back(now, axis, is_bucket ? plan_.scan.bucket : oxus::v1::BUCKET_UNSPECIFIED);
  }
  ExpectValues();
  return patience_->status();
}

absl::Status AnswerTable::PairPeriods() {
  GroupedResult& before = *before_.groups;
  if (axis_count_ == 0) before.FindOrAdd({});
  Start(before_);
  auto pairs = PairGroups(plan_, *now_.groups, before, *patience_);
  if (!pairs.ok()) return pairs.status();
  AddTotals(before_, pairs->found_before);
  before_.group_of = std::move(pairs->partners);
  return absl::OkStatus();
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
    for (size_t row = cells.size(); row < groups.size() && !patience_->IsOver(); ++row) {
      cells.push_back(period.groups->MeasureValue(measure, groups[row]));
    }
    // Every row has a cell, also when patience is over.
    cells.resize(groups.size());
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
      if (patience_->IsOver()) return;
      total += period.groups->MeasureValue(metric.measure, group).real();
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
  if (!compares()) return MetricAt(now_, column, row);
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
  if (compares()) Accumulate(before_, rows);
}

void AnswerTable::SetRunning(Period& period, uint32_t row, size_t sum) const {
  for (size_t metric = 0; metric < plan_.metrics.size(); ++metric) {
    if (period.running[metric].empty()) continue;
    const size_t measure = plan_.metrics[metric].measure;
    period.running[metric][row] = period.groups->MeasureValue(measure, sum);
  }
}

void AnswerTable::Accumulate(Period& period, std::span<const uint32_t> rows) const {
  if (rows.empty()) return;
  const size_t sum = Scratch(period, ScratchBucket::kRunning, rows.front());
  // A 29 February shares its group with the 28th.
  absl::flat_hash_set<size_t> added;
  for (const uint32_t row : rows) {
    if (patience_->IsOver(Patience::kMergeWork)) return;
    const size_t group = period.group_of[row];
    if (&period == &now_ || added.insert(group).second) period.groups->Merge(group, sum);
    SetRunning(period, row, sum);
  }
}

void AnswerTable::AccumulateOthers(std::span<const uint32_t> others,
                                   std::span<const std::span<const uint32_t>> of_other) {
  if (others.empty()) return;
  for (Period* period : {&now_, &before_}) {
    if (period->groups == nullptr) continue;
    const size_t sum = Scratch(*period, ScratchBucket::kRunning, others.front());
    // Rows of a 29 February share their groups with those of the 28th.
    absl::flat_hash_set<size_t> added;
    for (size_t i = 0; i < others.size(); ++i) {
      for (const uint32_t row : of_other[i]) {
        if (patience_->IsOver(Patience::kMergeWork)) return;
        const size_t group = period->group_of[row];
        if (added.insert(group).second) period->groups->Merge(group, sum);
      }
      SetRunning(*period, others[i], sum);
    }
  }
}

Cell AnswerTable::TotalOf(size_t measure, std::span<const uint32_t> rows) {
  const size_t total = Scratch(now_, ScratchBucket::kTotal, rows.front());
  for (const uint32_t row : rows) {
    if (patience_->IsOver(Patience::kMergeWork)) break;
    now_.groups->Merge(now_.group_of[row], total);
  }
  return now_.groups->MeasureValue(measure, total);
}

uint32_t AnswerTable::AddOther(int64_t bucket, std::span<const uint32_t> rows) {
  std::vector<int64_t> key(axis_count_, GroupedResult::kOther);
  if (plan_.scan.has_bucket()) key[0] = bucket;
  const uint32_t other = row_count();
  AppendKey(key, true);
  for (Period* period : {&now_, &before_}) {
    if (period->groups == nullptr) continue;
    const size_t sum = period->groups->FindOrAdd(key);
    for (const uint32_t row : rows) {
      if (patience_->IsOver(Patience::kMergeWork)) break;
      period->groups->Merge(period->group_of[row], sum);
    }
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
  if (compares()) AppendNothing(before_, so_far);
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

// Of a row that is added, without what its groups take.
size_t AnswerTable::RowBytes() const {
  const auto running = std::count_if(
      plan_.metrics.begin(), plan_.metrics.end(),
      [](const MetricColumn& metric) { return metric.kind == ColumnKind::kCumulative; });
  const size_t cells = plan_.scan.measures.size() + static_cast<size_t>(running);
  const size_t period = sizeof(size_t) + cells * sizeof(Cell);
  return axis_count_ * sizeof(int64_t) + 1 + period * (compares() ? 2 : 1);
}

size_t AnswerTable::bytes() const {
  size_t bytes = keys_.capacity() * sizeof(int64_t) + is_other_.capacity();
  for (const Period* period : {&now_, &before_}) {
    bytes += period->group_of.capacity() * sizeof(size_t);
    for (const auto& cells : period->measures) bytes += cells.capacity() * sizeof(Cell);
    for (const auto& cells : period->running) bytes += cells.capacity() * sizeof(Cell);
  }
  for (const AxisValues& values : values_) bytes += values.bytes();
  return bytes;
}

absl::Status AnswerTable::Check(uint64_t more_rows) const {
  if (auto status = patience_->status(); !status.ok()) return status;
  const uint64_t bytes = now_.groups->bytes() + (compares() ? before_.groups->bytes() : 0) +
                         this->bytes() + more_rows * RowBytes();
  if (bytes <= plan_.memory_bytes) return absl::OkStatus();
  return LimitExceeded("QUERY_MEMORY", "bytes of groups and rows", plan_.memory_bytes, bytes);
}

void AnswerTable::Close() {
  for (Period* period : {&now_, &before_}) {
    period->groups = nullptr;
    period->group_of = {};
  }
  patience_ = nullptr;
}

}  // namespace oxus::query
