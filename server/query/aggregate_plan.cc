#include "server/query/aggregate_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "server/filter/nearest.h"
#include "server/query/comparison.h"
#include "server/query/field_table.h"
#include "server/query/having.h"

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

// Plans one request, part by part. A part that depends on a faulty one is not blamed for it.
class Planner {
 public:
  Planner(const AggregateRequest& request, const PlanContext& context)
      : request_(request), context_(context) {}

  absl::StatusOr<AggregatePlan> Plan();

 private:
  void PlanBucket();
  void PlanZone();
  void PlanGroups();
  void AddGroupField(const std::string& path, const std::string& name);
  void PlanMetrics();
  void AddMetric(const std::string& path, std::string_view text);
  void PlanImprecise();
  void PlanComparison();
  void PlanMetricColumns();
  void PlanTop();
  void PlanFill();
  void PlanExplain();
  absl::Status PlanState();
  bool Uses(Measure::Kind kind) const;

  const AggregateRequest& request_;
  const PlanContext& context_;
  RequestFaults faults_;
  AggregatePlan plan_;
  bool columns_ok_ = true;
};

absl::StatusOr<AggregatePlan> Planner::Plan() {
  ScanPlan& scan = plan_.scan;
  scan.filter = ParseFilter(request_.filter(), faults_);
  PlanBucket();
  PlanGroups();
  PlanMetrics();
  scan.interval = ParseInterval(request_.interval(), faults_);
  PlanZone();
  scan.modalities = ParseModalities(request_.modalities(), ActualOnly(), faults_);
  scan.include_duplicates = request_.include_duplicates();
  PlanImprecise();
  PlanComparison();
  PlanMetricColumns();
  if (columns_ok_) {
    plan_.order = ParseRowOrder(request_.order_by(), plan_.columns, faults_);
    plan_.having = ParseHaving(request_.having(), plan_.columns.metrics, faults_);
  }
  PlanTop();
  PlanFill();
  PlanExplain();
  plan_.bypass_cache = request_.bypass_cache();
  plan_.max_groups = context_.limits.max_groups;
  plan_.memory_bytes = context_.limits.memory_bytes;
  if (auto status = PlanState(); !status.ok()) return status;
  if (!faults_.empty()) return faults_.ToStatus();
  return std::move(plan_);
}

void Planner::PlanBucket() {
  const auto bucket = request_.bucket();
  if (!oxus::v1::Bucket_IsValid(bucket)) {
    faults_.AddFieldViolation("bucket", fmt::format("{} is no bucket; expected HOUR, DAY, WEEK, "
                                                    "MONTH, QUARTER or YEAR",
                                                    static_cast<int>(bucket)));
    columns_ok_ = false;
    return;
  }
  plan_.scan.bucket = bucket;
  plan_.columns.has_bucket = plan_.scan.has_bucket();
  if (plan_.scan.has_bucket()) plan_.columns.group.emplace_back(BucketName(bucket));
}

void Planner::PlanZone() {
  const std::string& name = request_.time_zone();
  if (name.empty()) return;
  const auto zone = reference::ZoneClock::Find(name);
  if (!zone.ok()) {
    faults_.AddFieldViolation("time_zone", std::string(zone.status().message()));
    return;
  }
  plan_.scan.zone = std::make_shared<const reference::ZoneClock>(*zone);
  plan_.scan.zone_name = name;
}

void Planner::AddGroupField(const std::string& path, const std::string& name) {
  auto& group_by = plan_.scan.group_by;
  const auto field = FindField(name);
  if (!field) {
    faults_.AddFieldViolation(path, fmt::format("unknown field '{}'{}", name,
                                                filter::Suggestion(name, GroupableNames())));
  } else if (!Fields()[*field].groupable) {
    faults_.AddFieldViolation(path, fmt::format("'{}' filters but does not group", name));
  } else if (std::count(group_by.begin(), group_by.end(), *field) > 0) {
    faults_.AddFieldViolation(path, fmt::format("'{}' is named twice", name));
  } else {
    group_by.push_back(*field);
    plan_.columns.group.push_back(name);
    return;
  }
  columns_ok_ = false;
}

void Planner::PlanGroups() {
  if (request_.group_by_size() > kMaxGroupBy) {
    faults_.AddLimitViolation("group_by", "fields", kMaxGroupBy,
                              static_cast<uint64_t>(request_.group_by_size()));
    columns_ok_ = false;
    return;
  }
  for (int i = 0; i < request_.group_by_size(); ++i) {
    AddGroupField(fmt::format("group_by[{}]", i), request_.group_by(i));
  }
}

void Planner::AddMetric(const std::string& path, std::string_view text) {
  auto& metrics = plan_.metrics;
  auto column = ParseMetric(path, text, plan_.scan.measures, faults_);
  if (!column) {
    columns_ok_ = false;
  } else if (std::count(metrics.begin(), metrics.end(), *column) > 0) {
    faults_.AddFieldViolation(path, fmt::format("'{}' is named twice", text));
    columns_ok_ = false;
  } else if (column->kind == MetricColumn::Kind::kCumulative && !request_.bucket()) {
    faults_.AddFieldViolation(path,
                              fmt::format("'{}' adds up over buckets; name a bucket, too", text));
    columns_ok_ = false;
  } else {
    metrics.push_back(*std::move(column));
  }
}

