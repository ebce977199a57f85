#include "server/query/answer_order.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "server/query/row_sorter.h"

namespace oxus::query {
namespace {

uint64_t NumberOf(const Cell& cell, bool as_real, bool descending) {
  if (!cell.is_set()) return RowSorter::kLast;
  const uint64_t order = as_real ? OrderOf(cell.real()) : OrderOf(cell.integer());
  return descending ? ~order : order;
}

// `cell_of` gives a row's cell.
template <typename CellOf>
void SortByCells(const std::vector<uint32_t>& rows, const CellOf& cell_of, bool descending,
                 RowSorter& sorter) {
  const bool as_real =
      std::any_of(rows.begin(), rows.end(), [&](uint32_t row) { return cell_of(row).is_real(); });
  sorter.By([&](uint32_t row) { return NumberOf(cell_of(row), as_real, descending); });
}

// `row_of` gives the row of the table that a number sorted stands for.
template <typename RowOf>
void SortByAxis(AnswerTable& table, size_t axis, bool descending, const RowOf& row_of,
                RowSorter& sorter) {
  const auto number_of = [&](uint32_t sorted) { return table.Key(row_of(sorted))[axis]; };
  AxisValues& values = table.values(axis);
  if (values.is_bucket()) {
    sorter.By([&](uint32_t sorted) {
      const uint64_t order = OrderOf(number_of(sorted));
      return descending ? ~order : order;
    });
    return;
  }
  const std::vector<uint32_t> tied = sorter.Tied();
  if (tied.empty()) return;
  std::vector<int64_t> numbers;
  numbers.reserve(tied.size());
  for (const uint32_t sorted : tied) numbers.push_back(number_of(sorted));
  values.Rank(numbers, descending, table.patience());
  sorter.TiedBy([&](uint32_t sorted) { return values.RankOf(number_of(sorted)); });
}

// A sum of parts is that of the whole.
bool AddsUp(const AggregatePlan& plan, const MetricColumn& metric) {
  const Measure::Kind kind = plan.scan.measures[metric.measure].kind;
  return metric.kind == MetricColumn::Kind::kShare || kind == Measure::Kind::kEvents ||
         kind == Measure::Kind::kSum;
}

Cell TotalOf(AnswerTable& table, std::span<const uint32_t> rows) {
  const MetricColumn& metric = table.plan().metrics.front();
  if (!AddsUp(table.plan(), metric)) return table.TotalOf(metric.measure, rows);
  Cell total;
  for (const uint32_t row : rows) {
    if (table.patience().IsOver()) break;
    const Cell& cell = table.MeasureAt(metric.measure, row);
    if (cell.is_set()) total = Cell(total.real() + cell.real());
  }
  return total;
}

}  // namespace

std::vector<uint32_t> InOrder(AnswerTable& table, const std::vector<uint32_t>& rows, size_t keep) {
  RowSorter sorter(rows, keep, table.patience());
  const AggregatePlan& plan = table.plan();
  const bool any_other =
      std::any_of(rows.begin(), rows.end(), [&table](uint32_t row) { return table.is_other(row); });
  const auto sort_others = [&] {
    if (any_other) sorter.By([&table](uint32_t row) { return table.is_other(row) ? 1 : 0; });
  };
  const bool bucket_leads = plan.scan.has_bucket() && !plan.order.empty() &&
                            !plan.order.front().is_metric && plan.order.front().column == 0;
  if (!bucket_leads) sort_others();
  for (size_t i = 0; i < plan.order.size(); ++i) {
    const SortKey& key = plan.order[i];
    if (key.is_metric) {
      SortByCells(
          rows, [&](uint32_t row) { return table.At(key.column, row); }, key.descending, sorter);
    } else {
      SortByAxis(
          table, key.column, key.descending, [](uint32_t row) { return row; }, sorter);
    }
    if (i == 0 && bucket_leads) sort_others();
  }
  return std::move(sorter).Take();
}

Combinations ByCombination(const AnswerTable& table, const std::vector<uint32_t>& rows) {
  RowSorter sorter(rows, rows.size(), table.patience());
  for (size_t at = 1; at <= table.axis_count(); ++at) {
    const size_t axis = at % table.axis_count();
    sorter.By([&table, axis](uint32_t row) { return OrderOf(table.Key(row)[axis]); });
  }
  Combinations combinations;
  combinations.rows = std::move(sorter).Take();
  for (size_t i = 1; i <= combinations.rows.size() && !table.patience().IsOver(); ++i) {
    const bool ends = i == combinations.rows.size() ||
                      !std::ranges::equal(table.CombinationOf(combinations.rows[i - 1]),
                                          table.CombinationOf(combinations.rows[i]));
    if (ends) combinations.ends.push_back(i);
  }
  return combinations;
}

std::vector<uint32_t> GreatestCombinations(AnswerTable& table, const Combinations& combinations,
                                           size_t keep) {
  std::vector<uint32_t> all(combinations.size());
  std::iota(all.begin(), all.end(), 0);
  std::vector<Cell> totals;
  for (const uint32_t combination : all) {
    if (table.patience().IsOver()) break;
    totals.push_back(TotalOf(table, combinations[combination]));
  }
  totals.resize(all.size());
  RowSorter sorter(all, keep, table.patience());
  SortByCells(
      all, [&](uint32_t combination) { return totals[combination]; }, true, sorter);
  const auto row_of = [&](uint32_t combination) { return combinations[combination].front(); };
  for (size_t axis = 1; axis < table.axis_count(); ++axis) {
    SortByAxis(table, axis, false, row_of, sorter);
  }
  return std::move(sorter).Take();
}

}  // namespace oxus::query
