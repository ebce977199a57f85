// The commands that read, against a server in this process.
#include <algorithm>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tests/cli/cli_run.h"
#include "tests/cli/fake_server.h"

namespace oxus::cli {
namespace {

using oxus::v1::StoredEvent;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

constexpr char kEvent[] = R"(
  event {
    key { producer_id: "hand" external_id: "case/1" revision: 1 }
    occurred { start_ms: 1764181800000 precision: TIME_PRECISION_MINUTE utc_offset_min: 300 }
    place { country: "TJ" admin1: "TJ-KT" name: "Shahritus" lat: 37.2 lon: 68.1 }
    participants { actor_id: "AFG-UNK" role: ROLE_INITIATOR attribution: ATTRIBUTION_ALLEGED }
    participants { actor_id: "CHN-CIV" role: ROLE_TARGET }
    incident {
      type: INCIDENT_TYPE_DRONE_STRIKE
      casualties { nationality: "CHN" role: VICTIM_ROLE_WORKER killed { best: 3 low: 3 high: 5 } }
      origin_country: "AF"
    }
    reports { source_id: "Asia-Plus" quotes: "Khovar" quotes: "MFA" reliability: RELIABILITY_B
              credibility: CREDIBILITY_PROBABLY_TRUE url: "https://example.org/1" }
    links { kind: LINK_KIND_PART_OF to { producer_id: "hand" external_id: "series" } }
    summary: "Strike, \"workers\" hit\nat a camp\033[31m"
  }
  sequence: 4
  received { seconds: 1764190000 }
  status: EVENT_STATUS_ACTIVE
  derived { border: "AF-TJ" origin_count: 1 score: -10 }
)";

StoredEvent MakeEvent(const std::string& external_id) {
  StoredEvent stored;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(kEvent, &stored));
  stored.mutable_event()->mutable_key()->set_external_id(external_id);
  return stored;
}

size_t Lines(const std::string& text) { return std::count(text.begin(), text.end(), '\n'); }

class CommandsTest : public testing::Test {
 protected:
  CliRun Run(std::vector<std::string> arguments, Surroundings surroundings = {}) {
    surroundings.environment.emplace("OXUS_SERVER", server_.address());
    return RunOxus(arguments, surroundings);
  }

  void AnswerTwoRegions() {
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
        R"(group_columns: "admin1" metric_columns: "events" metric_columns: "killed"
           rows { group { text: "TJ-KT" } metrics { integer: 12 } metrics { integer: 5 } }
           rows { group { } metrics { integer: 1 } metrics { } }
           total_groups: 9
           footnote { as_of_sequence: 40 included: 13 retracted: 2 planned: 1
                      quarantined_included: 4 rows_scanned: 40 elapsed_us: 1500 })",
        &server_.aggregate));
  }

  FakeServer server_;
};

TEST_F(CommandsTest, QueryShowsGroupsAndWhatStandsBehindThem) {
  AnswerTwoRegions();
  const CliRun run = Run({"query", "--by", "admin1", "-o", "table"}, {.width = 120});
  EXPECT_EQ(run.code, 0);
  EXPECT_EQ(run.out,
            "admin1   events  killed\n"
            "TJ-KT        12       5\n"
            "unknown       1       -\n"
            "2 of 9 groups; 13 events as of sequence 40, 4 of them quarantined; left out: 2 "
            "retracted, 1 not actual; 40 rows read in\n1.5 ms\n");
}

TEST_F(CommandsTest, QuerySpeaksEveryFormat) {
  AnswerTwoRegions();
  EXPECT_EQ(Run({"query", "-o", "csv"}).out, "admin1,events,killed\nTJ-KT,12,5\n,1,\n");
  EXPECT_EQ(Run({"query"}).out,
            "{\"admin1\":\"TJ-KT\",\"events\":12,\"killed\":5}\n"
            "{\"admin1\":null,\"events\":1,\"killed\":null}\n");
  const std::string json = Run({"query", "-o", "json"}).out;
  EXPECT_THAT(json, StartsWith("{\"rows\":[\n{\"admin1\":\"TJ-KT\",\"events\":12,\"killed\":5},"));
  EXPECT_THAT(json, HasSubstr("\"footnote\":{\"asOfSequence\":40,\"included\":13,\"retracted\":2"));
  EXPECT_THAT(Run({"query"}, {.terminal = true}).out, StartsWith("\x1b[1madmin1"));
}

