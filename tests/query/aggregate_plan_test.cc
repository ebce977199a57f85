#include "server/query/aggregate_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "server/query/field_table.h"
#include "server/query/plan_text.h"

namespace oxus::query {
namespace {

using oxus::v1::AggregateRequest;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

PlanContext Context() {
  PlanContext context;
  context.newest = 100;
  context.sequence_at = [](int64_t ms) -> absl::StatusOr<uint64_t> {
    return static_cast<uint64_t>(ms) / 1'000;
  };
  context.limits.max_groups = 1'000;
  return context;
}

AggregatePlan Planned(const AggregateRequest& request) {
  auto plan = PlanAggregate(request, Context());
  EXPECT_TRUE(plan.ok()) << plan.status();
  return plan.ok() ? *std::move(plan) : AggregatePlan();
}

std::string Refusal(const AggregateRequest& request) {
  const auto plan = PlanAggregate(request, Context());
  EXPECT_FALSE(plan.ok());
  EXPECT_EQ(plan.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(plan.status().message());
}

AggregateRequest With(std::initializer_list<const char*> metrics) {
  AggregateRequest request;
  for (const char* metric : metrics) request.add_metrics(metric);
  return request;
}

TEST(AggregatePlanTest, DefaultIsTheEventsOfNow) {
  const AggregatePlan plan = Planned({});
  EXPECT_THAT(plan.columns.metrics, ElementsAre("events"));
  EXPECT_EQ(plan.scan.as_of, 100u);
  EXPECT_EQ(plan.scan.modalities, ActualOnly());
  EXPECT_EQ(plan.scan.imprecise, oxus::v1::IMPRECISE_TIMES_EXCLUDE);
  EXPECT_EQ(plan.scan.LongestSpanMs(), kEndless);
}

TEST(AggregatePlanTest, ColumnsShareMeasures) {
  auto request = With({"share(events)", "events", "killed", "distinct(actor)", "cumulative(killed)",
                       "share(distinct(actor))", "score_mean"});
  request.set_bucket(oxus::v1::BUCKET_DAY);
  const AggregatePlan plan = Planned(request);
  EXPECT_EQ(plan.scan.measures.size(), 4u);
  EXPECT_EQ(plan.metrics[0].measure, plan.metrics[1].measure);
  EXPECT_EQ(plan.metrics[2].measure, plan.metrics[4].measure);
  EXPECT_EQ(plan.metrics[3].measure, plan.metrics[5].measure);
  const Measure& killed = plan.scan.measures[plan.metrics[2].measure];
  EXPECT_EQ(killed.kind, Measure::Kind::kSum);
  EXPECT_EQ(killed.column, storage::Column::kKilled);
  EXPECT_EQ(killed.element_column, storage::Column::kCasualtyKilled);
  const Measure& actors = plan.scan.measures[plan.metrics[3].measure];
  EXPECT_EQ(actors.kind, Measure::Kind::kDistinct);
  EXPECT_EQ(Fields()[actors.field].filter.name, "actor");
  EXPECT_EQ(plan.scan.LongestSpanMs(), kDayMs);
}

TEST(AggregatePlanTest, EveryListedMetricIsPlanned) {
  for (const Metric& metric : Metrics()) {
    AggregateRequest request;
    request.add_metrics(std::string(metric.name));
    EXPECT_TRUE(PlanAggregate(request, Context()).ok()) << metric.name;
    EXPECT_FALSE(metric.description.empty());
  }
}

TEST(AggregatePlanTest, RefusesMetricsThatAreNone) {
  const struct {
    const char* metric;
    const char* message;
  } cases[] = {
      {"kiled", "metrics[0]: unknown metric 'kiled', did you mean 'killed'?"},
      {"distinct(actr)", "unknown field 'actr' in distinct(), did you mean 'actor'?"},
      {"distinct(killed)", "'killed' cannot be counted by distinct(): it filters but does not"},
      {"share(share(events))", "'share(events)' inside share() or cumulative(); expected a metric"},
      {"cumulative(share(events))", "'share(events)' inside share() or cumulative()"},
      {"share(score_mean)", "'score_mean' is a mean and has no share"},
      {"share(evnts)", "unknown metric 'evnts', did you mean 'events'?"},
      {"share(events", "unknown metric 'share(events'"},
      {"", "unknown metric ''"},
      {"cumulative(events)", "'cumulative(events)' adds up over buckets; name a bucket, too"},
  };
  for (const auto& c : cases) EXPECT_THAT(Refusal(With({c.metric})), HasSubstr(c.message));
}

TEST(AggregatePlanTest, TellsEveryFaultAtOnce) {
  auto request = With({"events", "events", "nothing"});
  request.set_filter("contry = TJ");
  request.add_group_by("contry");
  request.add_group_by("killed");
  request.mutable_interval()->set_since("yesterday");
  request.set_time_zone("Asia/Dushanb");
  request.add_modalities(static_cast<oxus::v1::Modality>(99));
  request.set_with_other(true);
  request.set_fill(true);
  request.set_as_of_sequence(101);
  request.set_order_by("nothing");
  request.set_compare(oxus::v1::COMPARISON_PREVIOUS_PERIOD);
  EXPECT_THAT(Refusal(request),
              AllOf(HasSubstr("filter: at 1: unknown field"), HasSubstr("group_by[0]: unknown"),
                    HasSubstr("group_by[1]: 'killed' filters but does not group"),
                    HasSubstr("metrics[1]: 'events' is named twice"), HasSubstr("metrics[2]: "),
                    HasSubstr("interval.since: 'yesterday'"), HasSubstr("time_zone: "),
                    HasSubstr("modalities[0]: "), HasSubstr("with_other: "), HasSubstr("fill: "),
                    HasSubstr("as_of_sequence: 101 is not there yet")));
  // Of faulty columns no order is right or wrong.
  EXPECT_THAT(Refusal(request), Not(HasSubstr("order_by")));
}

TEST(AggregatePlanTest, RefusesOptionsThatDoNotGoTogether) {
  const struct {
    const char* message;
    void (*set)(AggregateRequest& request);
  } cases[] = {
      {"imprecise: SPREAD divides events",
       [](AggregateRequest& request) {
         request.add_metrics("distinct(actor)");
         request.set_imprecise(oxus::v1::IMPRECISE_TIMES_SPREAD);
       }},
      {"with_other: adds up what top cuts",
       [](AggregateRequest& request) { request.set_with_other(true); }},
      {"fill: adds the buckets in which nothing happened; name a bucket",
       [](AggregateRequest& request) { request.set_fill(true); }},
      {"fill: 9504 buckets in the interval, at most 1000",
       [](AggregateRequest& request) {
         request.set_fill(true);
         request.set_bucket(oxus::v1::BUCKET_HOUR);
         request.mutable_interval()->set_since("2024-01-01");
         request.mutable_interval()->set_until("2025-01-31");
       }},
      {"compare: PREVIOUS_PERIOD needs interval.since and interval.until",
       [](AggregateRequest& request) {
         request.set_compare(oxus::v1::COMPARISON_PREVIOUS_PERIOD);
         request.mutable_interval()->set_since("2024-01-01");
       }},
      {"compare: SAME_PERIOD_LAST_YEAR needs a bucket",
       [](AggregateRequest& request) {
         request.set_compare(oxus::v1::COMPARISON_SAME_PERIOD_LAST_YEAR);
       }},
      {"as_of_time: stands beside as_of_sequence",
       [](AggregateRequest& request) {
         request.set_as_of_sequence(5);
         request.mutable_as_of_time()->set_seconds(5);
       }},
      {"as_of_time: 253402300800 seconds and 0 nanoseconds are no time",
       [](AggregateRequest& request) {
         request.mutable_as_of_time()->set_seconds(253'402'300'800);
       }},
      {"having: at 1: unknown field 'evnts', did you mean 'events'?",
       [](AggregateRequest& request) { request.set_having("evnts > 3"); }},
      {"bucket: 99 is no bucket",
       [](AggregateRequest& request) { request.set_bucket(static_cast<oxus::v1::Bucket>(99)); }},
      {"imprecise: 99 is none",
       [](AggregateRequest& request) {
         request.set_imprecise(static_cast<oxus::v1::ImpreciseTimes>(99));
       }},
      {"compare: 99 is none",
       [](AggregateRequest& request) {
         request.set_compare(static_cast<oxus::v1::Comparison>(99));
       }},
      {"explain: 99 is none",
       [](AggregateRequest& request) { request.set_explain(static_cast<oxus::v1::Explain>(99)); }},
      {"group_by: 5 fields, at most 4",
       [](AggregateRequest& request) {
         for (int i = 0; i < 5; ++i) request.add_group_by("country");
       }},
      {"metrics: 17 metrics, at most 16",
       [](AggregateRequest& request) {
         for (int i = 0; i < 17; ++i) request.add_metrics("events");
       }},
  };
  for (const auto& c : cases) {
    AggregateRequest request;
    c.set(request);
    EXPECT_THAT(Refusal(request), HasSubstr(c.message));
  }
}

TEST(AggregatePlanTest, ATimeIsTheStateOfThatTime) {
  AggregateRequest request;
  request.mutable_as_of_time()->set_seconds(42);
  request.mutable_as_of_time()->set_nanos(999'999'999);
  EXPECT_EQ(Planned(request).scan.as_of, 42u);
  request.mutable_as_of_time()->set_seconds(0);
  EXPECT_EQ(Planned(request).scan.as_of, 0u);
  PlanContext broken = Context();
  broken.sequence_at = [](int64_t) -> absl::StatusOr<uint64_t> {
    return absl::DataLossError("disk");
  };
  EXPECT_EQ(PlanAggregate(request, broken).status().code(), absl::StatusCode::kDataLoss);
}

TEST(AggregatePlanTest, ReadsTheClockOfAZone) {
  AggregateRequest request;
  request.set_time_zone("Asia/Dushanbe");
  const AggregatePlan plan = Planned(request);
  ASSERT_NE(plan.scan.zone, nullptr);
  EXPECT_EQ(plan.scan.zone->ToLocalMs(0), 6 * kHourMs);
  EXPECT_EQ(plan.scan.zone_name, "Asia/Dushanbe");
}

TEST(AggregatePlanTest, APreviousScanDiffersInItsInterval) {
  AggregateRequest request;
  EXPECT_FALSE(PreviousScan(Planned(request)).has_value());
  request.mutable_interval()->set_since("2025-11-08");
  request.mutable_interval()->set_until("2025-11-15");
  request.set_compare(oxus::v1::COMPARISON_PREVIOUS_PERIOD);
  const AggregatePlan plan = Planned(request);
  auto previous = PreviousScan(plan);
  ASSERT_TRUE(previous.has_value());
  EXPECT_EQ(LocalTimeText(previous->interval.since_ms), "2025-11-01");
  EXPECT_EQ(LocalTimeText(previous->interval.until_ms), "2025-11-08");
  previous->interval = plan.scan.interval;
  EXPECT_EQ(ScanKey(*previous), ScanKey(plan.scan));
}

TEST(ScanKeyTest, IsTheSameForWhatMeansTheSame) {
  AggregateRequest request;
  request.set_filter("country = tj AND killed > 1");
  AggregateRequest same;
  same.set_filter("(killed>1) country='TJ'");
  same.set_as_of_sequence(7);
  same.set_top(3);
  same.set_having("events > 1");
  same.set_order_by("events");
  EXPECT_EQ(ScanKey(Planned(request).scan), ScanKey(Planned(same).scan));
}

TEST(ScanKeyTest, DiffersInEverythingAScanDependsOn) {
  std::vector<AggregateRequest> requests(13);
  requests[1].set_filter("country = TJ");
  requests[2].mutable_interval()->set_since("2025-01-01");
  requests[3].mutable_interval()->set_until("2025-01-01");
  requests[4].set_time_zone("UTC");
  requests[5].set_bucket(oxus::v1::BUCKET_DAY);
  requests[6].add_group_by("country");
  requests[7].add_group_by("origin_country");
  requests[8].add_metrics("killed");
  requests[9].add_metrics("distinct(country)");
  requests[10].set_include_duplicates(true);
  requests[11].set_imprecise(oxus::v1::IMPRECISE_TIMES_START);
  requests[12].add_modalities(oxus::v1::MODALITY_PLANNED);
  std::set<std::string> keys;
  for (const auto& request : requests) keys.insert(ScanKey(Planned(request).scan));
  EXPECT_EQ(keys.size(), requests.size());
}

TEST(DescribePlanTest, SaysWhatIsDoneLastFirst) {
  auto request = With({"events", "share(events)"});
  request.set_filter("country = TJ");
  request.add_group_by("admin1");
  request.set_bucket(oxus::v1::BUCKET_MONTH);
  request.mutable_interval()->set_since("2025-11-01");
  request.mutable_interval()->set_until("2025-12-01");
  request.set_top(5);
  request.set_with_other(true);
  request.set_fill(true);
  request.set_having("events > 1");
  request.set_compare(oxus::v1::COMPARISON_SAME_PERIOD_LAST_YEAR);
  request.set_time_zone("UTC");
  oxus::v1::AggregateResponse response;
  DescribePlan(Planned(request), &response);
  std::vector<std::string> lines;
  for (const auto& step : response.plan())
    lines.push_back(std::string(step.depth(), ' ') + step.text());
  EXPECT_THAT(
      lines,
      ElementsAre(
          "order by month, events desc, admin1", " fill empty buckets",
          "  top 5 combinations by total events, the others added up", "   having events > 1",
          "    metrics: events, events_previous, events_delta, events_ratio, share(events), "
          "share(events)_previous, share(events)_delta, share(events)_ratio",
          "     compare with the same period last year", "      scan as of 100",
          "       filter: country = \"TJ\"",
          "       interval: 2025-11-01 to 2025-12-01 on the clock of UTC",
          "       modalities: ACTUAL; duplicates left out; imprecise times left out",
          "       groups: month, admin1", "       measures: events", "      scan as of 100",
          "       filter: country = \"TJ\"",
          "       interval: 2024-11-01 to 2024-12-01 on the clock of UTC",
          "       modalities: ACTUAL; duplicates left out; imprecise times left out",
          "       groups: month, admin1", "       measures: events"));
}

}  // namespace
}  // namespace oxus::query
