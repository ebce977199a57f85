// `oxus query` against a server in this process: what is asked, and what becomes of the parts.
#include <algorithm>
#include <streambuf>
#include <string>
#include <vector>

#include "client/cli/query_answer.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tests/cli/cli_run.h"
#include "tests/cli/fake_server.h"

namespace oxus::cli {
namespace {

using oxus::v1::AggregateResponse;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

AggregateResponse Part(const std::string& text) {
  AggregateResponse part;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &part)) << text;
  return part;
}

// One row for each number in [first, end).
AggregateResponse NumberedPart(int64_t first, int64_t end) {
  AggregateResponse part = Part(R"(group_columns: "n" metric_columns: "events")");
  for (int64_t n = first; n < end; ++n) {
    AggregateResponse::Row* row = part.add_rows();
    row->add_group()->set_integer(n);
    row->add_metrics()->set_integer(1);
  }
  return part;
}

class QueryCommandTest : public testing::Test {
 protected:
  CliRun Run(std::vector<std::string> arguments, Surroundings surroundings = {}) {
    surroundings.environment.emplace("OXUS_SERVER", server_.address());
    arguments.insert(arguments.begin(), "query");
    return RunOxus(arguments, surroundings);
  }

  const oxus::v1::AggregateRequest& RequestOf(const std::vector<std::string>& arguments) {
    const CliRun run = Run(arguments);
    EXPECT_EQ(run.code, 0) << run.err;
    return server_.last_aggregate;
  }

  // Three parts of rows, columns with the first and the footnote with the last.
  void AnswerInParts() {
    server_.aggregate_parts = {NumberedPart(0, 2), NumberedPart(2, 4), NumberedPart(4, 5)};
    for (int i : {1, 2}) {
      server_.aggregate_parts[i].clear_group_columns();
      server_.aggregate_parts[i].clear_metric_columns();
    }
    server_.aggregate_parts[2].mutable_footnote()->set_included(5);
    server_.aggregate_parts[2].set_total_groups(5);
  }

  FakeServer server_;
};