TEST_F(CommandsTest, QuerySendsWhatWasAsked) {
  const CliRun run = Run({"query",
                          "--by",
                          "country, class",
                          "--by",
                          "type",
                          "--metrics",
                          "events,killed",
                          "--where",
                          "kind = INCIDENT",
                          "--since",
                          "2025-01-01",
                          "--until",
                          "2026-01-01T12:00",
                          "--bucket",
                          "month",
                          "--top",
                          "7",
                          "--order",
                          "killed desc",
                          "--as-of",
                          "99",
                          "--modality",
                          "planned,Actual",
                          "--raw",
                          "--timeout",
                          "5"});
  ASSERT_EQ(run.code, 0) << run.err;
  const oxus::v1::AggregateRequest& request = server_.last_aggregate;
  EXPECT_THAT(request.group_by(), ElementsAre("country", "class", "type"));
  EXPECT_THAT(request.metrics(), ElementsAre("events", "killed"));
  EXPECT_EQ(request.filter(), "kind = INCIDENT");
  EXPECT_EQ(request.interval().since(), "2025-01-01");
  EXPECT_EQ(request.interval().until(), "2026-01-01T12:00");
  EXPECT_EQ(request.bucket(), oxus::v1::BUCKET_MONTH);
  EXPECT_EQ(request.top(), 7u);
  EXPECT_EQ(request.order_by(), "killed desc");
  EXPECT_EQ(request.as_of_sequence(), 99u);
  EXPECT_THAT(request.modalities(),
              ElementsAre(oxus::v1::MODALITY_PLANNED, oxus::v1::MODALITY_ACTUAL));
  EXPECT_TRUE(request.include_duplicates());
}

TEST_F(CommandsTest, AFilterMistakeIsShownWithACaret) {
  server_.query_status = FieldError("filter", "at 20: unknown field 'contry'");
  const CliRun run = Run({"query", "--where", "kind = INCIDENT AND contry = TJ"});
  EXPECT_EQ(run.code, 2);
  EXPECT_THAT(run.out, IsEmpty());
  EXPECT_EQ(run.err,
            "oxus: the filter is wrong at 20: unknown field 'contry'; `oxus fields` lists what a "
            "filter may name\n"
            "  kind = INCIDENT AND contry = TJ\n"
            "                     ^\n");
}

TEST_F(CommandsTest, WhatTheServerAnswersBecomesAnExitCode) {
  const struct {
    grpc::StatusCode code;
    int exit_code;
  } kCases[] = {
      {grpc::StatusCode::UNKNOWN, 1},           {grpc::StatusCode::INVALID_ARGUMENT, 2},
      {grpc::StatusCode::UNAVAILABLE, 3},       {grpc::StatusCode::DEADLINE_EXCEEDED, 3},
      {grpc::StatusCode::PERMISSION_DENIED, 4}, {grpc::StatusCode::UNAUTHENTICATED, 4},
      {grpc::StatusCode::NOT_FOUND, 5},         {grpc::StatusCode::DATA_LOSS, 7},
      {grpc::StatusCode::UNIMPLEMENTED, 1},     {grpc::StatusCode::RESOURCE_EXHAUSTED, 1},
  };
  for (const auto& c : kCases) {
    server_.query_status = grpc::Status(c.code, "because");
    for (const char* command : {"query", "list", "fields", "status"}) {
      const CliRun run = Run({command});
      EXPECT_EQ(run.code, c.exit_code) << command;
      EXPECT_THAT(run.out, IsEmpty());
      EXPECT_THAT(run.err, HasSubstr("because"));
    }
  }
}

TEST_F(CommandsTest, AServerThatRefusesIsToldFromOneThatIsNotThere) {
  server_.query_status = grpc::Status(grpc::StatusCode::UNAVAILABLE, "shutting down");
  EXPECT_THAT(Run({"query"}).err, HasSubstr("does not serve this now: shutting down"));
}

