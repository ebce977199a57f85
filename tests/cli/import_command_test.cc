// `oxus import`, against a server in this process.
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "client/cli/import_tally.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/cli_run.h"
#include "tests/cli/fake_server.h"

namespace oxus::cli {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

std::string EventLine(const std::string& external_id) {
  return "{\"key\":{\"producerId\":\"hand\",\"externalId\":\"" + external_id +
         "\"},\"occurred\":{\"startMs\":\"1764181800000\"},\"place\":{\"country\":\"TJ\"},"
         "\"incident\":{\"type\":\"INCIDENT_TYPE_ARMED_CLASH\"}}\n";
}

class ImportCommandTest : public testing::Test {
 protected:
  ImportCommandTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "oxus-cli-XXXXXX").string();
    directory_ = mkdtemp(pattern.data());
  }
  ~ImportCommandTest() override { std::filesystem::remove_all(directory_); }

  std::string Path(const std::string& name) const { return (directory_ / name).string(); }

  std::string WriteFile(const std::string& name, const std::string& content) const {
    std::ofstream(Path(name), std::ios::binary) << content;
    return Path(name);
  }

  std::string ReadFile(const std::string& name) const {
    std::ostringstream content;
    content << std::ifstream(Path(name), std::ios::binary).rdbuf();
    return content.str();
  }

  CliRun Import(std::vector<std::string> arguments, Surroundings surroundings = {}) {
    surroundings.environment.emplace("OXUS_SERVER", server_.address());
    arguments.insert(arguments.begin(), "import");
    return RunOxus(arguments, surroundings);
  }

  std::filesystem::path directory_;
  FakeServer server_;
};

TEST_F(ImportCommandTest, CountsAddUpAndASecondImportIsAllDuplicates) {
  const std::string file = WriteFile("a.ndjson", EventLine("1") + EventLine("2") + EventLine("3"));
  const CliRun first = Import({file, "-o", "table", "--batch", "2"});
  EXPECT_EQ(first.code, 0) << first.err;
  EXPECT_EQ(first.out,
            "rows         reason     count\n"
            "rows read                   3\n"
            "skipped                     0\n"
            "unreadable                  0\n"
            "sent                        3\n"
            "stored                      3\n"
            "duplicates                  0\n"
            "revised                     0\n"
            "rejected                    0\n"
            "quarantined                 3\n"
            "             NO_REPORT      3\n"
            "3 read = 0 skipped + 0 unreadable + 3 sent; 3 sent = 3 stored + 0 duplicates + 0\n"
            "revised: the counts add up\n");
  EXPECT_THAT(first.err, IsEmpty());
  const CliRun second = Import({file, "-o", "csv"});
  EXPECT_EQ(second.code, 0);
  EXPECT_THAT(second.out, HasSubstr("stored,,0\n"));
  EXPECT_THAT(second.out, HasSubstr("duplicates,,3\n"));
  EXPECT_EQ(server_.stored(), 3u);
}

TEST_F(ImportCommandTest, RejectedAndUnreadableRowsAreKeptWithTheirReasons) {
  const std::string file =
      WriteFile("a.ndjson", EventLine("1") + EventLine("bad,2") + "{not json\n" + EventLine("4"));
  const CliRun run = Import({file, "--errors", Path("errors.csv"), "-o", "csv"});
  EXPECT_EQ(run.code, 6);
  EXPECT_THAT(run.err, StartsWith("oxus: 2 rows were not imported; see '"));
  EXPECT_THAT(run.out, HasSubstr("stored,,2\n"));
  EXPECT_THAT(run.out, HasSubstr("rejected,,1\n"));
  EXPECT_THAT(run.out, HasSubstr("rejected by reason,COUNTRY_UNKNOWN,1\n"));
  EXPECT_THAT(run.out, HasSubstr("unreadable,,1\n"));
  const std::string errors = ReadFile("errors.csv");
  EXPECT_THAT(errors, StartsWith("file,line,key,field,reason,message\n"));
  EXPECT_THAT(errors, HasSubstr(file + ",2,\"hand/bad,2\",event.place.country,COUNTRY_UNKNOWN,"
                                       "\"event.place.country: 'XX', expected ISO 3166-1; "
                                       "event.occurred: in the year 3000\"\n"));
  EXPECT_THAT(errors, HasSubstr(file + ",3,,"));
  EXPECT_THAT(errors, HasSubstr(",UNREADABLE,"));
  EXPECT_EQ(std::count(errors.begin(), errors.end(), '\n'), 3);
}

