#include "server/query/aggregate_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "server/filter/nearest.h"
#include "server/query/field_table.h"
#include "server/query/query_engine.h"

namespace oxus::query {
namespace {

using oxus::v1::AggregateRequest;

constexpr std::string_view kDefaultMetric = "events";

std::vector<std::string> GroupableNames() {
  std::vector<std::string> names;
  for (const QueryField& field : Fields()) {
    if (field.groupable) names.push_back(field.filter.name);
  }
  return names;
}

std::vector<std::string> MetricNames() {
  std::vector<std::string> names;
  for (const Metric& metric : Metrics()) names.emplace_back(metric.name);
  return names;
}

void AddGroupField(const std::string& path, const std::string& name, AggregatePlan& plan,
                   RequestFaults& faults) {
  const auto field = FindField(name);
  if (!field) {
    faults.AddFieldViolation(path, fmt::format("unknown field '{}'{}", name,
                                               filter::Suggestion(name, GroupableNames())));
  } else if (!Fields()[*field].groupable) {
    faults.AddFieldViolation(path, fmt::format("'{}' filters but does not group", name));
  } else if (std::count(plan.group_by.begin(), plan.group_by.end(), *field) > 0) {
    faults.AddFieldViolation(path, fmt::format("'{}' is named twice", name));
  } else {
    plan.group_by.push_back(*field);
    plan.columns.group.push_back(name);
  }
}

void AddMetric(const std::string& path, std::string_view name, AggregatePlan& plan,
               RequestFaults& faults) {
  const Metric* metric = FindMetric(name);
  if (metric == nullptr) {
    faults.AddFieldViolation(
        path, fmt::format("unknown metric '{}'{}", name, filter::Suggestion(name, MetricNames())));
  } else if (std::count(plan.metrics.begin(), plan.metrics.end(), metric) > 0) {
    faults.AddFieldViolation(path, fmt::format("'{}' is named twice", name));
  } else {
    plan.metrics.push_back(metric);
    plan.columns.metrics.emplace_back(name);
  }
}

void PlanBucket(const AggregateRequest& request, AggregatePlan& plan, RequestFaults& faults) {
  plan.bucket = request.bucket();
  if (!oxus::v1::Bucket_IsValid(request.bucket())) {
    faults.AddFieldViolation("bucket", fmt::format("{} is no bucket; expected DAY, WEEK, MONTH, "
                                                   "QUARTER or YEAR",
                                                   static_cast<int>(request.bucket())));
    return;
  }
  plan.columns.has_bucket = request.bucket() != oxus::v1::BUCKET_UNSPECIFIED;
  if (plan.columns.has_bucket) plan.columns.group.emplace_back(BucketName(request.bucket()));
}

void PlanColumns(const AggregateRequest& request, AggregatePlan& plan, RequestFaults& faults) {
  PlanBucket(request, plan, faults);
  if (request.group_by_size() > kMaxGroupBy) {
    faults.AddLimitViolation("group_by", "fields", kMaxGroupBy,
                             static_cast<uint64_t>(request.group_by_size()));
  } else {
    for (int i = 0; i < request.group_by_size(); ++i) {
      AddGroupField(fmt::format("group_by[{}]", i), request.group_by(i), plan, faults);
    }
  }
  if (request.metrics_size() > kMaxMetrics) {
    faults.AddLimitViolation("metrics", "metrics", kMaxMetrics,
                             static_cast<uint64_t>(request.metrics_size()));
  } else {
    for (int i = 0; i < request.metrics_size(); ++i) {
      AddMetric(fmt::format("metrics[{}]", i), request.metrics(i), plan, faults);
    }
  }
  if (request.metrics().empty()) AddMetric("metrics", kDefaultMetric, plan, faults);
}

}  // namespace

int64_t AggregatePlan::LongestSpanMs() const {
  return std::min(BucketLimitMs(bucket), interval.length_ms());
}

absl::StatusOr<AggregatePlan> PlanAggregate(const AggregateRequest& request, uint64_t newest) {
  RequestFaults faults;
  AggregatePlan plan;
  plan.filter = ParseFilter(request.filter(), faults);
  PlanColumns(request, plan, faults);
  plan.interval = ParseInterval(request.interval(), faults);
  // With faulty columns the order would be blamed for what is wrong with them.
  const bool columns_ok =
      plan.columns.group.size() ==
          static_cast<size_t>(request.group_by_size()) + (plan.columns.has_bucket ? 1 : 0) &&
      plan.metrics.size() >= static_cast<size_t>(request.metrics_size());
  if (columns_ok) plan.order = ParseRowOrder(request.order_by(), plan.columns, faults);
  plan.top = request.top();
  plan.as_of = ParseAsOf(request.as_of_sequence(), newest, faults);
  plan.modalities = ParseModalities(request.modalities(), ActualOnly(), faults);
  plan.include_duplicates = request.include_duplicates();
  if (!faults.empty()) return faults.ToStatus();
  return plan;
}

}  // namespace oxus::query