TEST_F(CommandsTest, ListPagesUpToTheLimit) {
  for (int i = 0; i < 7; ++i) {
    StoredEvent event = MakeEvent("e" + std::to_string(i));
    event.mutable_event()->clear_summary();
    server_.Store(event);
  }
  EXPECT_EQ(Lines(Run({"list", "--limit", "0"}).out), 7u);
  EXPECT_EQ(server_.list_calls, 4);
  EXPECT_EQ(Lines(Run({"list", "--limit", "3"}).out), 3u);
  EXPECT_EQ(Lines(Run({"list", "--limit", "7", "-o", "csv"}).out), 8u);
  EXPECT_THAT(Run({"list", "--limit", "3", "-o", "table"}).out, HasSubstr("there are more"));
  EXPECT_THAT(Run({"list", "-o", "table"}).out, Not(HasSubstr("there are more")));
}

TEST_F(CommandsTest, ListSendsWhatWasAsked) {
  ASSERT_EQ(Run({"list", "--where", "killed > 0", "--since", "2025-01-01", "--order", "occurred",
                 "--as-of", "5"})
                .code,
            0);
  EXPECT_EQ(server_.last_list.filter(), "killed > 0");
  EXPECT_EQ(server_.last_list.interval().since(), "2025-01-01");
  EXPECT_EQ(server_.last_list.order_by(), "occurred");
  EXPECT_EQ(server_.last_list.as_of_sequence(), 5u);
  EXPECT_EQ(server_.last_list.page_size(), 50u);
}

TEST_F(CommandsTest, ListIsATableForTheEye) {
  server_.Store(MakeEvent("case/1"));
  EXPECT_EQ(Run({"list", "-o", "table"}, {.width = 132}).out,
            "occurred          type          place             actors             killed  inj.  "
            "source     key\n"
            "2025-11-26 23:30  DRONE_STRIKE  Shahritus, TJ-KT  AFG-UNK → CHN-CIV       3     -  "
            "Asia-Plus  hand/case/1\n");
}

TEST_F(CommandsTest, ListJsonIsTheWholeEventAndOneALine) {
  server_.Store(MakeEvent("case/1"));
  const std::string ndjson = Run({"list"}).out;
  EXPECT_EQ(Lines(ndjson), 1u);
  EXPECT_THAT(ndjson, HasSubstr("\"externalId\":\"case/1\""));
  EXPECT_THAT(ndjson, HasSubstr("\"type\":\"INCIDENT_TYPE_DRONE_STRIKE\""));
  EXPECT_THAT(ndjson, Not(HasSubstr("\x1b")));
  const std::string json = Run({"list", "-o", "json"}).out;
  EXPECT_EQ(json, "[\n" + ndjson + "]\n");
}

TEST_F(CommandsTest, ListCsvIsFlat) {
  server_.Store(MakeEvent("case/1"));
  const std::string csv = Run({"list", "-o", "csv"}).out;
  EXPECT_THAT(csv, StartsWith("sequence,producer_id,external_id,revision,status,occurred,"));
  EXPECT_THAT(csv, HasSubstr("\n4,hand,case/1,1,ACTIVE,2025-11-26T23:30:00+05:00,,MINUTE,INCIDENT,"
                             "REMOTE_VIOLENCE,DRONE_STRIKE,,TJ,TJ-KT,,Shahritus,37.2,68.1,AFG-UNK,"
                             "CHN-CIV,,3,,,,-10,AF-TJ,Asia-Plus,false,false,"));
  EXPECT_THAT(csv, HasSubstr("\"Strike, \"\"workers\"\" hit\nat a camp"));
}

TEST_F(CommandsTest, NothingFoundIsEmptyInEveryFormat) {
  EXPECT_EQ(Run({"list"}).out, "");
  EXPECT_EQ(Run({"list", "-o", "json"}).out, "[]\n");
  EXPECT_EQ(Lines(Run({"list", "-o", "csv"}).out), 1u);
  EXPECT_THAT(Run({"list", "-o", "table"}).out, HasSubstr("no rows"));
}

