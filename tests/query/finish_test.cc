#include "server/query/finish.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "server/query/aggregate_plan.h"
#include "server/query/calendar.h"
#include "tests/query/answer_text.h"
#include "tests/query/small_groups.h"
#include "tests/query/written_answer.h"

namespace oxus::query {
namespace {

using oxus::test::SmallEvent;
using oxus::test::SmallGroups;
using oxus::v1::AggregateRequest;
using oxus::v1::AggregateResponse;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr int64_t kTj = 0;
constexpr int64_t kAf = 1;
constexpr int64_t kUz = 2;
const std::vector<std::string> kWords = {"TJ", "AF", "UZ", "KG", "TM"};

int64_t Month(const char* day) {
  return BucketNumber(oxus::v1::BUCKET_MONTH, ParseLocalTime(day).value());
}
int64_t Day(const char* day) {
  return BucketNumber(oxus::v1::BUCKET_DAY, ParseLocalTime(day).value());
}

// A question, and the groups that were found for it.
class Question {
 public:
  Question& By(const char* field) {
    request.add_group_by(field);
    return *this;
  }
  Question& Of(std::initializer_list<const char*> metrics) {
    for (const char* metric : metrics) request.add_metrics(metric);
    return *this;
  }
  Question& Per(oxus::v1::Bucket bucket) {
    request.set_bucket(bucket);
    return *this;
  }
  Question& Between(const char* since, const char* until) {
    request.mutable_interval()->set_since(since);
    request.mutable_interval()->set_until(until);
    return *this;
  }
  // `count` events of one group.
  Question& Found(std::vector<int64_t> key, int count = 1, const SmallEvent& event = {}) {
    for (int i = 0; i < count; ++i) now_.emplace_back(key, event);
    return *this;
  }
  Question& FoundBefore(std::vector<int64_t> key, int count = 1, const SmallEvent& event = {}) {
    for (int i = 0; i < count; ++i) before_.emplace_back(key, event);
    return *this;
  }

  absl::StatusOr<AggregateResponse> Ask() const {
    PlanContext context;
    context.limits.max_groups = 100;
    context.limits.memory_bytes = memory_bytes;
    const auto plan = PlanAggregate(request, context);
    if (!plan.ok()) return plan.status();
    SmallGroups now(plan->scan.measures, kWords);
    for (const auto& [key, event] : now_) now.Add(key, event);
    SmallGroups before(plan->scan.measures, kWords);
    for (const auto& [key, event] : before_) before.Add(key, event);
    AggregateResponse response;
    const auto status =
        oxus::test::WriteAnswer(*plan, now, plan->has_comparison() ? &before : nullptr, &response);
    if (!status.ok()) return status;
    return response;
  }
  std::vector<std::string> Lines() const {
    const auto response = Ask();
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? oxus::test::Lines(*response) : std::vector<std::string>();
  }

  AggregateRequest request;
  size_t memory_bytes = 1u << 20;