TEST_F(QueryCommandTest, SendsWhatWasAsked) {
  const auto& request = RequestOf({"--by",
                                   "country",
                                   "--bucket",
                                   "hour",
                                   "--tz",
                                   "Asia/Dushanbe",
                                   "--fill",
                                   "--top",
                                   "3",
                                   "--other",
                                   "--having",
                                   "events >= 2",
                                   "--compare",
                                   "last-year",
                                   "--imprecise",
                                   "spread",
                                   "--duplicates",
                                   "raw",
                                   "--as-of",
                                   "2025-11-26T18:30:00Z",
                                   "--no-cache",
                                   "--analyze",
                                   "--metrics",
                                   "events,distinct(actor)",
                                   "--metrics",
                                   "share(killed)"});
  EXPECT_EQ(request.bucket(), oxus::v1::BUCKET_HOUR);
  EXPECT_EQ(request.time_zone(), "Asia/Dushanbe");
  EXPECT_TRUE(request.fill());
  EXPECT_EQ(request.top(), 3u);
  EXPECT_TRUE(request.with_other());
  EXPECT_EQ(request.having(), "events >= 2");
  EXPECT_EQ(request.compare(), oxus::v1::COMPARISON_SAME_PERIOD_LAST_YEAR);
  EXPECT_EQ(request.imprecise(), oxus::v1::IMPRECISE_TIMES_SPREAD);
  EXPECT_TRUE(request.include_duplicates());
  EXPECT_EQ(request.as_of_time().seconds(), 1'764'181'800);
  EXPECT_TRUE(request.bypass_cache());
  EXPECT_EQ(request.explain(), oxus::v1::EXPLAIN_ANALYZE);
  EXPECT_THAT(request.metrics(), ElementsAre("events", "distinct(actor)", "share(killed)"));
}

TEST_F(QueryCommandTest, SendsNothingThatWasNotAsked) {
  EXPECT_THAT(RequestOf({}).ShortDebugString(), "interval { }");
}

TEST_F(QueryCommandTest, EveryWordHasItsValue) {
  EXPECT_EQ(RequestOf({"--compare", "previous"}).compare(), oxus::v1::COMPARISON_PREVIOUS_PERIOD);
  EXPECT_EQ(RequestOf({"--imprecise", "exclude"}).imprecise(), oxus::v1::IMPRECISE_TIMES_EXCLUDE);
  EXPECT_EQ(RequestOf({"--imprecise", "start"}).imprecise(), oxus::v1::IMPRECISE_TIMES_START);
  EXPECT_FALSE(RequestOf({"--duplicates", "collapsed"}).include_duplicates());
  EXPECT_EQ(RequestOf({"--explain"}).explain(), oxus::v1::EXPLAIN_PLAN);
  EXPECT_EQ(RequestOf({"--explain", "--analyze"}).explain(), oxus::v1::EXPLAIN_ANALYZE);
  EXPECT_EQ(RequestOf({"--as-of", "7"}).as_of_sequence(), 7u);
  EXPECT_FALSE(server_.last_aggregate.has_as_of_time());
}

TEST_F(QueryCommandTest, PartsAreOneAnswerInEveryFormat) {
  AnswerInParts();
  EXPECT_EQ(Run({"-o", "csv"}).out, "n,events\n0,1\n1,1\n2,1\n3,1\n4,1\n");
  EXPECT_THAT(Run({}).out, StartsWith("{\"n\":0,\"events\":1}\n{\"n\":1,\"events\":1}\n"));
  EXPECT_THAT(Run({"-o", "table"}).out,
              StartsWith("n  events\n0       1\n1       1\n2       1\n3       1\n4       1\n"
                         "5 events as of sequence 0; "));
  EXPECT_THAT(Run({"-o", "json"}).out, HasSubstr("{\"n\":4,\"events\":1}\n],\"footnote\":{"));
}

TEST_F(QueryCommandTest, ATableOfHalfAnAnswerIsNotPrinted) {
  AnswerInParts();
  server_.aggregate_end = grpc::Status(grpc::StatusCode::DATA_LOSS, "segment 3 is damaged");
  const CliRun run = Run({"-o", "table"});
  EXPECT_EQ(run.code, 7);
  EXPECT_THAT(run.out, IsEmpty());
  EXPECT_THAT(run.err, HasSubstr("segment 3 is damaged"));
  EXPECT_THAT(run.err, Not(HasSubstr("not the whole answer")));
}

TEST_F(QueryCommandTest, RowsOfHalfAnAnswerAreSaidToBeHalf) {
  AnswerInParts();
  server_.aggregate_end = grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, "too much");
  for (const char* format : {"csv", "ndjson"}) {
    const CliRun run = Run({"-o", format});
    EXPECT_EQ(run.code, 1);
    EXPECT_THAT(run.err, HasSubstr("a limit was passed: too much"));
    EXPECT_THAT(run.err, HasSubstr("the 5 rows printed are not the whole answer"));
  }
  // What is printed of it is no JSON.
  const CliRun json = Run({"-o", "json"});
  EXPECT_EQ(json.code, 1);
  EXPECT_THAT(json.out, StartsWith("{\"rows\":[\n"));
  EXPECT_THAT(json.out, Not(HasSubstr("]")));
}

TEST_F(QueryCommandTest, AServerThatGoesSilentIsGivenUp) {
  AnswerInParts();
  server_.aggregate_hangs = true;
  const CliRun run = Run({"-o", "csv", "--timeout", "0.3"});
  EXPECT_EQ(run.code, 3);
  EXPECT_THAT(run.err, HasSubstr("in time: nothing came for 0.3 s"));
  EXPECT_THAT(run.err, HasSubstr("the 5 rows printed are not the whole answer"));
  EXPECT_THAT(Run({"-o", "table", "--timeout", "0.3"}).out, IsEmpty());
}

TEST_F(QueryCommandTest, WhoGaveUpIsWhoMustWaitLonger) {
  server_.query_status = ReasonedError(grpc::StatusCode::DEADLINE_EXCEEDED, "SERVER_TIMEOUT",
                                       "the call ran longer than the 100 ms the server allows");
  const CliRun run = Run({});
  EXPECT_EQ(run.code, 3);
  EXPECT_THAT(run.err, HasSubstr("than the 100 ms the server allows; ask for less, or raise "
                                 "query_timeout_s among the settings of the server\n"));
  EXPECT_THAT(run.err, Not(HasSubstr("--timeout")));
  server_.query_status = grpc::Status(grpc::StatusCode::DEADLINE_EXCEEDED, "Deadline Exceeded");
  EXPECT_THAT(Run({}).err, HasSubstr("; allow more than 30 s with --timeout SECONDS"));
}