TEST_F(CommandsTest, GetShowsACard) {
  server_.Store(MakeEvent("case/1"));
  const CliRun run = Run({"get", "hand/case/1", "-o", "table"}, {.width = 100});
  EXPECT_EQ(run.code, 0);
  EXPECT_EQ(run.out,
            "key            hand/case/1\n"
            "revision       1\n"
            "status         ACTIVE\n"
            "kind           INCIDENT\n"
            "type           DRONE_STRIKE (REMOTE_VIOLENCE)\n"
            "occurred       2025-11-26T23:30:00+05:00 (precision MINUTE)\n"
            "place          Shahritus, TJ-KT, TJ, at 37.2, 68.1\n"
            "participants   INITIATOR AFG-UNK, ALLEGED\n"
            "               TARGET CHN-CIV\n"
            "casualties     CHN WORKER: 3 (3-5) killed\n"
            "launched from  AF\n"
            "summary        Strike, \"workers\" hit at a camp\\x1b[31m\n"
            "reports        Asia-Plus ← Khovar ← MFA; ASSERTS, graded B2, https://example.org/1\n"
            "links          PART_OF hand/series\n"
            "score          -10\n"
            "border         AF-TJ\n"
            "origins        1\n"
            "sequence       4\n"
            "received       2025-11-26T20:46:40Z\n");
}

TEST_F(CommandsTest, GetHistoryTellsWhatEachStateChanged) {
  StoredEvent first = MakeEvent("case/1");
  first.set_status(oxus::v1::EVENT_STATUS_SUPERSEDED);
  StoredEvent second = MakeEvent("case/1");
  second.set_sequence(9);
  second.mutable_event()->mutable_key()->set_revision(2);
  second.mutable_event()->mutable_place()->set_admin1("TJ-GB");
  server_.Store(first);
  server_.Store(second);
  const CliRun table = Run({"get", "hand/case/1", "--history", "-o", "table"}, {.width = 120});
  EXPECT_THAT(table.out,
              HasSubstr("\n\nrev.  sequence  received              status      change\n"
                        "   1         4  2025-11-26T20:46:40Z  SUPERSEDED  first stored\n"
                        "   2         9  2025-11-26T20:46:40Z  ACTIVE      "
                        "place.admin1: \"TJ-KT\" -> \"TJ-GB\"\n"));
  EXPECT_EQ(Lines(Run({"get", "hand/case/1", "--history"}).out), 2u);
  EXPECT_EQ(Lines(Run({"get", "hand/case/1"}).out), 1u);
  EXPECT_THAT(Run({"get", "hand/case/1", "-o", "json"}).out, StartsWith("{\n \"event\": {"));
  EXPECT_THAT(Run({"get", "hand/case/1", "--history", "-o", "json"}).out, StartsWith("[\n{"));
}

TEST_F(CommandsTest, GetHistoryTellsTheRetractionOnItsOwnRow) {
  StoredEvent first = MakeEvent("case/1");
  first.set_status(oxus::v1::EVENT_STATUS_SUPERSEDED);
  first.set_superseded_by(9);
  StoredEvent retracted = MakeEvent("case/1");
  retracted.set_sequence(9);
  retracted.set_status(oxus::v1::EVENT_STATUS_RETRACTED);
  retracted.mutable_retraction()->set_reason(oxus::v1::RETRACT_REASON_FALSE_REPORT);
  server_.Store(first);
  server_.Store(retracted);
  const CliRun table = Run({"get", "hand/case/1", "--history", "-o", "table"}, {.width = 120});
  EXPECT_THAT(table.out, HasSubstr("\nstatus         RETRACTED, FALSE_REPORT\n"));
  EXPECT_THAT(table.out,
              HasSubstr("\n   1         4  2025-11-26T20:46:40Z  SUPERSEDED  first stored\n"
                        "   1         9  2025-11-26T20:46:40Z  RETRACTED   "
                        "retracted: FALSE_REPORT\n"));
}

TEST_F(CommandsTest, GetOfAnUnknownKeyIsExitCode5) {
  const CliRun run = Run({"get", "hand/no/such"});
  EXPECT_EQ(run.code, 5);
  EXPECT_THAT(run.out, IsEmpty());
  EXPECT_THAT(run.err, StartsWith("oxus: no event 'hand/no/such' is stored; "));
}