 private:
  std::vector<std::pair<std::vector<int64_t>, SmallEvent>> now_;
  std::vector<std::pair<std::vector<int64_t>, SmallEvent>> before_;
};

Question Countries() {
  return Question().By("country").Found({kTj}, 2).Found({kAf}, 5).Found({kUz}, 1).Found(
      {GroupedResult::kUnknown}, 2);
}

Question Months() {
  return Question()
      .By("country")
      .Per(oxus::v1::BUCKET_MONTH)
      .Found({Month("2025-10-01"), kTj}, 3)
      .Found({Month("2025-12-01"), kTj}, 1)
      .Found({Month("2025-12-01"), kAf}, 2)
      .Found({Month("2025-10-01"), kUz}, 1);
}

TEST(FinishTest, NamesColumnsAndCountsGroups) {
  const auto response = Countries().Of({"events", "share(events)"}).Ask();
  ASSERT_TRUE(response.ok());
  EXPECT_THAT(response->group_columns(), ElementsAre("country"));
  EXPECT_THAT(response->metric_columns(), ElementsAre("events", "share(events)"));
  EXPECT_EQ(response->total_groups(), 4u);
}

TEST(FinishTest, WithoutKeysThereIsOneRowEvenOfNothing) {
  EXPECT_THAT(Question().Of({"events", "killed", "distinct(actor)"}).Lines(), ElementsAre("0 ? 0"));
}

TEST(FinishTest, WithKeysNothingIsNoRow) {
  EXPECT_THAT(Question().By("country").Lines(), IsEmpty());
}

TEST(OrderTest, DefaultIsTheFirstMetricDescendingThenTheKeys) {
  EXPECT_THAT(Countries().Lines(), ElementsAre("AF | 5", "TJ | 2", "? | 2", "UZ | 1"));
}

TEST(OrderTest, TheBucketLeadsByDefault) {
  EXPECT_THAT(Months().Lines(), ElementsAre("2025-10 | TJ | 3", "2025-10 | UZ | 1",
                                            "2025-12 | AF | 2", "2025-12 | TJ | 1"));
}

TEST(OrderTest, WhatIsNotSetComesLastEitherWay) {
  Question question;
  question.By("country").Of({"killed"});
  question.Found({kTj}, 1, {.killed = 4}).Found({kAf}).Found({kUz}, 1, {.killed = 9});
  question.request.set_order_by("killed");
  EXPECT_THAT(question.Lines(), ElementsAre("TJ | 4", "UZ | 9", "AF | ?"));
  question.request.set_order_by("killed desc");
  EXPECT_THAT(question.Lines(), ElementsAre("UZ | 9", "TJ | 4", "AF | ?"));
  auto countries = Countries();
  countries.request.set_order_by("country desc");
  EXPECT_THAT(countries.Lines(), ElementsAre("UZ | 1", "TJ | 2", "AF | 5", "? | 2"));
}

TEST(OrderTest, NegativeAndFractionalNumbersSort) {
  Question question;
  question.By("country").Of({"score_mean"});
  question.Found({kTj}, 1, {.score = -4'500}).Found({kAf}, 1, {.score = 250});
  question.Found({kUz}, 1, {.score = -10'000}).Found({3}, 1, {.score = 0});
  question.request.set_order_by("score_mean");
  EXPECT_THAT(question.Lines(), ElementsAre("UZ | -10", "TJ | -4.5", "KG | 0", "AF | 0.25"));
}

TEST(TopTest, KeepsTheFirstOfTheOrderAndCountsAll) {
  auto question = Countries();
  question.request.set_top(2);
  EXPECT_THAT(question.Lines(), ElementsAre("AF | 5", "TJ | 2"));
  EXPECT_EQ(question.Ask()->total_groups(), 4u);
}

TEST(TopTest, ReadsNoNamesButThoseItShows) {
  AggregateRequest request;
  request.add_group_by("country");
  request.set_top(1);
  const auto plan = PlanAggregate(request, PlanContext());
  ASSERT_TRUE(plan.ok());
  SmallGroups now(plan->scan.measures, kWords);
  for (int64_t country = 0; country < 5; ++country) {
    for (int64_t i = 0; i <= country; ++i) now.Add({country});
  }
  AggregateResponse response;
  ASSERT_TRUE(oxus::test::WriteAnswer(*plan, now, nullptr, &response).ok());
  EXPECT_THAT(oxus::test::Lines(response), ElementsAre("TM | 5"));
  EXPECT_EQ(now.values_read(), 1u);
}

TEST(TopTest, OthersAreOneRowAtTheEnd) {
  auto question = Countries();
  question.Of({"events", "distinct(actor)"}).request.set_top(1);
  question.request.set_with_other(true);
  // The actor of all these events is one and the same.
  EXPECT_THAT(question.Lines(), ElementsAre("AF | 5 1", "other | 5 1"));
  const auto response = question.Ask();
  EXPECT_FALSE(response->rows(0).is_other());
  EXPECT_TRUE(response->rows(1).is_other());
}

TEST(TopTest, ThereIsNoOtherRowWhenNothingIsCut) {
  auto question = Countries();
  question.request.set_top(4);
  question.request.set_with_other(true);
  EXPECT_EQ(question.Lines().size(), 4u);
}

TEST(TopTest, WithABucketKeepsCombinationsWithAllTheirBuckets) {
  auto question = Months();
  question.request.set_top(1);
  EXPECT_THAT(question.Lines(), ElementsAre("2025-10 | TJ | 3", "2025-12 | TJ | 1"));
  question.request.set_with_other(true);
  EXPECT_THAT(question.Lines(), ElementsAre("2025-10 | TJ | 3", "2025-10 | other | 1",
                                            "2025-12 | TJ | 1", "2025-12 | other | 2"));
  EXPECT_EQ(question.Ask()->total_groups(), 4u);
}

TEST(TopTest, TheTotalOfADistinctCountCountsAValueOnce) {
  Question question;
  question.By("country").Per(oxus::v1::BUCKET_MONTH).Of({"distinct(actor)"});
  const int64_t month = Month("2025-10-01");
  for (int i = 0; i < 3; ++i) question.Found({month + i, kTj}, 1, {.actor = 7});
  question.Found({month, kAf}, 1, {.actor = 1}).Found({month, kAf}, 1, {.actor = 2});
  question.request.set_top(1);
  EXPECT_THAT(question.Lines(), ElementsAre("2025-10 | AF | 2"));
}

TEST(HavingTest, KeepsRowsThatSatisfyIt) {
  auto question = Countries();
  question.request.set_having("events >= 2 AND events < 5");
  EXPECT_THAT(question.Lines(), ElementsAre("TJ | 2", "? | 2"));
  EXPECT_EQ(question.Ask()->total_groups(), 2u);
}

TEST(HavingTest, IsAppliedBeforeTopAndWhatItRemovesIsInNoOther) {
  auto question = Countries();
  question.request.set_having("events < 5");
  question.request.set_top(1);
  question.request.set_with_other(true);
  EXPECT_THAT(question.Lines(), ElementsAre("TJ | 2", "other | 3"));
}

TEST(HavingTest, NamesFormsWithoutParentheses) {
  auto question = Countries();
  question.Of({"events", "share(events)", "distinct(actor)"});
  question.request.set_having("share_events >= 0.5 AND distinct_actor = 1");
  EXPECT_THAT(question.Lines(), ElementsAre("AF | 5 0.5 1"));
}

TEST(HavingTest, WhatIsNotSetSatisfiesNothing) {
  Question question;
  question.By("country").Of({"killed"}).Found({kTj}, 1, {.killed = 0}).Found({kAf});
  question.request.set_having("killed < 1");
  EXPECT_THAT(question.Lines(), ElementsAre("TJ | 0"));
}

TEST(ShareTest, IsOfAllGroupsBeforeHavingAndTop) {
  auto question = Countries();
  question.Of({"share(events)"});
  question.request.set_having("share_events > 0.15");
  question.request.set_top(2);
  question.request.set_with_other(true);
  EXPECT_THAT(question.Lines(), ElementsAre("AF | 0.5", "TJ | 0.2", "other | 0.2"));
}

TEST(ShareTest, IsNotSetOfNothing) {
  Question question;
  EXPECT_THAT(question.Of({"share(killed)", "share(events)"}).Lines(), ElementsAre("? ?"));
}

TEST(CumulativeTest, AddsUpOverTheBucketsOfEachCombination) {
  auto question = Months();
  question.Of({"events", "cumulative(events)"});
  EXPECT_THAT(question.Lines(), ElementsAre("2025-10 | TJ | 3 3", "2025-10 | UZ | 1 1",
                                            "2025-12 | AF | 2 2", "2025-12 | TJ | 1 4"));
}

TEST(CumulativeTest, CountsWhatHavingRemovesAndADistinctValueOnce) {
  auto question = Months();
  question.Of({"events", "cumulative(events)", "cumulative(distinct(actor))"});
  question.request.set_having("events = 1 AND cumulative_distinct_actor = 1");
  EXPECT_THAT(question.Lines(), ElementsAre("2025-10 | UZ | 1 1 1", "2025-12 | TJ | 1 4 1"));
}

TEST(CumulativeTest, OthersAddUpTogether) {
  auto question = Months();
  question.Of({"events", "cumulative(events)"}).request.set_top(1);
  question.request.set_with_other(true);
  EXPECT_THAT(question.Lines(), ElementsAre("2025-10 | TJ | 3 3", "2025-10 | other | 1 1",
                                            "2025-12 | TJ | 1 4", "2025-12 | other | 2 3"));
}

TEST(FillTest, AddsBucketsFromTheFirstToTheLastOfTheAnswer) {
  auto question = Months();
  question.Of({"events", "killed", "cumulative(events)"}).request.set_fill(true);
  EXPECT_THAT(question.Lines(),
              ElementsAre("2025-10 | TJ | 3 ? 3", "2025-10 | UZ | 1 ? 1", "2025-10 | AF | 0 ? 0",
                          "2025-11 | AF | 0 ? 0", "2025-11 | TJ | 0 ? 3", "2025-11 | UZ | 0 ? 1",
                          "2025-12 | AF | 2 ? 2", "2025-12 | TJ | 1 ? 4", "2025-12 | UZ | 0 ? 1"));
  EXPECT_EQ(question.Ask()->total_groups(), 4u);
}

TEST(FillTest, GoesToTheEndsOfTheInterval) {
  Question question;
  question.Per(oxus::v1::BUCKET_MONTH).Between("2025-09-15", "2025-12-01");
  question.request.set_fill(true);
  EXPECT_THAT(question.Lines(), ElementsAre("2025-09 | 0", "2025-10 | 0", "2025-11 | 0"));
  question.Found({Month("2025-10-01")}, 2);
  EXPECT_THAT(question.Lines(), ElementsAre("2025-09 | 0", "2025-10 | 2", "2025-11 | 0"));
  question.request.mutable_interval()->clear_until();
  EXPECT_THAT(question.Lines(), ElementsAre("2025-09 | 0", "2025-10 | 2"));
}

TEST(FillTest, OnlyWhatTopKeptIsFilledOthersToo) {
  auto question = Months();
  question.request.set_top(1);
  question.request.set_fill(true);
  EXPECT_THAT(question.Lines(),
              ElementsAre("2025-10 | TJ | 3", "2025-11 | TJ | 0", "2025-12 | TJ | 1"));
  question.request.set_with_other(true);
  EXPECT_THAT(question.Lines(),
              ElementsAre("2025-10 | TJ | 3", "2025-10 | other | 1", "2025-11 | TJ | 0",
                          "2025-11 | other | 0", "2025-12 | TJ | 1", "2025-12 | other | 2"));
  EXPECT_TRUE(question.Ask()->rows(3).is_other());
}

TEST(FillTest, WhatItAddsSatisfiesHavingAndWhatHavingRemovedStaysAway) {
  auto question = Months();
  question.request.set_having("events <= 1");
  question.request.set_fill(true);
  EXPECT_THAT(question.Lines(),
              ElementsAre("2025-10 | UZ | 1", "2025-11 | TJ | 0", "2025-11 | UZ | 0",
                          "2025-12 | TJ | 1", "2025-12 | UZ | 0"));
  question.request.set_having("events >= 1");
  EXPECT_EQ(question.Lines().size(), 4u);
}

TEST(FillTest, PastTheLimitIsResourceExhausted) {
  Question question;
  question.By("country").Per(oxus::v1::BUCKET_MONTH);
  question.Found({Month("2020-01-01"), kTj}).Found({Month("2025-01-01"), kAf});
  question.request.set_fill(true);
  const auto status = question.Ask().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(status.message()), HasSubstr("more than 100 groups (122 met)"));
}

Question Compared(oxus::v1::Comparison compare) {
  Question question;
  question.By("country").Of({"events"}).Between("2025-03-01", "2025-04-01");
  question.request.set_compare(compare);
  return question;
}

TEST(CompareTest, SetsPreviousDeltaAndRatioBeside) {
  auto question = Compared(oxus::v1::COMPARISON_PREVIOUS_PERIOD);
  question.Found({kTj}, 3).Found({kAf}, 1).FoundBefore({kTj}, 2).FoundBefore({kUz}, 4);
  const auto response = question.Ask();
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_THAT(response->metric_columns(),
              ElementsAre("events", "events_previous", "events_delta", "events_ratio"));
  EXPECT_THAT(oxus::test::Lines(*response),
              ElementsAre("TJ | 3 2 1 1.5", "AF | 1 0 1 ?", "UZ | 0 4 -4 0"));
  EXPECT_EQ(response->total_groups(), 3u);
}

TEST(CompareTest, OrdersAndSelectsByItsColumns) {
  auto question = Compared(oxus::v1::COMPARISON_PREVIOUS_PERIOD);
  question.Found({kTj}, 3).Found({kAf}, 1).FoundBefore({kTj}, 2).FoundBefore({kUz}, 4);
  question.request.set_order_by("events_delta");
  question.request.set_having("events_delta != 1 OR events_ratio > 1");
  EXPECT_THAT(question.Lines(), ElementsAre("UZ | 0 4 -4 0", "TJ | 3 2 1 1.5"));
}

TEST(CompareTest, WhatIsNotReportedHasNoDelta) {
  Question question;
  question.Of({"killed"}).Between("2025-03-01", "2025-04-01").Found({}, 1, {.killed = 3});
  question.request.set_compare(oxus::v1::COMPARISON_PREVIOUS_PERIOD);
  EXPECT_THAT(question.Lines(), ElementsAre("3 ? ? ?"));
}

TEST(CompareTest, SharesAreOfTheirOwnPeriod) {
  auto question = Compared(oxus::v1::COMPARISON_PREVIOUS_PERIOD);
  question.request.clear_metrics();
  question.Of({"share(events)"});
  question.Found({kTj}, 3).Found({kAf}, 1).FoundBefore({kTj}, 1).FoundBefore({kAf}, 1);
  EXPECT_THAT(question.Lines(), ElementsAre("TJ | 0.75 0.5 0.25 1.5", "AF | 0.25 0.5 -0.25 0.5"));
}

TEST(CompareTest, PairsBucketsOfThePreviousPeriodFromItsStart) {
  Question question;
  question.Per(oxus::v1::BUCKET_MONTH).Of({"events", "cumulative(events)"});
  question.Between("2025-03-01", "2025-05-01");
  question.request.set_compare(oxus::v1::COMPARISON_PREVIOUS_PERIOD);
  question.Found({Month("2025-04-01")}, 3);
  question.FoundBefore({Month("2025-01-01")}, 2).FoundBefore({Month("2025-02-01")}, 1);
  EXPECT_THAT(question.Lines(),
              ElementsAre("2025-03 | 0 2 -2 0 0 2 -2 0", "2025-04 | 3 1 2 3 3 3 0 1"));
}

TEST(CompareTest, LeapDaysAreSetBesideThe28th) {
  Question question;
  question.Per(oxus::v1::BUCKET_DAY).Of({"events"});
  question.request.set_compare(oxus::v1::COMPARISON_SAME_PERIOD_LAST_YEAR);
  question.Found({Day("2025-02-28")})
      .FoundBefore({Day("2024-02-28")}, 2)
      .FoundBefore({Day("2024-02-29")}, 3);
  EXPECT_THAT(question.Lines(), ElementsAre("2025-02-28 | 1 5 -4 0.2"));
  Question leap;
  leap.Per(oxus::v1::BUCKET_DAY).Of({"events", "cumulative(events)"});
  leap.request.set_compare(oxus::v1::COMPARISON_SAME_PERIOD_LAST_YEAR);
  leap.Found({Day("2024-02-29")}).FoundBefore({Day("2023-02-28")}, 2);
  EXPECT_THAT(leap.Lines(),
              ElementsAre("2024-02-28 | 0 2 -2 0 0 2 -2 0", "2024-02-29 | 1 2 -1 0.5 1 2 -1 0.5"));
}

TEST(CompareTest, OthersAndFilledBucketsAreCompared) {
  auto question = Months();
  question.Of({"events"})
      .Between("2025-10-01", "2026-01-01")
      .request.set_compare(oxus::v1::COMPARISON_SAME_PERIOD_LAST_YEAR);
  question.FoundBefore({Month("2024-10-01"), kUz}, 4).FoundBefore({Month("2024-11-01"), kAf}, 1);
  question.request.set_top(1);
  question.request.set_with_other(true);
  question.request.set_fill(true);
  EXPECT_THAT(question.Lines(),
              ElementsAre("2025-10 | TJ | 3 0 3 ?", "2025-10 | other | 1 4 -3 0.25",
                          "2025-11 | TJ | 0 0 0 ?", "2025-11 | other | 0 1 -1 0",
                          "2025-12 | TJ | 1 0 1 ?", "2025-12 | other | 2 0 2 ?"));
}

TEST(CompareTest, OthersCountWhatTwoDaysHaveBesideThemOnce) {
  Question question;
  question.By("country").Per(oxus::v1::BUCKET_DAY).Of({"events", "cumulative(events)"});
  question.Between("2024-02-28", "2024-03-01");
  question.request.set_compare(oxus::v1::COMPARISON_SAME_PERIOD_LAST_YEAR);
  question.request.set_top(1);
  question.request.set_with_other(true);
  question.Found({Day("2024-02-28"), kTj}, 5).FoundBefore({Day("2023-02-28"), kAf}, 2);
  question.FoundBefore({Day("2023-02-28"), kUz}, 1);
  EXPECT_THAT(question.Lines(), ElementsAre("2024-02-28 | TJ | 5 0 5 ? 5 0 5 ?",
                                            "2024-02-28 | other | 0 3 -3 0 0 3 -3 0",
                                            "2024-02-29 | other | 0 3 -3 0 0 3 -3 0"));
}

TEST(CompareTest, NoBucketOutsideTheIntervalComesBack) {
  Question question;
  question.Per(oxus::v1::BUCKET_MONTH).Between("2025-03-02", "2025-03-31");
  question.request.set_compare(oxus::v1::COMPARISON_PREVIOUS_PERIOD);
  question.Found({Month("2025-03-01")}, 3);
  question.FoundBefore({Month("2025-02-01")}, 4).FoundBefore({Month("2025-03-01")}, 2);
  EXPECT_THAT(question.Lines(), ElementsAre("2025-03 | 3 6 -3 0.5"));
}

TEST(CompareTest, GroupsOfBothPeriodsTogetherHaveTheLimit) {
  Question question;
  question.By("country").Per(oxus::v1::BUCKET_DAY).Between("2025-03-01", "2025-05-01");
  question.request.set_compare(oxus::v1::COMPARISON_PREVIOUS_PERIOD);
  for (int64_t day = 0; day < 60; ++day) question.Found({Day("2025-03-01") + day, kTj});
  EXPECT_TRUE(question.Ask().ok());
  for (int64_t day = 0; day < 60; ++day) question.FoundBefore({Day("2025-01-01") + day, kAf});
  const auto status = question.Ask().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(status.message()), HasSubstr("more than 100 groups (101 met)"));
}

TEST(MemoryTest, GroupsOfBothPeriodsAndFilledRowsHaveTheLimit) {
  auto question = Compared(oxus::v1::COMPARISON_PREVIOUS_PERIOD);
  question.Found({kTj}, 3).FoundBefore({kAf}, 4);
  // Two groups in each period, and seven events.
  question.memory_bytes = 11 * SmallGroups::kBytes + 200;
  EXPECT_TRUE(question.Ask().ok());
  question.memory_bytes = 10 * SmallGroups::kBytes;
  EXPECT_EQ(question.Ask().status().code(), absl::StatusCode::kResourceExhausted);
  Question filled;
  filled.Per(oxus::v1::BUCKET_DAY).Between("2025-01-01", "2025-04-01");
  filled.request.set_fill(true);
  filled.memory_bytes = 90 * 16;
  const auto status = filled.Ask().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(status.message()), HasSubstr("bytes of groups and rows"));
  filled.memory_bytes = 90 * 200;
  EXPECT_TRUE(filled.Ask().ok());
}

// Asks for everything that is done with groups, of many.
AggregateRequest LargeRequest() {
  AggregateRequest request;
  request.add_group_by("country");
  request.set_bucket(oxus::v1::BUCKET_DAY);
  for (const char* metric : {"distinct(actor)", "share(events)", "cumulative(distinct(actor))"}) {
    request.add_metrics(metric);
  }
  request.mutable_interval()->set_since("2024-01-01");
  request.mutable_interval()->set_until("2025-01-01");
  request.set_compare(oxus::v1::COMPARISON_SAME_PERIOD_LAST_YEAR);
  request.set_top(30);
  request.set_with_other(true);
  request.set_fill(true);
  request.set_having("distinct_actor >= 0");
  request.set_order_by("country");
  return request;
}

TEST(CancelTest, TheCallerIsAskedAgainAndAgainAndNothingIsDoneOnceItGaveUp) {
  constexpr int64_t kCountries = 60;
  // Of what is done with groups: a millisecond's worth or so.
  constexpr size_t kMostBetween = 6'000;
  std::vector<std::string> words;
  for (int64_t i = 0; i < kCountries; ++i) words.push_back(std::to_string(i));
  const auto plan = PlanAggregate(LargeRequest(), PlanContext());
  ASSERT_TRUE(plan.ok()) << plan.status();
  // As many as an answer takes that nobody gives up.
  size_t looks = 1;
  for (size_t patience = 0; patience < looks; patience += 1 + looks / 40) {
    SmallGroups now(plan->scan.measures, words);
    SmallGroups before(plan->scan.measures, words);
    for (int64_t day = 0; day < 365; day += 2) {
      for (int64_t country = 0; country < kCountries; ++country) {
        now.Add({Day("2024-01-01") + day, country});
        before.Add({Day("2023-01-01") + day, country + day % 3 == 0 ? 0 : country});
      }
    }
    size_t asked = 0;
    size_t calls = now.calls() + before.calls();
    const Cancelled cancelled = [&] {
      const size_t since = now.calls() + before.calls() - calls;
      EXPECT_LT(since, kMostBetween) << "before look " << asked;
      calls += since;
      return ++asked >= patience && patience > 0;
    };
    const auto answer = MakeAnswer(*plan, now, &before, cancelled);
    if (patience == 0) {
      ASSERT_TRUE(answer.ok()) << answer.status();
      looks = asked;
      continue;
    }
    EXPECT_EQ(answer.status().code(), absl::StatusCode::kCancelled) << "at look " << patience;
    EXPECT_LT(now.calls() + before.calls() - calls, kMostBetween) << "after look " << patience;
  }
  EXPECT_GT(looks, 50u);
}

TEST(AnswerTest, IsWrittenRowByRow) {
  AggregateRequest request;
  request.add_group_by("country");
  const auto plan = PlanAggregate(request, PlanContext());
  ASSERT_TRUE(plan.ok());
  SmallGroups now(plan->scan.measures, kWords);
  for (const int64_t country : {kTj, kAf, kUz}) now.Add({country});
  auto answer = MakeAnswer(*plan, now, nullptr, nullptr);
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->row_count(), 3u);
  const auto lines_of = [&](std::initializer_list<size_t> rows) {
    std::string encoded;
    for (const size_t row : rows) answer->AppendRow(row, &encoded);
    AggregateResponse part;
    EXPECT_TRUE(part.ParseFromString(encoded));
    return oxus::test::Lines(part);
  };
  EXPECT_THAT(lines_of({0, 1}), ElementsAre("AF | 1", "TJ | 1"));
  EXPECT_THAT(lines_of({2}), ElementsAre("UZ | 1"));
}

}  // namespace
}  // namespace oxus::query