TEST_F(QueryCommandTest, ATableHasABoundAndCsvHasNone) {
  constexpr int64_t kRows = kMostTableRows + 1;
  constexpr int64_t kPartRows = 4'096;
  for (int64_t first = 0; first < kRows; first += kPartRows) {
    server_.aggregate_parts.push_back(NumberedPart(first, std::min(kRows, first + kPartRows)));
  }
  const CliRun table = Run({"-o", "table"});
  EXPECT_EQ(table.code, 1);
  EXPECT_THAT(table.out, IsEmpty());
  EXPECT_THAT(table.err, HasSubstr("more than 100,000 rows, too many for a table; `-o csv`"));
  const CliRun csv = Run({"-o", "csv"});
  EXPECT_EQ(csv.code, 0);
  EXPECT_EQ(std::count(csv.out.begin(), csv.out.end(), '\n'), kRows + 1);
  server_.aggregate_parts.back().mutable_rows()->RemoveLast();
  EXPECT_EQ(Run({"-o", "table"}).code, 0);
}

TEST_F(QueryCommandTest, RowsThatDoNotFitTheColumnsAreNoAnswer) {
  server_.aggregate = NumberedPart(0, 1);
  server_.aggregate.mutable_rows(0)->add_metrics();
  for (const char* format : {"csv", "table"}) {
    const CliRun run = Run({"-o", format});
    EXPECT_EQ(run.code, 1);
    EXPECT_THAT(run.out, IsEmpty());
    EXPECT_THAT(run.err, HasSubstr("rows that do not match its columns"));
  }
}

// Takes the first byte and then nothing more, as `| head` does.
class ClosingOutput : public std::streambuf {
 protected:
  int_type overflow(int_type c) override { return taken_++ == 0 ? c : traits_type::eof(); }

 private:
  int taken_ = 0;
};

TEST_F(QueryCommandTest, EndsQuietlyWhenNobodyReadsAnyMore) {
  AnswerInParts();
  server_.aggregate_hangs = true;
  ClosingOutput buffer;
  std::ostream out(&buffer);
  std::ostringstream err;
  Streams streams{.out = out, .err = err};
  streams.environment = [](const std::string&) { return std::nullopt; };
  const std::vector<const char*> arguments = {"oxus", "--server", server_.address().c_str(),
                                              "query"};
  EXPECT_EQ(RunCli(arguments, streams), 0);
  EXPECT_EQ(err.str(), "");
}

TEST_F(QueryCommandTest, ComparisonsAreShortInTablesAndRawElsewhere) {
  server_.aggregate = Part(R"(
      group_columns: "country" metric_columns: "events" metric_columns: "events_previous"
      metric_columns: "events_delta" metric_columns: "events_ratio"
      rows { group { text: "TJ" } metrics { integer: 12 } metrics { integer: 8 }
             metrics { integer: 4 } metrics { number: 1.5 } }
      rows { group { text: "AF" } metrics { integer: 2 } metrics { integer: 0 }
             metrics { integer: 2 } metrics { } }
      total_groups: 2)");
  EXPECT_THAT(Run({"--compare", "previous", "-o", "table"}).out,
              StartsWith("country  events  previous  delta  ratio\n"
                         "TJ           12         8     +4  1.50×\n"
                         "AF            2         0     +2      -\n"));
  EXPECT_EQ(Run({"--compare", "previous", "-o", "csv"}).out,
            "country,events,events_previous,events_delta,events_ratio\n"
            "TJ,12,8,4,1.5\nAF,2,0,2,\n");
}

TEST_F(QueryCommandTest, ComparisonsOfSeveralMetricsAreNamedAfterThem) {
  server_.aggregate = Part(R"(
      metric_columns: "events" metric_columns: "events_previous"
      metric_columns: "events_delta" metric_columns: "events_ratio"
      metric_columns: "killed" metric_columns: "killed_previous"
      metric_columns: "killed_delta" metric_columns: "killed_ratio"
      rows { metrics { integer: 3 } metrics { integer: 2 } metrics { integer: 1 }
             metrics { number: 1.5 } metrics { } metrics { } metrics { } metrics { } }
      footnote { estimated_metrics: "killed" } total_groups: 1)");
  EXPECT_THAT(
      Run({"--compare", "previous", "-o", "table"}).out,
      StartsWith("events  events_previous  events_delta  events_ratio  ~killed  ~killed_previous  "
                 "~killed_delta  ~killed_ratio\n"));
}