TEST_F(CommandsTest, StatusSpeaksEveryFormat) {
  const CliRun table = Run({"status", "-o", "table"});
  EXPECT_THAT(table.out, HasSubstr("state           serving\n"));
  EXPECT_THAT(table.out, HasSubstr("on disk         3.0 MiB, 0 bytes free, format 0\n"));
  EXPECT_THAT(table.out, HasSubstr("producer  records  last received\ngdelt           7  -\n"));
  EXPECT_THAT(Run({"status"}).out,
              StartsWith("{\"version\":\"0.1.0\",\"state\":\"STATE_SERVING\""));
  EXPECT_THAT(Run({"status", "-o", "csv"}).out, HasSubstr("producer.gdelt.records,7\n"));
}

TEST_F(CommandsTest, StatusShowsWhatHoldsMemory) {
  server_.status.set_resident_bytes(300u << 20);
  server_.status.set_segments(2);
  server_.status.set_column_bytes(100);
  server_.status.set_tail_records(2);
  auto* cache = server_.status.add_memory();
  cache->set_holder("column cache");
  cache->set_bytes(5u << 20);
  cache->set_limit(1u << 30);
  auto* dictionary = server_.status.add_memory();
  dictionary->set_holder("dictionary");
  dictionary->set_bytes(77);
  const std::string table = Run({"status", "-o", "table"}, {.width = 100}).out;
  EXPECT_THAT(table, HasSubstr("memory          300.0 MiB resident\n"));
  EXPECT_THAT(table, HasSubstr("columns         2 segments, 100 bytes, 20.0 bytes per record; 2 "
                               "records in the tail\n"));
  EXPECT_THAT(table, HasSubstr("\nmemory of          now  at most\n"
                               "column cache   5.0 MiB  1.0 GiB\n"
                               "dictionary    77 bytes        -\n"));
  const std::string csv = Run({"status", "-o", "csv"}).out;
  EXPECT_THAT(csv, HasSubstr("memory.column cache.limit,1073741824\n"));
  EXPECT_THAT(csv, HasSubstr("resident_bytes,314572800\nsegments,2\ntail_records,2\n"));
  EXPECT_THAT(Run({"status"}).out, HasSubstr("\"residentBytes\":\"314572800\""));
}

TEST_F(CommandsTest, StatesAreNamedBySequenceOrTime) {
  server_.Store(MakeEvent("case/1"));
  ASSERT_EQ(Run({"list", "--as-of", "2025-11-26T23:30:00.5+05:00"}).code, 0);
  EXPECT_EQ(server_.last_list.as_of_sequence(), 0u);
  EXPECT_EQ(server_.last_list.as_of_time().seconds(), 1'764'181'800);
  EXPECT_EQ(server_.last_list.as_of_time().nanos(), 500'000'000);
  ASSERT_EQ(Run({"get", "hand/case/1", "--as-of", "2025-11-26T18:30:00Z"}).code, 0);
  EXPECT_EQ(server_.last_get.as_of_time().seconds(), 1'764'181'800);
  ASSERT_EQ(Run({"get", "hand/case/1", "--as-of", "2025"}).code, 0);
  EXPECT_EQ(server_.last_get.as_of_sequence(), 2025u);
  EXPECT_FALSE(server_.last_get.has_as_of_time());
  EXPECT_THAT(Run({"get", "no/such", "--as-of", "2025-11-26T23:30:00+05:00"}).err,
              HasSubstr("is stored as of 2025-11-26T18:30:00Z; "));
}

TEST_F(CommandsTest, AStateIsNamedOnTheFirstPageOnly) {
  for (int i = 0; i < 3; ++i) server_.Store(MakeEvent("e" + std::to_string(i)));
  ASSERT_EQ(Run({"list", "--as-of", "2025-11-26T18:30:00Z"}).code, 0);
  EXPECT_EQ(server_.list_calls, 2);
  EXPECT_FALSE(server_.last_list.has_as_of_time());
}

TEST_F(CommandsTest, FieldsAreListedByBothCommands) {
  const CliRun fields = Run({"fields", "-o", "csv"});
  EXPECT_EQ(fields.out,
            "name,use,type,description,values\n"
            "kind,\"group, filter\",text,Incident or contact,INCIDENT CONTACT\n"
            "events,metric,,Number of events,\n"
            "\"within(lat, lon, km)\",function,,Near a point,\n");
  EXPECT_EQ(Run({"query", "--list-fields", "-o", "csv"}).out, fields.out);
}

}  // namespace
}  // namespace oxus::cli