TEST_F(ImportCommandTest, QuarantinesAndWarningsAreCountedByReason) {
  const std::string two_actors =
      "{\"key\":{\"producerId\":\"hand\",\"externalId\":\"2\"},\"reports\":[{\"sourceId\":\"AP\"}],"
      "\"participants\":[{\"name\":\"a\"},{\"name\":\"b\"}]}\n";
  const std::string file = WriteFile("a.ndjson", EventLine("1") + two_actors);
  const CliRun run = Import({file, "-o", "csv"});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr(",stored,,2\n"));
  EXPECT_THAT(run.out,
              HasSubstr(",quarantined,,1\n" + file + ",quarantined by reason,NO_REPORT,1\n"));
  // Two warnings of one reason are one row.
  EXPECT_THAT(run.out, HasSubstr(",with warnings,,1\n" + file +
                                 ",with warnings by reason,ACTOR_UNKNOWN,1\n"));
}

TEST_F(ImportCommandTest, AnErrorsFileThatIsAnInputIsRefusedAndKept) {
  const std::string content = EventLine("1") + EventLine("bad2");
  const std::string file = WriteFile("a.ndjson", content);
  std::filesystem::create_symlink(file, Path("soft.ndjson"));
  std::filesystem::create_hard_link(file, Path("hard.ndjson"));
  const std::string other = WriteFile("b.ndjson", EventLine("3"));
  for (const std::string& errors :
       {file, Path("soft.ndjson"), Path("hard.ndjson"), Path("./a.ndjson")}) {
    const CliRun run = Import({other, file, "--errors", errors});
    EXPECT_EQ(run.code, 2) << errors;
    EXPECT_THAT(run.err, HasSubstr("the errors file is one of the inputs"));
    EXPECT_THAT(run.out, IsEmpty());
    EXPECT_EQ(ReadFile("a.ndjson"), content);
  }
  EXPECT_EQ(Import({Path("none"), "--errors", Path("./none")}).code, 2);
  EXPECT_FALSE(std::filesystem::exists(Path("none")));
  EXPECT_EQ(server_.stored(), 0u);
}

TEST_F(ImportCommandTest, ErrorsDoNotGoToStandardOutput) {
  const CliRun run = Import({WriteFile("a.ndjson", EventLine("1")), "--errors", "-"});
  EXPECT_EQ(run.code, 2);
  EXPECT_THAT(run.err, HasSubstr("--errors needs the name of a file; '-' is not one"));
  EXPECT_EQ(server_.stored(), 0u);
}

TEST_F(ImportCommandTest, WhatIsNoFileMayTakeTheErrorsAndGiveTheRows) {
  EXPECT_EQ(Import({"/dev/null", "--format", "ndjson", "--errors", "/dev/null"}).code, 0);
}

TEST_F(ImportCommandTest, ErrorsAreNdjsonWhenTheNameSaysSo) {
  const std::string file = WriteFile("a.ndjson", EventLine("bad2"));
  EXPECT_EQ(Import({file, "--errors", Path("errors.ndjson")}).code, 6);
  EXPECT_THAT(ReadFile("errors.ndjson"),
              StartsWith("{\"file\":\"" + file +
                         "\",\"line\":1,\"key\":\"hand/bad2\","
                         "\"field\":\"event.place.country\",\"reason\":\"COUNTRY_UNKNOWN\","));
}

TEST_F(ImportCommandTest, SeveralFilesAreCountedEachAndInTotal) {
  const std::string a = WriteFile("a.ndjson", EventLine("1"));
  const std::string b = WriteFile("b.ndjson", EventLine("1") + EventLine("2"));
  const CliRun run = Import({a, b, "-o", "csv"});
  EXPECT_EQ(run.code, 0);
  EXPECT_THAT(run.out, StartsWith("file,rows,reason,count\n"));
  EXPECT_THAT(run.out, HasSubstr(a + ",stored,,1\n"));
  EXPECT_THAT(run.out, HasSubstr(b + ",stored,,1\n"));
  EXPECT_THAT(run.out, HasSubstr(b + ",duplicates,,1\n"));
  EXPECT_THAT(run.out, HasSubstr("total,rows read,,3\n"));
}

TEST_F(ImportCommandTest, DryRunNeedsNoServerAndSendsNothing) {
  const std::string file = WriteFile("a.ndjson", EventLine("1"));
  const CliRun run =
      Import({file, "--dry-run", "--server", "127.0.0.1:1", "-o", "table"}, {.width = 200});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("not sent (dry run)              1\n"));
  EXPECT_THAT(run.out, Not(HasSubstr("unanswered")));
  EXPECT_EQ(server_.stored(), 0u);
}

