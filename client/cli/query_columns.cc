#include "client/cli/query_columns.h"

#include <algorithm>

namespace oxus::cli {
namespace {

using oxus::v1::AggregateRequest;
using oxus::v1::AggregateResponse;

// A metric and the three columns of its comparison.
constexpr size_t kComparedColumns = 4;
constexpr size_t kDelta = 2;
constexpr size_t kRatio = 3;

Cell CellOf(const oxus::v1::Value& value) {
  switch (value.kind_case()) {
    case oxus::v1::Value::kText:
      return value.text();
    case oxus::v1::Value::kInteger:
      return value.integer();
    case oxus::v1::Value::kNumber:
      return value.number();
    case oxus::v1::Value::kBoolean:
      return value.boolean();
    case oxus::v1::Value::KIND_NOT_SET:
      break;
  }
  return {};
}

bool HoldsNumbers(const AnswerRows& rows, size_t column) {
  bool any = false;
  for (const AggregateResponse::Row& row : rows) {
    const oxus::v1::Value& value = row.group(static_cast<int>(column));
    if (row.is_other() || value.kind_case() == oxus::v1::Value::KIND_NOT_SET) continue;
    if (!value.has_integer() && !value.has_number()) return false;
    any = true;
  }
  return any;
}

Column MetricColumn(const AnswerColumns& columns, size_t i,
                    const std::vector<std::string>& estimated) {
  const std::string& name = columns.metrics[i];
  Column column = {.name = name, .numeric = true, .title = name};
  size_t metric = i;
  if (columns.compared) {
    metric -= i % kComparedColumns;
    // After their only metric, "previous", "delta" and "ratio" say enough.
    const bool only = columns.metrics.size() == kComparedColumns;
    if (i != metric && only) column.title = name.substr(columns.metrics[metric].size() + 1);
    if (i - metric == kDelta) column.style = NumberStyle::kSigned;
    if (i - metric == kRatio) column.style = NumberStyle::kRatio;
  }
  const auto& base = columns.metrics[metric];
  if (std::find(estimated.begin(), estimated.end(), base) != estimated.end()) {
    column.title.insert(0, "~");
  }
  return column;
}

// Whether the columns come in fours, each with the name of the first and an addition.
bool IsCompared(const std::vector<std::string>& metrics) {
  if (metrics.size() % kComparedColumns != 0) return false;
  for (size_t i = 0; i < metrics.size(); ++i) {
    const std::string prefix = metrics[i - i % kComparedColumns] + "_";
    if (i % kComparedColumns != 0 && metrics[i].rfind(prefix, 0) != 0) return false;
  }
  return true;
}

}  // namespace

AnswerColumns ColumnsOfAnswer(const AggregateRequest& request, const AggregateResponse& first) {
  AnswerColumns columns;
  columns.groups.assign(first.group_columns().begin(), first.group_columns().end());
  columns.metrics.assign(first.metric_columns().begin(), first.metric_columns().end());
  columns.compared =
      request.compare() != oxus::v1::COMPARISON_UNSPECIFIED && IsCompared(columns.metrics);
  columns.with_other = request.with_other();
  return columns;
}

bool Fits(const AggregateResponse& part, const AnswerColumns& columns) {
  return std::all_of(part.rows().begin(), part.rows().end(), [&](const auto& row) {
    return row.group_size() == static_cast<int>(columns.groups.size()) &&
           row.metrics_size() == static_cast<int>(columns.metrics.size());
  });
}

std::vector<Column> PlainColumns(const AnswerColumns& columns) {
  std::vector<Column> result;
  for (const std::string& name : columns.groups) result.push_back({.name = name});
  for (const std::string& name : columns.metrics) result.push_back({.name = name});
  if (columns.with_other) result.push_back({.name = "is_other"});
  return result;
}

Row PlainRow(const AggregateResponse::Row& row, const AnswerColumns& columns) {
  Row result;
  for (const oxus::v1::Value& value : row.group()) result.cells.push_back(CellOf(value));
  for (const oxus::v1::Value& value : row.metrics()) result.cells.push_back(CellOf(value));
  if (columns.with_other) result.cells.emplace_back(row.is_other());
  return result;
}

std::vector<Column> TableColumns(const AnswerColumns& columns, const AnswerRows& rows,
                                 const std::vector<std::string>& estimated) {
  std::vector<Column> result;
  for (size_t i = 0; i < columns.groups.size(); ++i) {
    result.push_back(
        {.name = columns.groups[i], .numeric = HoldsNumbers(rows, i), .absent = Absent::kUnknown});
  }
  for (size_t i = 0; i < columns.metrics.size(); ++i) {
    result.push_back(MetricColumn(columns, i, estimated));
  }
  return result;
}

Row TableRow(const AggregateResponse::Row& row) {
  Row result;
  for (const oxus::v1::Value& value : row.group()) {
    const bool other = row.is_other() && value.text() == "other";
    result.cells.push_back(other ? Cell("(other)") : CellOf(value));
  }
  for (const oxus::v1::Value& value : row.metrics()) result.cells.push_back(CellOf(value));
  return result;
}

}  // namespace oxus::cli
