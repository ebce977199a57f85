#include "server/query/aggregate.h"

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <string>

#include "server/query/aggregate_plan.h"
#include "server/query/finish.h"
#include "server/query/plan_text.h"
#include "server/query/received.h"

namespace oxus::query {
namespace {

using oxus::v1::AggregateResponse;
using oxus::v1::Footnote;

class Clock {
 public:
  uint64_t Microseconds() const {
    return static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(
                                     std::chrono::steady_clock::now() - started_)
                                     .count());
  }

 private:
  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

void FillFootnote(const ScanOutcome& outcome, uint64_t as_of, Footnote* footnote) {
  const Exclusions& exclusions = outcome.groups->exclusions();
  footnote->set_as_of_sequence(as_of);
  footnote->set_included(exclusions.included);
  footnote->set_retracted(outcome.corrected.retracted);
  footnote->set_superseded(outcome.corrected.superseded);
  footnote->set_planned(exclusions.planned);
  footnote->set_duplicates(exclusions.duplicates);
  footnote->set_time_imprecise(exclusions.time_imprecise);
  footnote->set_place_imprecise(exclusions.place_imprecise + outcome.corrected.place_imprecise);
  footnote->set_below_grade(exclusions.below_grade + outcome.corrected.below_grade);
  footnote->set_quarantined_included(exclusions.quarantined_included);
  footnote->set_rows_scanned(outcome.rows_scanned);
  footnote->set_segments_scanned(outcome.segments_scanned);
  footnote->set_segments_skipped(outcome.segments_skipped);
  footnote->set_segments_cached(outcome.segments_cached);
}

void NameEstimates(const AggregatePlan& plan, const MergedGroups& groups, Footnote* footnote) {
  for (const MetricColumn& metric : plan.metrics) {
    const bool counts_distinct =
        plan.scan.measures[metric.measure].kind == Measure::Kind::kDistinct;
    if (counts_distinct && groups.IsEstimate(metric.measure)) {
      footnote->add_estimated_metrics(metric.name);
    }
  }
}

void AddStep(AggregateResponse* response, uint32_t depth, std::string text, uint64_t elapsed_us,
             uint64_t rows) {
  auto* const step = response->add_plan();
  step->set_depth(depth);
  step->set_text(std::move(text));
  step->set_elapsed_us(elapsed_us);
  step->set_rows(rows);
}

// Where the time of an answer went.
struct Spent {
  uint64_t planning_us = 0;
  uint64_t scanning_us = 0;
  uint64_t finishing_us = 0;
};

void DescribeSpent(const ScanOutcome& outcome, const ScanTimes& times, const Spent& spent,
                   uint64_t rows, AggregateResponse* response) {
  const auto us = [](const std::atomic<uint64_t>& nanoseconds) { return nanoseconds / 1000; };
  AddStep(response, 0, "time taken", spent.planning_us + spent.scanning_us + spent.finishing_us,
          rows);
  AddStep(response, 1, "check the request", spent.planning_us, 0);
  AddStep(response, 1, "order, cut and write the groups", spent.finishing_us, rows);
  AddStep(response, 1,
          fmt::format("scan {} segments, {} skipped, {} from the cache", outcome.segments_scanned,
                      outcome.segments_skipped, outcome.segments_cached),
          spent.scanning_us, outcome.groups->size());
  AddStep(response, 2, "merge the segments' groups", us(times.merge), outcome.groups->size());
  AddStep(response, 2, "add up in groups", us(times.group), outcome.groups->size());
  AddStep(response, 2, "time interval and filter", us(times.filter), times.rows_left);
  AddStep(response, 2, "find and load columns", us(times.bind), outcome.rows_scanned);
}

}  // namespace

absl::Status Aggregate(const storage::Snapshot& snapshot, const oxus::v1::AggregateRequest& request,
                       ScanTools& tools, const Cancelled& cancelled, AggregateResponse* response) {
  const Clock clock;
  Spent spent;
  const PlanContext context{
      snapshot.last_sequence(),
      [&snapshot](int64_t time_ms) { return SequenceAtTime(snapshot, time_ms); }, tools.limits};
  const auto plan = PlanAggregate(request, context);
  if (!plan.ok()) return plan.status();
  response->Clear();
  if (plan->explain != oxus::v1::EXPLAIN_UNSPECIFIED) DescribePlan(*plan, response);
  response->mutable_footnote()->set_as_of_sequence(plan->scan.as_of);
  if (plan->explain == oxus::v1::EXPLAIN_PLAN) return absl::OkStatus();
  spent.planning_us = clock.Microseconds();

  ScanTimes times;
  ScanTimes* const timed = plan->explain == oxus::v1::EXPLAIN_ANALYZE ? &times : nullptr;
  const auto scan = [&](const ScanPlan& part) {
    const std::string question = plan->bypass_cache ? std::string() : ScanKey(part);
    return ScanAggregate(part, question, snapshot, tools, cancelled, timed);
  };
  auto now = scan(plan->scan);
  if (!now.ok()) return now.status();
  std::optional<ScanOutcome> before;
  if (const auto previous = PreviousScan(*plan)) {
    auto scanned = scan(*previous);
    if (!scanned.ok()) return scanned.status();
    before = *std::move(scanned);
  }
  spent.scanning_us = clock.Microseconds() - spent.planning_us;

  FillFootnote(*now, plan->scan.as_of, response->mutable_footnote());
  NameEstimates(*plan, *now->groups, response->mutable_footnote());
  auto finished =
      FinishAggregate(*plan, *now->groups, before ? before->groups.get() : nullptr, response);
  if (!finished.ok()) return finished;
  const uint64_t elapsed = clock.Microseconds();
  spent.finishing_us = elapsed - spent.scanning_us - spent.planning_us;
  response->mutable_footnote()->set_elapsed_us(elapsed);
  if (timed != nullptr) {
    DescribeSpent(*now, times, spent, static_cast<uint64_t>(response->rows_size()), response);
  }
  return absl::OkStatus();
}

}  // namespace oxus::query