TEST_F(ImportCommandTest, AFileThatCannotBeReadDoesNotKeepTheOthersOut) {
  const std::string good = WriteFile("good.ndjson", EventLine("1"));
  const CliRun missing = Import({Path("none.csv"), good});
  EXPECT_EQ(missing.code, 1);
  EXPECT_THAT(missing.err, HasSubstr("none.csv"));
  EXPECT_EQ(server_.stored(), 1u);
  const std::string picture = WriteFile("p.csv", "\x89PNG\r\n\x1a\n" + std::string(64, '\0'));
  const CliRun not_text = Import({picture});
  EXPECT_EQ(not_text.code, 6);
  EXPECT_THAT(not_text.err, HasSubstr("p.csv"));
}

TEST_F(ImportCommandTest, AnotherFormatThanTheOneNamedIsRejected) {
  const std::string file = WriteFile("a.ndjson", EventLine("1"));
  const CliRun run = Import({file, "--format", "gdelt"});
  EXPECT_EQ(run.code, 6);
  EXPECT_THAT(run.err, HasSubstr("a.ndjson"));
  EXPECT_EQ(server_.stored(), 0u);
}

TEST_F(ImportCommandTest, AnErrorsFileThatCannotBeMadeStopsBeforeAnythingIsSent) {
  const std::string file = WriteFile("a.ndjson", EventLine("1"));
  const CliRun run = Import({file, "--errors", Path("no/such/folder/e.csv")});
  EXPECT_EQ(run.code, 2);
  EXPECT_THAT(run.err, HasSubstr("cannot write to"));
  EXPECT_EQ(server_.stored(), 0u);
}

TEST_F(ImportCommandTest, ProgressIsForTerminalsUnlessAskedFor) {
  const std::string file = WriteFile("a.ndjson", EventLine("1"));
  EXPECT_THAT(Import({file}).err, IsEmpty());
  const CliRun run = Import({file, "--progress", "always"});
  EXPECT_THAT(run.err, HasSubstr("a.ndjson  "));
  EXPECT_THAT(run.err, testing::EndsWith("\r\x1b[K"));
  EXPECT_THAT(run.out, Not(HasSubstr("\r")));
}

TEST_F(ImportCommandTest, AnInterruptEndsWithTheTableAndExitCode1) {
  const std::string file = WriteFile("a.ndjson", EventLine("1"));
  const CliRun run = Import({file, "-o", "json"}, {.interrupted = true});
  EXPECT_EQ(run.code, 1);
  EXPECT_THAT(run.out, HasSubstr("\"countsAddUp\":true"));
  EXPECT_THAT(run.err, HasSubstr("broken off; import the same files again"));
}

TEST(ImportTallyTest, SeesWhenNumbersDoNotAddUp) {
  ImportTally tally;
  EXPECT_TRUE(tally.AddsUp());
  tally.report.rows_read = 2;
  tally.report.submissions = 1;
  EXPECT_FALSE(tally.AddsUp());
  tally.CountUnreadable({.line = 2, .reason = "row has 3 columns: 'a'"});
  tally.report.row_errors = 1;
  EXPECT_TRUE(tally.AddsUp());
  EXPECT_EQ(tally.unreadable_by_reason.begin()->first, "row has 3 columns");
}

TEST(ImportTallyTest, ReasonsOfFilesAddUpInTheTotal) {
  oxus::v1::SubmissionOutcome outcome;
  outcome.set_result(oxus::v1::SubmissionOutcome::RESULT_STORED);
  outcome.set_quarantined(true);
  for (const auto severity :
       {oxus::v1::Issue::SEVERITY_QUARANTINE, oxus::v1::Issue::SEVERITY_WARNING}) {
    outcome.add_issues()->set_severity(severity);
  }
  outcome.mutable_issues(0)->set_reason("NO_REPORT");
  ImportTally file;
  file.CountOutcome(outcome);
  ImportTally total;
  total.Add(file);
  total.Add(file);
  EXPECT_THAT(total.quarantined_by_reason, testing::ElementsAre(testing::Pair("NO_REPORT", 2)));
  EXPECT_THAT(total.warnings_by_reason, testing::ElementsAre(testing::Pair("UNSPECIFIED", 2)));
}

TEST(ImportTallyTest, ReasonsStayBounded) {
  ImportTally tally;
  for (int i = 0; i < 1'000; ++i) {
    tally.CountUnreadable({.column = "c" + std::to_string(i), .reason = "x"});
    ++tally.report.row_errors;
    ++tally.report.rows_read;
  }
  EXPECT_LE(tally.unreadable_by_reason.size(), 21u);
  EXPECT_EQ(tally.unreadable_by_reason["other"], 980u);
  EXPECT_TRUE(tally.AddsUp());
}

}  // namespace
}  // namespace oxus::cli
