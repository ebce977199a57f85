#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "server/projection/projection.h"
#include "server/query/query_engine.h"
#include "server/query/request_error.h"
#include "tests/query/answer_text.h"
#include "tests/query/sample_event.h"
#include "tests/support/test_store.h"

namespace oxus::query {
namespace {

using oxus::test::Lines;
using oxus::test::ReportOn;
using oxus::test::RetractionOf;
using oxus::test::Sample;
using oxus::test::TestStore;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class AggregateTest : public ::testing::Test {
 protected:
  absl::Status Run(v1::AggregateResponse* response) {
    return QueryEngine(store_).Aggregate(request_, nullptr, response);
  }

  v1::AggregateResponse Answer() {
    v1::AggregateResponse response;
    const auto status = Run(&response);
    EXPECT_TRUE(status.ok()) << status;
    return response;
  }

  std::vector<std::string> By(const std::vector<std::string>& fields,
                              const std::vector<std::string>& metrics = {}) {
    request_.clear_group_by();
    request_.clear_metrics();
    for (const auto& field : fields) request_.add_group_by(field);
    for (const auto& metric : metrics) request_.add_metrics(metric);
    return Lines(Answer());
  }

  void During(const std::string& since, const std::string& until) {
    request_.mutable_interval()->set_since(since);
    request_.mutable_interval()->set_until(until);
  }

  TestStore store_{projection::ProjectEvent};
  v1::AggregateRequest request_;
};

TEST_F(AggregateTest, NothingToGroupByGivesOneRowEvenOfAnEmptyLog) {
  const auto answer = Answer();
  EXPECT_THAT(Lines(answer), ElementsAre("0"));
  EXPECT_THAT(answer.metric_columns(), ElementsAre("events"));
  EXPECT_EQ(answer.total_groups(), 1u);
  EXPECT_EQ(answer.footnote().as_of_sequence(), 0u);
}

TEST_F(AggregateTest, NothingMatchedGivesNoGroups) { EXPECT_THAT(By({"country"}), ElementsAre()); }

TEST_F(AggregateTest, WhatIsNotStatedIsUnknownAndNotZero) {
  store_.Add(Sample::Incident("a").In("TJ"));
  store_.Add(Sample::Incident("b").In("AF").Hurt("", v1::VICTIM_ROLE_UNSPECIFIED, 0));
  store_.Add(Sample::Contact("c"));
  EXPECT_THAT(By({"country"}, {"events", "killed", "injured"}),
              ElementsAre("AF | 1 0 ?", "TJ | 1 ? ?", "? | 1 ? ?"));
}

TEST_F(AggregateTest, BestAloneStandsForLowAndHigh) {
  v1::Event event = Sample::Incident("a").Hurt("TJK", v1::VICTIM_ROLE_CIVILIAN, 3);
  auto* ranged = event.mutable_incident()->add_casualties()->mutable_killed();
  ranged->set_low(1);
  ranged->set_high(9);
  store_.Add(event);
  EXPECT_THAT(By({}, {"killed_low", "killed", "killed_high", "abducted_high"}),
              ElementsAre("4 3 12 ?"));
}

TEST_F(AggregateTest, EveryMetricSums) {
  store_.Add(Sample::Incident("a").Coded("190").Told("x").Told("y", {"x"}));
  store_.Add(Sample::Incident("b").Coded("010").Told("z"));
  EXPECT_THAT(By({}, {"events", "reports", "origins", "score_mean"}), ElementsAre("2 3 2 -5"));
}

TEST_F(AggregateTest, AnEventCountsOnceInEachDistinctValue) {
  store_.Add(Sample::Contact("a", v1::CONTACT_KIND_MULTILATERAL_MEETING)
                 .With(v1::ROLE_FROM, "TJK")
                 .With(v1::ROLE_TO, "UZB")
                 .With(v1::ROLE_TO, "KAZ")
                 .With(v1::ROLE_HOST, "KAZ"));
  store_.Add(Sample::Contact("b").With(v1::ROLE_FROM, "UZB").With(v1::ROLE_TO, "TJK"));
  EXPECT_THAT(By({"actor"}), ElementsAre("TJK | 2", "UZB | 2", "KAZ | 1"));
  EXPECT_THAT(By({"from", "to"}), ElementsAre("TJK | KAZ | 1", "TJK | UZB | 1", "UZB | TJK | 1"));
  EXPECT_EQ(Answer().footnote().included(), 2u);
}

TEST_F(AggregateTest, ActorsKeepTheirCountries) {
  store_.Add(Sample::Contact("a").With(v1::ROLE_FROM, "TJK").With(v1::ROLE_TO, "CHN"));
  EXPECT_THAT(By({"actor", "actor_country"}), ElementsAre("CHN | CN | 1", "TJK | TJ | 1"));
}

TEST_F(AggregateTest, CasualtyGroupsSumOnlyTheirCasualties) {
  store_.Add(Sample::Incident("a")
                 .Hurt("CHN", v1::VICTIM_ROLE_WORKER, 3, 1)
                 .Hurt("TJK", v1::VICTIM_ROLE_POLICE, 2)
                 .Hurt("CHN", v1::VICTIM_ROLE_OFFICIAL, 1)
                 .Told("x"));
  store_.Add(Sample::Incident("b"));
  EXPECT_THAT(By({"nationality"}, {"events", "killed", "injured", "reports"}),
              ElementsAre("CHN | 1 4 1 1", "TJK | 1 2 ? 1", "? | 1 ? ? 0"));
  EXPECT_THAT(
      By({"victim_role", "nationality"}, {"killed"}),
      ElementsAre("WORKER | CHN | 3", "POLICE | TJK | 2", "OFFICIAL | CHN | 1", "? | ? | ?"));
  EXPECT_THAT(By({"country"}, {"killed"}), ElementsAre("TJ | 6"));
}

TEST_F(AggregateTest, AFilterOnCasualtiesTakesWholeEvents) {
  store_.Add(Sample::Incident("a")
                 .Hurt("CHN", v1::VICTIM_ROLE_WORKER, 3)
                 .Hurt("TJK", v1::VICTIM_ROLE_POLICE, 2));
  request_.set_filter("nationality = \"CHN\"");
  EXPECT_THAT(By({}, {"killed"}), ElementsAre("5"));
}

TEST_F(AggregateTest, APlaceKnownAsAnAreaIsInNoRegion) {
  for (const auto precision :
       {v1::GEO_PRECISION_AREA, v1::GEO_PRECISION_COUNTRY, v1::GEO_PRECISION_INTERNATIONAL}) {
    store_.Add(Sample::Incident(v1::GeoPrecision_Name(precision)).In("TJ", "TJ-KT", precision));
  }
  store_.Add(Sample::Incident("centroid").In("TJ", "TJ-KT", v1::GEO_PRECISION_ADMIN1));
  EXPECT_THAT(By({"admin1"}), ElementsAre("? | 3", "TJ-KT | 1"));
}

TEST_F(AggregateTest, BucketsAreLocalToTheEvent) {
  store_.Add(Sample::Incident("a").On("2025-11-30T23:30", 300));
  store_.Add(Sample::Incident("b").On("2025-12-01T00:30", 300));
  store_.Add(Sample::Incident("c").On("2025-11-30T23:30", -300));
  request_.set_bucket(v1::BUCKET_DAY);
  EXPECT_THAT(By({}), ElementsAre("2025-11-30 | 2", "2025-12-01 | 1"));
  EXPECT_THAT(Answer().group_columns(), ElementsAre("day"));
}

TEST_F(AggregateTest, AnEventIsInTheIntervalWhenItsLocalStartIs) {
  store_.Add(Sample::Incident("first").On("2025-11-01T00:00").Until("2025-11-01T10:00"));
  store_.Add(Sample::Incident("before").On("2025-10-31T23:59").Until("2025-11-01T10:00"));
  store_.Add(Sample::Incident("last").On("2025-11-30T23:59").Until("2025-12-01T10:00"));
  store_.Add(Sample::Incident("after").On("2025-12-01").Until("2025-12-01T10:00"));
  During("2025-11-01", "2025-12-01");
  EXPECT_THAT(By({}), ElementsAre("2"));
  EXPECT_EQ(Answer().footnote().time_imprecise(), 0u);
}

TEST_F(AggregateTest, SpansLongerThanTheBucketAreLeftOutAndCounted) {
  store_.Add(Sample::Incident("day").On("2025-11-03"));
  store_.Add(Sample::Incident("month").On("2025-11-01").Exactly(v1::TIME_PRECISION_MONTH));
  store_.Add(Sample::Incident("year").On("2025-01-01").Exactly(v1::TIME_PRECISION_YEAR));
  const struct {
    v1::Bucket bucket;
    uint64_t included;
  } cases[] = {{v1::BUCKET_DAY, 1},     {v1::BUCKET_WEEK, 1}, {v1::BUCKET_MONTH, 2},
               {v1::BUCKET_QUARTER, 2}, {v1::BUCKET_YEAR, 3}, {v1::BUCKET_UNSPECIFIED, 3}};
  for (const auto& c : cases) {
    request_.set_bucket(c.bucket);
    EXPECT_EQ(Answer().footnote().included(), c.included) << c.bucket;
    EXPECT_EQ(Answer().footnote().time_imprecise(), 3 - c.included) << c.bucket;
  }
}

TEST_F(AggregateTest, SpansLongerThanTheIntervalCountOnlyWhereTheyOverlap) {
  store_.Add(Sample::Incident("year").On("2025-01-01").Exactly(v1::TIME_PRECISION_YEAR));
  During("2025-11-01", "2025-12-01");
  EXPECT_EQ(Answer().footnote().time_imprecise(), 1u);
  During("2026-11-01", "2026-12-01");
  EXPECT_EQ(Answer().footnote().time_imprecise(), 0u);
  During("2024-06-01", "2026-06-01");
  EXPECT_EQ(Answer().footnote().included(), 1u);
}

TEST_F(AggregateTest, ARevisionReplacesWhatWasThere) {
  store_.Add(Sample::Incident("a").In("TJ"));
  store_.Add(Sample::Incident("a").In("AF").Revision(2));
  const auto lines = By({"country"});
  EXPECT_THAT(lines, ElementsAre("AF | 1"));
  EXPECT_EQ(Answer().footnote().superseded(), 0u) << "the event is counted, so it is not left out";
  request_.set_as_of_sequence(1);
  EXPECT_THAT(By({"country"}), ElementsAre("TJ | 1"));
  EXPECT_EQ(Answer().footnote().as_of_sequence(), 1u);
  EXPECT_EQ(Answer().footnote().rows_scanned(), 1u);
}

TEST_F(AggregateTest, AnEventThatACorrectionMovedOutIsSuperseded) {
  request_.set_filter("country = TJ");
  store_.Add(Sample::Incident("a").In("TJ"));
  store_.Add(Sample::Incident("a").In("AF").Revision(2));
  EXPECT_EQ(Answer().footnote().superseded(), 1u);
  store_.Attach(ReportOn("a", "r1", "x"));
  store_.Add(Sample::Incident("a").In("KZ").Revision(3));
  EXPECT_EQ(Answer().footnote().superseded(), 1u) << "once, however many states there were";
  store_.Retract(RetractionOf("a"));
  EXPECT_EQ(Answer().footnote().superseded(), 0u) << "it is withdrawn";
  EXPECT_EQ(Answer().footnote().retracted(), 0u) << "and was out of the answer before that";
  store_.Add(Sample::Incident("a").In("AF").Revision(4));
  EXPECT_EQ(Answer().footnote().superseded(), 1u);
  store_.Add(Sample::Incident("a").In("TJ").Revision(5));
  EXPECT_EQ(Answer().footnote().superseded(), 0u) << "it is back in the answer";
  EXPECT_EQ(Answer().footnote().included(), 1u);
  request_.set_as_of_sequence(3);
  EXPECT_EQ(Answer().footnote().superseded(), 1u) << "as it was before";
  request_.set_as_of_sequence(1);
  EXPECT_EQ(Answer().footnote().included(), 1u);
}

TEST_F(AggregateTest, AnEventMovedOutOfTheIntervalIsSuperseded) {
  During("2025-11-01", "2025-12-01");
  store_.Add(Sample::Incident("a").On("2025-11-30"));
  store_.Add(Sample::Incident("a").On("2025-12-01").Revision(2));
  store_.Add(Sample::Incident("never in").On("2025-12-01"));
  store_.Add(Sample::Incident("never in").On("2025-12-02").Revision(2));
  EXPECT_EQ(Answer().footnote().superseded(), 1u);
  EXPECT_EQ(Answer().footnote().included(), 0u);
}

TEST_F(AggregateTest, RetractionsWithdrawAndAreCounted) {
  store_.Add(Sample::Incident("a"));
  store_.Add(Sample::Incident("a").Revision(2));
  store_.Retract(RetractionOf("a"));
  EXPECT_THAT(By({}), ElementsAre("0"));
  EXPECT_EQ(Answer().footnote().retracted(), 1u);
  EXPECT_EQ(Answer().footnote().superseded(), 0u);
  EXPECT_EQ(Answer().footnote().rows_scanned(), 3u);
  request_.set_as_of_sequence(2);
  EXPECT_THAT(By({}), ElementsAre("1"));
  EXPECT_EQ(Answer().footnote().retracted(), 0u);
  request_.set_as_of_sequence(3);
  store_.Add(Sample::Incident("a").Revision(3));
  EXPECT_EQ(Answer().footnote().retracted(), 1u) << "as it was before";
  request_.clear_as_of_sequence();
  EXPECT_THAT(By({}), ElementsAre("1"));
  EXPECT_EQ(Answer().footnote().retracted(), 0u) << "the event came back";
}

TEST_F(AggregateTest, AnAttachedReportGrowsTheEvidence) {
  store_.Add(Sample::Incident("a").Told("x"));
  store_.Attach(ReportOn("a", "r2", "y", v1::STANCE_DENIES));
  EXPECT_THAT(By({"contested"}, {"events", "reports", "origins"}), ElementsAre("true | 1 2 2"));
  EXPECT_EQ(Answer().footnote().superseded(), 0u);
  request_.set_filter("contested = false");
  EXPECT_EQ(Answer().footnote().superseded(), 1u) << "the report moved it out";
  EXPECT_EQ(Answer().footnote().included(), 0u);
}

TEST_F(AggregateTest, WhatGrewFromAQuarantinedEventIsQuarantined) {
  store_.Add(Sample::Incident("a"), /*quarantined=*/true);
  store_.Attach(ReportOn("a", "r1", "x"));
  store_.Attach(ReportOn("a", "r2", "y"));
  store_.Add(Sample::Incident("b"));
  EXPECT_THAT(By({"quarantined"}), ElementsAre("false | 1", "true | 1"));
  EXPECT_EQ(Answer().footnote().quarantined_included(), 1u);
  // A revision is judged anew.
  store_.Add(Sample::Incident("a").Revision(2));
  EXPECT_THAT(By({"quarantined"}), ElementsAre("false | 2"));
}

TEST_F(AggregateTest, OnlyActualEventsCountUnlessAsked) {
  store_.Add(Sample::Incident("unset"));
  store_.Add(Sample::Incident("actual").Modal(v1::MODALITY_ACTUAL));
  store_.Add(Sample::Incident("planned").Modal(v1::MODALITY_PLANNED));
  store_.Add(Sample::Incident("feared").Modal(v1::MODALITY_HYPOTHETICAL));
  EXPECT_THAT(By({"modality"}), ElementsAre("ACTUAL | 2"));
  EXPECT_EQ(Answer().footnote().planned(), 2u);
  request_.add_modalities(v1::MODALITY_HYPOTHETICAL);
  request_.add_modalities(v1::MODALITY_PLANNED);
  EXPECT_THAT(By({"modality"}), ElementsAre("HYPOTHETICAL | 1", "PLANNED | 1"));
  EXPECT_EQ(Answer().footnote().planned(), 2u);
}

TEST_F(AggregateTest, DuplicatesCollapseWhileWhatTheyRepeatStands) {
  store_.Add(Sample::Incident("copy").DuplicateOf("original"));
  EXPECT_THAT(By({}), ElementsAre("1")) << "the original is not stored yet";
  store_.Add(Sample::Incident("original"));
  EXPECT_THAT(By({}), ElementsAre("1"));
  EXPECT_EQ(Answer().footnote().duplicates(), 1u);
  request_.set_include_duplicates(true);
  EXPECT_THAT(By({}), ElementsAre("2"));
  request_.set_include_duplicates(false);
  store_.Retract(RetractionOf("original"));
  EXPECT_THAT(By({}), ElementsAre("1")) << "the original is withdrawn";
  EXPECT_EQ(Answer().footnote().duplicates(), 0u);
  request_.set_as_of_sequence(2);
  EXPECT_EQ(Answer().footnote().duplicates(), 1u) << "as it was before";
  request_.set_as_of_sequence(1);
  EXPECT_EQ(Answer().footnote().included(), 1u);
}

TEST_F(AggregateTest, TheFirstReasonToLeaveOutCounts) {
  store_.Add(Sample::Incident("original"));
  const auto all_reasons = [](std::string_view id) {
    return Sample::Incident(id)
        .Modal(v1::MODALITY_PLANNED)
        .DuplicateOf("original")
        .Exactly(v1::TIME_PRECISION_YEAR);
  };
  store_.Add(all_reasons("a"));
  store_.Add(all_reasons("a").Revision(2));
  store_.Retract(RetractionOf("a"));
  store_.Add(all_reasons("b"));
  store_.Add(all_reasons("b").Revision(2));
  store_.Add(Sample::Incident("c").DuplicateOf("original").Exactly(v1::TIME_PRECISION_YEAR));
  request_.set_bucket(v1::BUCKET_DAY);
  const auto footnote = Answer().footnote();
  EXPECT_EQ(footnote.superseded(), 0u);
  EXPECT_EQ(footnote.retracted(), 1u);
  EXPECT_EQ(footnote.planned(), 1u);
  EXPECT_EQ(footnote.duplicates(), 1u);
  EXPECT_EQ(footnote.time_imprecise(), 0u);
  EXPECT_EQ(footnote.included(), 1u);
}

TEST_F(AggregateTest, WhatDoesNotMatchIsInNoFootnote) {
  store_.Add(Sample::Incident("a").In("TJ"));
  store_.Retract(RetractionOf("a"));
  store_.Add(Sample::Incident("b").In("TJ").Modal(v1::MODALITY_PLANNED));
  request_.set_filter("country = \"AF\"");
  const auto footnote = Answer().footnote();
  EXPECT_EQ(footnote.retracted() + footnote.planned() + footnote.included(), 0u);
}

TEST_F(AggregateTest, TopKeepsTheFirstGroupsAndTellsHowManyThereWere) {
  for (const char* country : {"TJ", "AF", "TJ", "KZ"}) {
    store_.Add(Sample::Incident(std::to_string(store_.last_sequence())).In(country));
  }
  request_.set_top(2);
  EXPECT_THAT(By({"country"}), ElementsAre("TJ | 2", "AF | 1"));
  EXPECT_EQ(Answer().total_groups(), 3u);
  request_.set_order_by("country desc");
  EXPECT_THAT(By({"country"}), ElementsAre("TJ | 2", "KZ | 1"));
}

// An event that falls into size^3 groups by tag, actor and source.
v1::Event EventOfManyGroups(const std::string& id, int size) {
  v1::Event event = Sample::Incident(id);
  for (int i = 0; i < size; ++i) {
    event.add_tags("tag" + std::to_string(i));
    auto* party = event.add_participants();
    party->set_role(v1::ROLE_PARTY);
    party->set_actor_id("actor" + std::to_string(i));
    event.add_reports()->set_source_id("source" + std::to_string(i));
  }
  return event;
}

google::rpc::ErrorInfo InfoOf(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  const auto payload = status.GetPayload(kErrorInfoUrl.data());
  if (payload) info.ParseFromString(std::string(*payload));
  return info;
}

TEST_F(AggregateTest, TooManyGroupsEndTheScanOfASegmentAtOnce) {
  for (int i = 0; i < 20; ++i) store_.Add(EventOfManyGroups(std::to_string(i), 25));
  for (const char* field : {"tag", "actor", "source"}) request_.add_group_by(field);
  const auto looks_until_end = [&](size_t max_groups) {
    EngineOptions options;
    options.limits.max_groups = max_groups;
    options.threads = 1;
    int looks = 0;
    v1::AggregateResponse response;
    const auto count = [&looks] { return ++looks < 0; };
    const auto done = QueryEngine(store_, options).Aggregate(request_, count, &response);
    EXPECT_EQ(done.ok(), max_groups > 15'625) << done;
    return looks;
  };
  EXPECT_LT(looks_until_end(10'000), looks_until_end(20'000) / 2);
}

TEST_F(AggregateTest, TooManyGroupsIsResourceExhausted) {
  store_.Add(EventOfManyGroups("a", 25));
  for (const char* field : {"tag", "actor", "source"}) request_.add_group_by(field);
  EngineOptions options;
  options.limits.max_groups = 10'000;
  v1::AggregateResponse response;
  const auto status = QueryEngine(store_, options).Aggregate(request_, nullptr, &response);
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(InfoOf(status).reason(), "TOO_MANY_GROUPS");
  EXPECT_EQ(InfoOf(status).metadata().at("limit"), "10000");
}

TEST_F(AggregateTest, AnEventOfTooManyGroupsIsResourceExhausted) {
  store_.Add(EventOfManyGroups("a", 50));
  for (const char* field : {"tag", "actor", "source"}) request_.add_group_by(field);
  v1::AggregateResponse response;
  const auto status = QueryEngine(store_).Aggregate(request_, nullptr, &response);
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(InfoOf(status).reason(), "GROUPS_PER_EVENT");
}

TEST_F(AggregateTest, TheFootnoteOfAComparisonHasTheWorkOfBothScansAndTheEventsOfOne) {
  for (const char* id : {"a", "b"}) store_.Add(Sample::Incident(id).On("2025-11-10T00:00"));
  for (const char* id : {"c", "d", "e"}) store_.Add(Sample::Incident(id).On("2025-10-10T00:00"));
  During("2025-11-01", "2025-12-01");
  request_.set_bypass_cache(true);
  request_.set_explain(v1::EXPLAIN_ANALYZE);
  const auto alone = Answer();
  request_.set_compare(v1::COMPARISON_PREVIOUS_PERIOD);
  const auto compared = Answer();
  EXPECT_THAT(Lines(compared), ElementsAre("2 3 -1 0.666667"));
  EXPECT_EQ(compared.footnote().included(), 2u);
  EXPECT_EQ(alone.footnote().rows_scanned(), 5u);
  EXPECT_EQ(compared.footnote().rows_scanned(), 10u);
  EXPECT_EQ(compared.footnote().segments_scanned(), 2 * alone.footnote().segments_scanned());
  const auto steps = [](const v1::AggregateResponse& answer, const std::string& part) {
    return std::count_if(answer.plan().begin(), answer.plan().end(), [&part](const auto& step) {
      return step.text().find(part) != std::string::npos && step.rows() > 0;
    });
  };
  EXPECT_EQ(steps(alone, "find and load columns"), 1);
  EXPECT_EQ(steps(compared, "find and load columns"), 2);
  EXPECT_EQ(steps(alone, "of the period compared with"), 0);
  EXPECT_EQ(steps(compared, "of the period compared with"), 1);
}

TEST_F(AggregateTest, WhatIsAnEstimateOnlyWhenGroupsAreAddedUpIsNamed) {
  // Each exact by itself; two of the three together are not.
  constexpr int kActors = static_cast<int>(kExactDistinct) / 2 + 1;
  constexpr int kActorsPerEvent = 64;
  for (int country = 0; country < 3; ++country) {
    for (int first = 0; first < kActors; first += kActorsPerEvent) {
      const std::string id = std::to_string(country) + "/" + std::to_string(first);
      Sample event = Sample::Contact(id);
      for (int i = first; i < std::min(first + kActorsPerEvent, kActors); ++i) {
        event =
            std::move(event).With(v1::ROLE_FROM, std::to_string(country) + "/" + std::to_string(i));
      }
      store_.Add(std::move(event).In(country == 0 ? "TJ" : country == 1 ? "UZ" : "KG"));
    }
  }
  request_.set_top(1);
  EXPECT_THAT(By({"country"}, {"distinct(actor)", "events"}), ElementsAre("KG | 32769 513"));
  EXPECT_THAT(Answer().footnote().estimated_metrics(), ElementsAre());
  request_.set_with_other(true);
  EXPECT_THAT(Answer().footnote().estimated_metrics(), ElementsAre("distinct(actor)"));
}

TEST_F(AggregateTest, APartEndsWhereOneMoreRowWouldPassItsBytes) {
  for (int i = 0; i < 5; ++i) {
    const std::string id = std::to_string(i);
    store_.Add(Sample::Contact(id).With(v1::ROLE_FROM, std::string(i == 4 ? 5'000 : 400, 'a' + i)));
  }
  request_.add_group_by("from");
  const QueryEngine engine(store_);
  auto answer = engine.Aggregate(request_, nullptr);
  ASSERT_TRUE(answer.ok()) << answer.status();
  std::vector<int> rows;
  while (!(*answer)->is_done()) {
    std::string encoded;
    (*answer)->AppendNext(4'096, 1'000, &encoded);
    v1::AggregateResponse part;
    ASSERT_TRUE(part.ParseFromString(encoded));
    rows.push_back(part.rows_size());
    EXPECT_EQ(part.has_footnote(), rows.size() == 3);
    size_t bytes = 0;
    for (const auto& row : part.rows()) bytes += row.ByteSizeLong();
    EXPECT_EQ(bytes <= 1'000, rows.size() < 3) << bytes;
  }
  EXPECT_THAT(rows, ElementsAre(2, 2, 1));
}

TEST_F(AggregateTest, EveryFaultIsNamedAtOnce) {
  request_.set_filter("contry = \"TJ\"");
  request_.add_group_by("country");
  request_.add_group_by("contry");
  request_.add_group_by("occurred");
  request_.add_group_by("country");
  request_.add_metrics("kiled");
  request_.mutable_interval()->set_since("yesterday");
  request_.set_as_of_sequence(9);
  request_.add_modalities(static_cast<v1::Modality>(7));
  request_.set_bucket(static_cast<v1::Bucket>(9));
  v1::AggregateResponse response;
  const auto status = Run(&response);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  google::rpc::BadRequest bad;
  ASSERT_TRUE(bad.ParseFromString(std::string(status.GetPayload(kBadRequestUrl.data()).value())));
  std::vector<std::string> fields;
  for (const auto& violation : bad.field_violations()) fields.push_back(violation.field());
  EXPECT_THAT(fields,
              ElementsAre("filter", "bucket", "group_by[1]", "group_by[2]", "group_by[3]",
                          "metrics[0]", "interval.since", "modalities[0]", "as_of_sequence"));
  EXPECT_THAT(bad.field_violations(2).description(), HasSubstr("did you mean 'country'?"));
  EXPECT_THAT(bad.field_violations(5).description(), HasSubstr("did you mean 'killed'?"));
}

TEST_F(AggregateTest, FieldsAndMetricsHaveALimit) {
  for (int i = 0; i < kMaxGroupBy + 1; ++i) request_.add_group_by("country");
  for (int i = 0; i < kMaxMetrics + 1; ++i) request_.add_metrics("events");
  v1::AggregateResponse response;
  EXPECT_THAT(std::string(Run(&response).message()),
              ::testing::AllOf(HasSubstr("group_by: 5 fields, at most 4"),
                               HasSubstr("metrics: 17 metrics, at most 16")));
}

TEST_F(AggregateTest, StopsWhenTheCallerGaveUp) {
  store_.Add(Sample::Incident("a"));
  v1::AggregateResponse response;
  const auto status = QueryEngine(store_).Aggregate(
      request_, [] { return true; }, &response);
  EXPECT_EQ(status.code(), absl::StatusCode::kCancelled);
  EXPECT_THAT(std::string(status.message()), HasSubstr("cancelled at sequence 1"));
}

TEST_F(AggregateTest, ADamagedRecordIsDataLossAndNamed) {
  store_.Add(Sample::Incident("a"));
  store_.AddDamaged(Sample::Incident("b"));
  EXPECT_THAT(By({}), ElementsAre("2")) << "columns are sound, and the record is not looked at";
  request_.set_filter("summary = word");
  v1::AggregateResponse response;
  const auto status = Run(&response);
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), HasSubstr("record 2"));
}

}  // namespace
}  // namespace oxus::query
