#include "server/query/plan_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "server/filter/canonical.h"
#include "server/query/comparison.h"
#include "server/query/field_table.h"
#include "server/query/having.h"
#include "storage/columns/column.h"

namespace oxus::query {
namespace {

using oxus::v1::AggregateResponse;

class PlanLines {
 public:
  explicit PlanLines(AggregateResponse* response) : response_(response) {}
  void Add(uint32_t depth, std::string text) {
    auto* step = response_->add_plan();
    step->set_depth(depth);
    step->set_text(std::move(text));
  }

 private:
  AggregateResponse* response_;
};

std::string Joined(const std::vector<std::string>& parts) {
  return parts.empty() ? "none" : fmt::format("{}", fmt::join(parts, ", "));
}

std::string IntervalText(const Interval& interval) {
  const std::string since = interval.has_since() ? LocalTimeText(interval.since_ms) : "the first";
  const std::string until = interval.has_until() ? LocalTimeText(interval.until_ms) : "the last";
  return fmt::format("{} to {}", since, until);
}

std::string MeasureText(const Measure& measure) {
  const std::string_view column = storage::InfoOf(measure.column).name;
  switch (measure.kind) {
    case Measure::Kind::kEvents:
      return "events";
    case Measure::Kind::kSum:
      return fmt::format("sum of {}", column);
    case Measure::Kind::kMean:
      return fmt::format("mean of {}", column);
    case Measure::Kind::kDistinct:
      return fmt::format("distinct {}", Fields()[measure.field].filter.name);
  }
  return "";
}

std::string ImpreciseText(oxus::v1::ImpreciseTimes imprecise) {
  switch (imprecise) {
    case oxus::v1::IMPRECISE_TIMES_START:
      return "counted where they start";
    case oxus::v1::IMPRECISE_TIMES_SPREAD:
      return "spread evenly";
    default:
      return "left out";
  }
}

std::string ModalitiesText(const ModalitySet& modalities) {
  if (modalities == EveryModality()) return "all";
  std::vector<std::string> words;
  for (int i = 0; i < oxus::v1::Modality_ARRAYSIZE; ++i) {
    if (!modalities.test(static_cast<size_t>(i))) continue;
    std::string name = oxus::v1::Modality_Name(static_cast<oxus::v1::Modality>(i));
    words.push_back(name.substr(std::string_view("MODALITY_").size()));
  }
  return Joined(words);
}

std::string OrderText(const AggregatePlan& plan) {
  std::vector<std::string> parts;
  for (const SortKey& key : plan.order) {
    const auto& names = key.is_metric ? plan.columns.metrics : plan.columns.group;
    parts.push_back(names[key.column] + (key.descending ? " desc" : ""));
  }
  return Joined(parts);
}

std::string TopText(const AggregatePlan& plan) {
  const std::string rest = plan.with_other ? ", the others added up" : "";
  if (!plan.scan.has_bucket()) return fmt::format("top {} of the order{}", plan.top, rest);
  return fmt::format("top {} combinations by total {}{}", plan.top, plan.metrics.front().name,
                     rest);
}

void DescribeScan(const AggregatePlan& plan, const Interval& interval, uint32_t depth,
                  PlanLines& lines) {
  const ScanPlan& scan = plan.scan;
  const std::string filter = filter::Canonical(scan.filter, FieldSchema());
  const std::string clock =
      scan.zone == nullptr ? "each event's own clock" : "the clock of " + scan.zone_name;
  lines.Add(depth, fmt::format("scan as of {}", scan.as_of));
  lines.Add(depth + 1, "filter: " + (filter.empty() ? "everything" : filter));
  lines.Add(depth + 1, fmt::format("interval: {} on {}", IntervalText(interval), clock));
  lines.Add(depth + 1, fmt::format("modalities: {}; duplicates {}; imprecise times {}",
                                   ModalitiesText(scan.modalities),
                                   scan.include_duplicates ? "counted" : "left out",
                                   ImpreciseText(scan.imprecise)));
  std::vector<std::string> measures;
  for (const Measure& measure : scan.measures) measures.push_back(MeasureText(measure));
  lines.Add(depth + 1, "groups: " + Joined(plan.columns.group));
  lines.Add(depth + 1, "measures: " + Joined(measures));
}

}  // namespace

void DescribePlan(const AggregatePlan& plan, AggregateResponse* response) {
  PlanLines lines(response);
  uint32_t depth = 0;
  lines.Add(depth++, "order by " + OrderText(plan));
  if (plan.fill) lines.Add(depth++, "fill empty buckets");
  if (plan.top != 0) lines.Add(depth++, TopText(plan));
  if (plan.having.root() != nullptr) {
    lines.Add(depth++, "having " + HavingText(plan.having, plan.columns.metrics));
  }
  lines.Add(depth++, "metrics: " + Joined(plan.columns.metrics));
  const auto previous = PreviousScan(plan);
  if (previous) {
    const bool is_year = plan.compare == oxus::v1::COMPARISON_SAME_PERIOD_LAST_YEAR;
    lines.Add(depth++, fmt::format("compare with the {}",
                                   is_year ? "same period last year" : "previous period"));
  }
  DescribeScan(plan, plan.scan.interval, depth, lines);
  if (previous) DescribeScan(plan, previous->interval, depth, lines);
}

std::string ScanKey(const ScanPlan& scan) {
  std::vector<std::string> measures;
  for (const Measure& measure : scan.measures) {
    measures.push_back(fmt::format("{}:{}:{}:{}", static_cast<int>(measure.kind),
                                   static_cast<int>(measure.column),
                                   static_cast<int>(measure.element_column), measure.field));
  }
  // The filter is last: its constants may hold any character.
  return fmt::format(
      "interval={}..{} zone={} bucket={} groups={} measures={} modalities={} duplicates={} "
      "imprecise={} filter={}",
      scan.interval.since_ms, scan.interval.until_ms, scan.zone_name, static_cast<int>(scan.bucket),
      fmt::join(scan.group_by, ","), fmt::join(measures, ","), scan.modalities.to_string(),
      scan.include_duplicates, static_cast<int>(scan.imprecise),
      filter::Canonical(scan.filter, FieldSchema()));
}

}  // namespace oxus::query
