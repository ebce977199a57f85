#include "server/query/selection.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <span>
#include <utility>

#include "server/filter/schema.h"
#include "server/query/answer_order.h"
#include "server/query/fill.h"
#include "server/query/row_sorter.h"

namespace oxus::query {
namespace {

std::vector<uint32_t> AllRows(const AnswerTable& table) {
  std::vector<uint32_t> rows(table.row_count());
  std::iota(rows.begin(), rows.end(), 0);
  return rows;
}

void Append(const std::vector<uint32_t>& more, std::vector<uint32_t>& rows) {
  rows.insert(rows.end(), more.begin(), more.end());
}

// A row as `having` sees it.
class MetricRow final : public filter::Row {
 public:
  explicit MetricRow(const AnswerTable& table) : table_(table) {}
  void MoveTo(uint32_t row) { row_ = row; }
  void Read(size_t field, std::vector<filter::Value>& values) const override {
    const Cell cell = table_.At(field, row_);
    if (cell.is_set()) values.emplace_back(cell.real());
  }

 private:
  const AnswerTable& table_;
  uint32_t row_ = 0;
};

void KeepHaving(const AnswerTable& table, std::vector<uint32_t>& rows) {
  const filter::Filter& having = table.plan().having;
  if (having.root() == nullptr) return;
  MetricRow metrics(table);
  std::erase_if(rows, [&](uint32_t row) {
    if (table.patience().IsOver()) return false;
    metrics.MoveTo(row);
    return !having.Matches(metrics);
  });
}

bool Accumulates(const AggregatePlan& plan) {
  return std::any_of(plan.metrics.begin(), plan.metrics.end(), [](const MetricColumn& metric) {
    return metric.kind == MetricColumn::Kind::kCumulative;
  });
}

void AccumulateAll(AnswerTable& table) {
  const Combinations combinations = ByCombination(table, AllRows(table));
  for (size_t i = 0; i < combinations.size() && !table.patience().IsOver(); ++i) {
    table.AccumulateInto(combinations[i]);
  }
}

// Without a bucket: the first rows of the order, and one for the others.
std::vector<uint32_t> Top(AnswerTable& table, const std::vector<uint32_t>& rows) {
  const AggregatePlan& plan = table.plan();
  std::vector<uint32_t> first = InOrder(table, rows, plan.top);
  if (!plan.with_other || first.size() == rows.size()) return first;
  std::vector<bool> is_first(table.row_count());
  for (const uint32_t row : first) is_first[row] = true;
  std::vector<uint32_t> cut;
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(cut),
               [&](uint32_t row) { return !is_first[row]; });
  first.push_back(table.AddOther(0, cut));
  return first;
}

// One row for each bucket.
std::vector<uint32_t> AddOthers(AnswerTable& table, const std::vector<uint32_t>& cut) {
  RowSorter sorter(cut, cut.size(), table.patience());
  sorter.By([&table](uint32_t row) { return OrderOf(table.BucketOf(row)); });
  const std::vector<uint32_t> by_bucket = std::move(sorter).Take();
  std::vector<uint32_t> others;
  std::vector<std::span<const uint32_t>> of_other;
  for (size_t begin = 0, end = 0; begin < by_bucket.size(); begin = end) {
    if (table.patience().IsOver()) break;
    const int64_t bucket = table.BucketOf(by_bucket[begin]);
    while (end < by_bucket.size() && table.BucketOf(by_bucket[end]) == bucket) ++end;
    of_other.push_back(std::span(by_bucket).subspan(begin, end - begin));
    others.push_back(table.AddOther(bucket, of_other.back()));
  }
  if (Accumulates(table.plan())) table.AccumulateOthers(others, of_other);
  return others;
}

// With a bucket: the greatest combinations with all their rows. In no order.
std::vector<uint32_t> TopCombinations(AnswerTable& table, const std::vector<uint32_t>& rows) {
  const AggregatePlan& plan = table.plan();
  const Combinations combinations = ByCombination(table, rows);
  std::vector<bool> is_kept(combinations.size());
  for (const uint32_t kept : GreatestCombinations(table, combinations, plan.top)) {
    is_kept[kept] = true;
  }
  std::vector<uint32_t> kept;
  std::vector<uint32_t> cut;
  for (size_t i = 0; i < combinations.size(); ++i) {
    auto& to = is_kept[i] ? kept : cut;
    to.insert(to.end(), combinations[i].begin(), combinations[i].end());
  }
  if (plan.with_other) Append(AddOthers(table, cut), kept);
  return kept;
}

}  // namespace

absl::StatusOr<SelectedRows> SelectRows(AnswerTable& table) {
  const AggregatePlan& plan = table.plan();
  if (Accumulates(plan)) {
    AccumulateAll(table);
    if (auto checked = table.Check(); !checked.ok()) return checked;
  }
  SelectedRows selected;
  std::vector<uint32_t>& rows = selected.rows;
  rows = AllRows(table);
  KeepHaving(table, rows);
  selected.total_groups = rows.size();
  if (plan.scan.has_bucket()) {
    if (plan.top != 0) rows = TopCombinations(table, rows);
    if (auto checked = table.Check(); !checked.ok()) return checked;
    if (plan.fill) {
      auto empty = AddEmptyBuckets(table, rows, AllRows(table));
      if (!empty.ok()) return empty.status();
      KeepHaving(table, *empty);
      Append(*empty, rows);
    }
    rows = InOrder(table, rows);
  } else {
    rows = plan.top == 0 ? InOrder(table, rows) : Top(table, rows);
  }
  if (auto checked = table.Check(); !checked.ok()) return checked;
  return selected;
}

}  // namespace oxus::query