void Planner::PlanMetrics() {
  if (request_.metrics_size() > kMaxMetrics) {
    faults_.AddLimitViolation("metrics", "metrics", kMaxMetrics,
                              static_cast<uint64_t>(request_.metrics_size()));
    columns_ok_ = false;
    return;
  }
  for (int i = 0; i < request_.metrics_size(); ++i) {
    AddMetric(fmt::format("metrics[{}]", i), request_.metrics(i));
  }
  if (request_.metrics().empty()) AddMetric("metrics", kDefaultMetric);
}

bool Planner::Uses(Measure::Kind kind) const {
  const auto& measures = plan_.scan.measures;
  return std::any_of(measures.begin(), measures.end(),
                     [kind](const Measure& measure) { return measure.kind == kind; });
}

void Planner::PlanImprecise() {
  const auto imprecise = request_.imprecise();
  if (!oxus::v1::ImpreciseTimes_IsValid(imprecise)) {
    faults_.AddFieldViolation("imprecise", fmt::format("{} is none; expected EXCLUDE, START or "
                                                       "SPREAD",
                                                       static_cast<int>(imprecise)));
  } else if (imprecise != oxus::v1::IMPRECISE_TIMES_UNSPECIFIED) {
    plan_.scan.imprecise = imprecise;
  }
  if (imprecise == oxus::v1::IMPRECISE_TIMES_SPREAD && Uses(Measure::Kind::kDistinct)) {
    faults_.AddFieldViolation(
        "imprecise",
        "SPREAD divides events, and distinct() cannot count a part of a value; "
        "choose START or EXCLUDE");
  }
}

void Planner::PlanComparison() {
  const auto compare = request_.compare();
  const Interval& interval = plan_.scan.interval;
  // An end that cannot be read has its own fault.
  const bool has_since = !request_.interval().since().empty();
  const bool has_until = !request_.interval().until().empty();
  if (!oxus::v1::Comparison_IsValid(compare)) {
    faults_.AddFieldViolation("compare", fmt::format("{} is none; expected PREVIOUS_PERIOD or "
                                                     "SAME_PERIOD_LAST_YEAR",
                                                     static_cast<int>(compare)));
    return;
  }
  if (compare == oxus::v1::COMPARISON_PREVIOUS_PERIOD && !(has_since && has_until)) {
    faults_.AddFieldViolation("compare", "PREVIOUS_PERIOD needs interval.since and interval.until");
    return;
  }
  if (compare == oxus::v1::COMPARISON_SAME_PERIOD_LAST_YEAR && !has_since && !has_until &&
      !plan_.scan.has_bucket()) {
    faults_.AddFieldViolation(
        "compare",
        "SAME_PERIOD_LAST_YEAR needs a bucket, interval.since or interval.until; "
        "without them both periods are all of time");
    return;
  }
  plan_.compare = compare;
  const bool readable = interval.has_since() == has_since && interval.has_until() == has_until;
  if (!readable) plan_.compare = oxus::v1::COMPARISON_UNSPECIFIED;
}

void Planner::PlanMetricColumns() {
  for (const MetricColumn& metric : plan_.metrics) {
    plan_.columns.metrics.push_back(metric.name);
    // As asked for, so that a faulty comparison does not make its columns unknown.
    if (request_.compare() == oxus::v1::COMPARISON_UNSPECIFIED) continue;
    for (const std::string_view part : {"_previous", "_delta", "_ratio"}) {
      plan_.columns.metrics.push_back(fmt::format("{}{}", metric.name, part));
    }
  }
}

void Planner::PlanTop() {
  plan_.top = request_.top();
  plan_.with_other = request_.with_other();
  if (plan_.with_other && plan_.top == 0) {
    faults_.AddFieldViolation("with_other", "adds up what top cuts; name top, too");
  }
}

void Planner::PlanFill() {
  plan_.fill = request_.fill();
  if (!plan_.fill) return;
  const ScanPlan& scan = plan_.scan;
  if (!request_.bucket()) {
    faults_.AddFieldViolation("fill", "adds the buckets in which nothing happened; name a bucket");
    return;
  }
  if (!scan.has_bucket() || scan.interval.is_open()) return;
  const int64_t buckets = BucketNumber(scan.bucket, scan.interval.until_ms - 1) -
                          BucketNumber(scan.bucket, scan.interval.since_ms) + 1;
  const auto count = static_cast<uint64_t>(std::max<int64_t>(buckets, 0));
  if (count > context_.limits.max_groups) {
    faults_.AddLimitViolation("fill", "buckets in the interval", context_.limits.max_groups, count);
  }
}

void Planner::PlanExplain() {
  plan_.explain = request_.explain();
  if (oxus::v1::Explain_IsValid(request_.explain())) return;
  faults_.AddFieldViolation("explain", fmt::format("{} is none; expected PLAN or ANALYZE",
                                                   static_cast<int>(request_.explain())));
}

absl::Status Planner::PlanState() {
  plan_.scan.as_of = ParseAsOf(request_.as_of_sequence(), context_.newest, faults_);
  if (!request_.has_as_of_time()) return absl::OkStatus();
  const auto as_of = ParseAsOfTime(request_.as_of_time(), request_.as_of_sequence(),
                                   context_.sequence_at, faults_);
  if (!as_of.ok()) return as_of.status();
  plan_.scan.as_of = *as_of;
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<AggregatePlan> PlanAggregate(const AggregateRequest& request,
                                            const PlanContext& context) {
  return Planner(request, context).Plan();
}

std::optional<ScanPlan> PreviousScan(const AggregatePlan& plan) {
  if (!plan.has_comparison()) return std::nullopt;
  ScanPlan scan = plan.scan;
  scan.interval = Comparison(plan.compare, scan.bucket, scan.interval).before();
  return scan;
}

}  // namespace oxus::query