TEST_F(QueryCommandTest, TheOtherRowIsMarkedAndLast) {
  server_.aggregate = Part(R"(
      group_columns: "place" group_columns: "year" metric_columns: "events"
      rows { group { text: "other" } group { text: "other" } metrics { integer: 9 } is_other: true }
      rows { group { text: "other" } group { integer: 2025 } metrics { integer: 3 } }
      total_groups: 4)");
  EXPECT_THAT(Run({"--top", "1", "--other", "-o", "table"}).out,
              StartsWith("place       year  events\n"
                         "other       2025       3\n"
                         "(other)  (other)       9\n"
                         "1 of 4 groups; "));
  EXPECT_EQ(Run({"--top", "1", "--other", "-o", "csv"}).out,
            "place,year,events,is_other\nother,other,9,true\nother,2025,3,false\n");
}

TEST_F(QueryCommandTest, InATableOfBucketsEachOtherRowKeepsItsPlace) {
  server_.aggregate = Part(R"(
      group_columns: "month" group_columns: "country" metric_columns: "events"
      rows { group { text: "2025-10" } group { text: "other" } metrics { integer: 9 }
             is_other: true }
      rows { group { text: "2025-11" } group { text: "TJ" } metrics { integer: 3 } })");
  EXPECT_THAT(Run({"--bucket", "month", "--top", "1", "--other", "-o", "table"}).out,
              StartsWith("month    country  events\n"
                         "2025-10  (other)       9\n"
                         "2025-11  TJ            3\n"));
}

TEST_F(QueryCommandTest, TheFootnoteNamesEveryReasonThatIsNotZero) {
  server_.aggregate = Part(R"(
      metric_columns: "events" rows { metrics { integer: 1 } } total_groups: 1
      footnote { as_of_sequence: 99 included: 1 retracted: 2 superseded: 3 planned: 4 duplicates: 5
                 time_imprecise: 6 place_imprecise: 7 below_grade: 8 rows_scanned: 1000
                 segments_scanned: 12 segments_skipped: 130 segments_cached: 11
                 elapsed_us: 2500 })");
  const std::string footnote =
      "1 event as of sequence 99; left out: 2 retracted, 3 superseded, 4 not actual, 5 duplicates, "
      "6 imprecise in time, 7 imprecise in place, 8 not known to be of the grade asked for; "
      "segments 12 read, "
      "130 skipped, 11 cached; 1000 rows read in 2.5 ms";
  EXPECT_EQ(Run({"-o", "table"}, {.width = 400}).out, "events\n     1\n" + footnote + "\n");
  const CliRun csv = Run({"-o", "csv"});
  EXPECT_EQ(csv.out, "events\n1\n");
  EXPECT_EQ(csv.err, footnote + "\n");
  const CliRun ndjson = Run({"-o", "ndjson"});
  EXPECT_EQ(ndjson.out, "{\"events\":1}\n");
  EXPECT_EQ(ndjson.err, footnote + "\n");
  EXPECT_EQ(Run({"-o", "json"}).err, "");
  EXPECT_EQ(Run({}, {.terminal = true, .width = 400}).out,
            "\x1b[1mevents\x1b[0m\n     1\n\x1b[2m" + footnote + "\x1b[0m\n");
  EXPECT_THAT(Run({"-o", "json"}).out,
              HasSubstr("\"timeImprecise\":6,\"placeImprecise\":7,\"belowGrade\":8,"
                        "\"quarantinedIncluded\":0,\"rowsScanned\":1000,\"segmentsScanned\":12,"
                        "\"segmentsSkipped\":130,\"segmentsCached\":11,"));
}

