#include "server/query/metric.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "server/filter/nearest.h"
#include "server/query/field_table.h"

namespace oxus::query {
namespace {

using storage::Column;
using Kind = Measure::Kind;

constexpr std::string_view kDistinct = "distinct";
constexpr std::string_view kShare = "share";
constexpr std::string_view kCumulative = "cumulative";

Measure SumOf(Column column, Column element_column = Column::kRecordType) {
  return Measure{Kind::kSum, column, element_column};
}

std::vector<Metric> MakeMetrics() {
  return {
      {"events", "Events.", Measure{Kind::kEvents}},
      {"killed", "Persons killed, sum of the best figures.",
       SumOf(Column::kKilled, Column::kCasualtyKilled)},
      {"killed_low", "Persons killed, sum of the lowest figures.",
       SumOf(Column::kKilledLow, Column::kCasualtyKilledLow)},
      {"killed_high", "Persons killed, sum of the highest figures.",
       SumOf(Column::kKilledHigh, Column::kCasualtyKilledHigh)},
      {"injured", "Persons injured, sum of the best figures.",
       SumOf(Column::kInjured, Column::kCasualtyInjured)},
      {"injured_low", "Persons injured, sum of the lowest figures.",
       SumOf(Column::kInjuredLow, Column::kCasualtyInjuredLow)},
      {"injured_high", "Persons injured, sum of the highest figures.",
       SumOf(Column::kInjuredHigh, Column::kCasualtyInjuredHigh)},
      {"abducted", "Persons abducted, sum of the best figures.",
       SumOf(Column::kAbducted, Column::kCasualtyAbducted)},
      {"abducted_low", "Persons abducted, sum of the lowest figures.",
       SumOf(Column::kAbductedLow, Column::kCasualtyAbductedLow)},
      {"abducted_high", "Persons abducted, sum of the highest figures.",
       SumOf(Column::kAbductedHigh, Column::kCasualtyAbductedHigh)},
      {"reports", "Reports on the events.", SumOf(Column::kReportCount)},
      {"origins", "Sum over the events of the distinct origins of each.",
       SumOf(Column::kOriginCount)},
      {"score_mean", "Mean score of the events that have one.",
       Measure{Kind::kMean, Column::kScore}},
  };
}

std::vector<std::string> MetricNames() {
  std::vector<std::string> names;
  for (const Metric& metric : Metrics()) names.emplace_back(metric.name);
  for (const char* form : {"distinct(FIELD)", "share(METRIC)", "cumulative(METRIC)"}) {
    names.emplace_back(form);
  }
  return names;
}

std::vector<std::string> GroupableNames() {
  std::vector<std::string> names;
  for (const QueryField& field : Fields()) {
    if (field.groupable) names.push_back(field.filter.name);
  }
  return names;
}

// FORM(argument).
struct Call {
  std::string_view form;
  std::string_view argument;
};

std::optional<Call> SplitCall(std::string_view text) {
  const size_t open = text.find('(');
  if (open == std::string_view::npos || text.back() != ')') return std::nullopt;
  return Call{text.substr(0, open), text.substr(open + 1, text.size() - open - 2)};
}

std::optional<Measure> ParseDistinct(std::string_view path, std::string_view name,
                                     RequestFaults& faults) {
  const auto field = FindField(name);
  if (!field) {
    faults.AddFieldViolation(path, fmt::format("unknown field '{}' in distinct(){}", name,
                                               filter::Suggestion(name, GroupableNames())));
    return std::nullopt;
  }
  if (!Fields()[*field].groupable) {
    faults.AddFieldViolation(
        path,
        fmt::format("'{}' cannot be counted by distinct(): it filters but does not group", name));
    return std::nullopt;
  }
  Measure measure{Kind::kDistinct};
  measure.field = *field;
  return measure;
}

// A metric of its own or distinct(FIELD).
std::optional<Measure> ParseMeasure(std::string_view path, std::string_view text,
                                    RequestFaults& faults) {
  const auto call = SplitCall(text);
  if (call && call->form == kDistinct) return ParseDistinct(path, call->argument, faults);
  if (call && (call->form == kShare || call->form == kCumulative)) {
    faults.AddFieldViolation(
        path, fmt::format("'{}' inside share() or cumulative(); expected a metric or "
                          "distinct(FIELD) there",
                          text));
    return std::nullopt;
  }
  for (const Metric& metric : Metrics()) {
    if (metric.name == text) return metric.measure;
  }
  faults.AddFieldViolation(
      path, fmt::format("unknown metric '{}'{}", text, filter::Suggestion(text, MetricNames())));
  return std::nullopt;
}

size_t FindOrAdd(const Measure& measure, std::vector<Measure>& measures) {
  const auto found = std::find(measures.begin(), measures.end(), measure);
  if (found != measures.end()) return static_cast<size_t>(found - measures.begin());
  measures.push_back(measure);
  return measures.size() - 1;
}

}  // namespace

const std::vector<Metric>& Metrics() {
  static const auto* const metrics = new std::vector<Metric>(MakeMetrics());
  return *metrics;
}

std::optional<MetricColumn> ParseMetric(std::string_view path, std::string_view text,
                                        std::vector<Measure>& measures, RequestFaults& faults) {
  MetricColumn column;
  column.name = std::string(text);
  std::string_view inner = text;
  if (const auto call = SplitCall(text)) {
    if (call->form == kShare) column.kind = MetricColumn::Kind::kShare;
    if (call->form == kCumulative) column.kind = MetricColumn::Kind::kCumulative;
    if (column.kind != MetricColumn::Kind::kPlain) inner = call->argument;
  }
  const auto measure = ParseMeasure(path, inner, faults);
  if (!measure) return std::nullopt;
  if (column.kind == MetricColumn::Kind::kShare && measure->kind == Kind::kMean) {
    faults.AddFieldViolation(path, fmt::format("'{}' is a mean and has no share", inner));
    return std::nullopt;
  }
  column.measure = FindOrAdd(*measure, measures);
  return column;
}

std::string MetricWord(std::string_view column) {
  std::string word;
  for (const char c : column) {
    if (c != ')') word += c == '(' ? '_' : c;
  }
  return word;
}

}  // namespace oxus::query
