#include "server/query/aggregate.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "server/query/aggregate_plan.h"
#include "server/query/finish.h"
#include "server/query/plan_text.h"
#include "server/query/query_account.h"
#include "server/query/received.h"

namespace oxus::query {
namespace {

// Answers one question whose plan is made.
class Asking {
 public:
  Asking(const storage::Snapshot& snapshot, std::unique_ptr<const AggregatePlan> plan,
         ScanTools& tools, const Cancelled& cancelled)
      : snapshot_(snapshot), plan_(std::move(plan)), tools_(tools), cancelled_(cancelled) {}

  absl::StatusOr<std::unique_ptr<AggregateAnswer>> Answer(uint64_t planning_us);

 private:
  absl::StatusOr<std::unique_ptr<MergedGroups>> Scan(const ScanPlan& scan);
  void NameEstimates(const MergedGroups& now, const MergedGroups* before);
  std::unique_ptr<MergedGroups> NamesOnly() const;

  const storage::Snapshot& snapshot_;
  std::unique_ptr<const AggregatePlan> plan_;
  ScanTools& tools_;
  const Cancelled& cancelled_;
  QueryAccount account_;
};

absl::StatusOr<std::unique_ptr<MergedGroups>> Asking::Scan(const ScanPlan& scan) {
  const QueryClock clock;
  ScanTimes times;
  ScanTimes* const timed = plan_->explain == oxus::v1::EXPLAIN_ANALYZE ? &times : nullptr;
  const std::string question = plan_->bypass_cache ? std::string() : ScanKey(scan);
  auto outcome = ScanAggregate(scan, question, snapshot_, tools_, cancelled_, timed);
  if (!outcome.ok()) return outcome.status();
  account_.scans.emplace_back(*outcome, times, clock.Microseconds());
  return std::move(outcome->groups);
}

// Groups that were merged for their sums count, too: those may be estimates where no part is.
void Asking::NameEstimates(const MergedGroups& now, const MergedGroups* before) {
  for (const MetricColumn& metric : plan_->metrics) {
    const size_t measure = metric.measure;
    if (plan_->scan.measures[measure].kind != Measure::Kind::kDistinct) continue;
    if (now.IsEstimate(measure) || (before != nullptr && before->IsEstimate(measure))) {
      account_.estimated_metrics.push_back(metric.name);
    }
  }
}

std::unique_ptr<MergedGroups> Asking::NamesOnly() const {
  std::vector<Axis> axes;
  if (plan_->scan.has_bucket()) axes.push_back(Axis{nullptr, plan_->scan.bucket, nullptr});
  for (const size_t field : plan_->scan.group_by) axes.push_back(Axis{&tools_.symbols.Of(field)});
  return std::make_unique<MergedGroups>(std::vector<Measure>(), std::move(axes));
}

absl::StatusOr<std::unique_ptr<AggregateAnswer>> Asking::Answer(uint64_t planning_us) {
  account_.planning_us = planning_us;
  auto now = Scan(plan_->scan);
  if (!now.ok()) return now.status();
  std::unique_ptr<MergedGroups> before;
  if (const auto previous = PreviousScan(*plan_)) {
    auto scanned = Scan(*previous);
    if (!scanned.ok()) return scanned.status();
    before = *std::move(scanned);
  }
  const QueryClock clock;
  auto rows = MakeAnswer(*plan_, **now, before.get(), cancelled_);
  if (!rows.ok()) return rows.status();
  NameEstimates(**now, before.get());
  // A reader may take its time, and what was measured is in the rows.
  **now = std::move(*NamesOnly());
  account_.finishing_us = clock.Microseconds();
  return std::make_unique<AggregateAnswer>(std::move(plan_), *std::move(now), *std::move(rows),
                                           std::move(account_));
}

}  // namespace

absl::StatusOr<std::unique_ptr<AggregateAnswer>> Aggregate(
    const storage::Snapshot& snapshot, const oxus::v1::AggregateRequest& request, ScanTools& tools,
    const Cancelled& cancelled) {
  const QueryClock clock;
  const PlanContext context{
      snapshot.last_sequence(),
      [&snapshot](int64_t time_ms) { return SequenceAtTime(snapshot, time_ms); }, tools.limits};
  auto planned = PlanAggregate(request, context);
  if (!planned.ok()) return planned.status();
  auto plan = std::make_unique<const AggregatePlan>(*std::move(planned));
  if (plan->explain == oxus::v1::EXPLAIN_PLAN) {
    return std::make_unique<AggregateAnswer>(std::move(plan));
  }
  return Asking(snapshot, std::move(plan), tools, cancelled).Answer(clock.Microseconds());
}

}  // namespace oxus::query