TEST_F(QueryCommandTest, EstimatesAreMarked) {
  server_.aggregate = Part(R"text(
      metric_columns: "events" metric_columns: "distinct(actor)"
      rows { metrics { integer: 5 } metrics { integer: 3 } } total_groups: 1
      footnote { included: 5 estimated_metrics: "distinct(actor)" })text");
  const std::string table = Run({"-o", "table"}).out;
  EXPECT_THAT(table, StartsWith("events  ~distinct(actor)\n     5                 3\n"));
  EXPECT_THAT(table, HasSubstr("\n~ distinct(actor) is an estimate (standard error 0.8 %)\n"));
  const CliRun csv = Run({"-o", "csv"});
  EXPECT_THAT(csv.out, StartsWith("events,distinct(actor)\n"));
  EXPECT_THAT(csv.err, HasSubstr("\n~ distinct(actor) is an estimate (standard error 0.8 %)\n"));
  EXPECT_THAT(Run({"-o", "json"}).out, HasSubstr("\"estimatedMetrics\":[\"distinct(actor)\"]"));
}

class PlanTest : public QueryCommandTest {
 protected:
  PlanTest() {
    server_.aggregate = Part(R"(
        metric_columns: "events" total_groups: 1 footnote { included: 5 }
        plan { text: "group by country" elapsed_us: 950 rows: 4 }
        plan { depth: 1 text: "scan 12 segments" elapsed_us: 12340 rows: 65536 }
        plan { depth: 1 text: "drop nothing" })");
  }
};

TEST_F(PlanTest, APlanIsATree) {
  EXPECT_EQ(Run({"--explain", "-o", "table"}).out,
            "plan\ngroup by country\n  scan 12 segments\n  drop nothing\n");
  EXPECT_EQ(
      Run({"--explain", "-o", "csv"}).out,
      "depth,text,elapsed_us,rows\n0,group by country,,\n1,scan 12 segments,,\n1,drop nothing,,\n");
  EXPECT_EQ(Run({"--explain"}).out,
            "{\"depth\":0,\"text\":\"group by country\",\"elapsed_us\":null,\"rows\":null}\n"
            "{\"depth\":1,\"text\":\"scan 12 segments\",\"elapsed_us\":null,\"rows\":null}\n"
            "{\"depth\":1,\"text\":\"drop nothing\",\"elapsed_us\":null,\"rows\":null}\n");
}

TEST_F(PlanTest, AnAnalysisFollowsTheRows) {
  server_.aggregate.add_rows()->add_metrics()->set_integer(5);
  const std::string tree =
      "plan                    time   rows\n"
      "group by country      950 µs      4\n"
      "  scan 12 segments  12.34 ms  65536\n"
      "  drop nothing\n";
  const CliRun table = Run({"--analyze", "-o", "table"});
  EXPECT_THAT(table.out, StartsWith("events\n     5\n5 events as of "));
  EXPECT_THAT(table.out, HasSubstr(" ms\n\n" + tree));
  const CliRun csv = Run({"--analyze", "-o", "csv"});
  EXPECT_EQ(csv.out, "events\n5\n");
  EXPECT_THAT(csv.err, StartsWith("5 events as of "));
  EXPECT_THAT(csv.err, HasSubstr(" ms\n\n" + tree));
}

TEST_F(PlanTest, JsonHasThePlanBesideTheRows) {
  const std::string plan =
      "},\"plan\":[{\"depth\":0,\"text\":\"group by country\",\"elapsedUs\":950,\"rows\":4},"
      "{\"depth\":1,\"text\":\"scan 12 segments\",\"elapsedUs\":12340,\"rows\":65536},"
      "{\"depth\":1,\"text\":\"drop nothing\",\"elapsedUs\":0,\"rows\":0}]}\n";
  for (const char* flag : {"--explain", "--analyze"}) {
    const std::string json = Run({flag, "-o", "json"}).out;
    EXPECT_THAT(json, StartsWith("{\"rows\":[],\"footnote\":{"));
    EXPECT_THAT(json, HasSubstr(plan));
  }
}

TEST_F(QueryCommandTest, AMistakeInHavingIsShownWithACaret) {
  server_.query_status = FieldError("having", "at 13: unknown metric 'kiled'");
  const CliRun run = Run({"--having", "events > 1 AND kiled > 0"});
  EXPECT_EQ(run.code, 2);
  EXPECT_THAT(run.out, IsEmpty());
  EXPECT_EQ(run.err,
            "oxus: --having is wrong at 13: unknown metric 'kiled'; it compares columns of "
            "--metrics with numbers\n"
            "  events > 1 AND kiled > 0\n"
            "              ^\n");
}

}  // namespace
}  // namespace oxus::cli
