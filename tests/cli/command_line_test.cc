#include "client/cli/command_line.h"

#include "absl/time/time.h"
#include "client/cli/as_of_option.h"
#include "client/cli/command.h"
#include "client/cli/error_report.h"
#include "client/cli/time_option.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/cli_run.h"

namespace oxus::cli {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

TEST(CommandLineTest, MistakesAreUsageErrorsThatSayWhatToDo) {
  const struct {
    std::vector<std::string> arguments;
    const char* err;
  } kCases[] = {
      {{}, "no command given"},
      {{"qurey"}, "unknown command 'qurey'; did you mean 'query'?"},
      {{"xyzzy"}, "unknown command 'xyzzy'; `oxus --help` lists the commands"},
      {{"help", "improt"}, "did you mean 'import'?"},
      {{"query", "--metrcs", "events"}, "unknown option '--metrcs'; did you mean '--metrics'?"},
      {{"status", "now"}, "'now' is one too many; see `oxus status --help`"},
      {{"status", "-o", "xml"}, "see `oxus status --help`"},
      {{"status", "--timeout", "0"}, "--timeout"},
      {{"status", "--timeout", "soon"}, "--timeout"},
      {{"status", "--server", "localhost"}, "'localhost' is not the address of a server"},
      {{"status", "--server", "localhost:http"}, "expected HOST:PORT"},
      {{"import"}, "FILE is required"},
      {{"import", "x", "--batch", "0"}, "--batch"},
      {{"import", "x", "--batch", "10001"}, "--batch"},
      {{"import", "x", "--format", "xls"}, "--format"},
      {{"query", "--since", "yesterday"}, "expected YYYY-MM-DD"},
      {{"query", "--until", "2025-02-29"}, "does not exist in the calendar"},
      {{"query", "--bucket", "decade"}, "--bucket"},
      {{"query", "--top", "-1"}, "--top: '-1' is not a whole number from 0"},
      {{"query", "--top", "4294967296"}, "--top: '4294967296' is too large"},
      {{"query", "--as-of", "-1"}, "--as-of: '-1' is neither a sequence nor a time"},
      {{"query", "--as-of", ""}, "--as-of: '' is neither a sequence nor a time"},
      {{"query", "--as-of", "2025-02-29"}, "'2025-02-29' is neither a sequence nor a time"},
      {{"query", "--as-of", "9999-01-01"},
       "--as-of: 9999-01-01 is still to come; leave --as-of out for what is known now"},
      {{"query", "--as-of", "infinite-future"}, "is neither a sequence nor a time"},
      {{"query", "--as-of", "2025-11-26T25:00:00Z"}, "or a time like 2025-11-26T18:30:00Z"},
      {{"query", "--other"}, "--other requires --top"},
      {{"query", "--raw", "--duplicates", "collapsed"}, "--duplicates"},
      {{"query", "--duplicates", "some"}, "--duplicates"},
      {{"query", "--compare", "next"}, "--compare"},
      {{"query", "--imprecise", "end"}, "--imprecise"},
      {{"query", "--by", ""}, "--by: '' names nothing; expected names separated by commas"},
      {{"query", "--by", " , "}, "--by: ' , ' names nothing"},
      {{"query", "--metrics", ""}, "--metrics: '' names nothing"},
      {{"query", "--modality", ""}, "--modality: '' names nothing"},
      {{"query", "--modality", "maybe"}, "'maybe' is not a modality"},
      {{"list", "--limit", "many"}, "--limit: 'many' is not a whole number"},
      {{"list", "--limit", "-3"}, "--limit: '-3' is not a whole number from 0"},
      {{"list", "--limit=-3"}, "--limit: '-3' is not a whole number from 0"},
      {{"list", "--limit", "+3"}, "--limit: '+3' is not a whole number"},
      {{"list", "--limit", "1.5"}, "--limit: '1.5' is not a whole number"},
      {{"list", "--limit", ""}, "--limit: '' is not a whole number"},
      {{"list", "--as-of", "99999999999999999999"}, "from 0 to 18446744073709551615"},
      {{"get", "a/b", "--as-of", "-1"}, "--as-of: '-1' is neither a sequence nor a time"},
      {{"get"}, "KEY is required"},
      {{"get", "gdelt"}, "'gdelt' is not a key; expected PRODUCER/EXTERNAL_ID"},
      {{"get", "/1"}, "is not a key"},
      {{"get", "gdelt/"}, "is not a key"},
  };
  for (const auto& c : kCases) {
    const CliRun run = RunOxus(c.arguments);
    EXPECT_EQ(run.code, 2) << c.err;
    EXPECT_THAT(run.out, IsEmpty());
    EXPECT_THAT(run.err, HasSubstr(c.err));
    EXPECT_THAT(run.err, HasSubstr("oxus: "));
  }
}

TEST(CommandLineTest, HelpListsCommandsAndExitCodes) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"--help"}, {"help"}, {"-h"}}) {
    const CliRun run = RunOxus(arguments);
    EXPECT_EQ(run.code, 0);
    EXPECT_THAT(run.err, IsEmpty());
    for (const char* word : {"import", "query", "list", "get", "status", "fields", "version",
                             "3  server unreachable", "6  input rejected", "7  integrity"}) {
      EXPECT_THAT(run.out, HasSubstr(word));
    }
  }
}

TEST(CommandLineTest, EveryCommandHasExamples) {
  for (const std::string command :
       {"import", "query", "list", "get", "status", "fields", "version"}) {
    for (const auto& run : {RunOxus({command, "--help"}), RunOxus({"help", command})}) {
      EXPECT_EQ(run.code, 0);
      EXPECT_THAT(run.out, HasSubstr("Examples:\n  oxus " + command)) << command;
      EXPECT_THAT(run.out, HasSubstr("Usage: oxus " + command)) << command;
    }
  }
}

TEST(CommandLineTest, VersionSpeaksEveryFormat) {
  EXPECT_THAT(RunOxus({"--version"}).out, StartsWith("oxus "));
  EXPECT_THAT(RunOxus({"version"}).out, StartsWith("{\"version\":\""));
  EXPECT_THAT(RunOxus({"version", "-o", "table"}).out, StartsWith("oxus      "));
  EXPECT_THAT(RunOxus({"-o", "csv", "version"}).out, StartsWith("field,value\noxus,"));
}

TEST(CommandLineTest, AMissingServerIsNamedWithHowToStartIt) {
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"status"},
                                                    {"query", "--by", "kind"},
                                                    {"list"},
                                                    {"fields"},
                                                    {"get", "a/b"},
                                                    {"import", OXUS_SOURCE_DIR "/LICENSE"}}) {
    const CliRun run = RunOxus(arguments, {.environment = {{"OXUS_SERVER", "127.0.0.1:1"}}});
    EXPECT_EQ(run.code, 3) << arguments.front();
    EXPECT_THAT(run.out, IsEmpty());
    EXPECT_THAT(run.err, StartsWith("oxus: cannot reach a server at 127.0.0.1:1: "));
    EXPECT_THAT(run.err, HasSubstr("; start one with `oxusd --data-dir DIR"));
  }
}

TEST(CommandLineTest, TheFlagGoesOverTheEnvironment) {
  const CliRun run = RunOxus({"--server", "127.0.0.1:2", "status"},
                             {.environment = {{"OXUS_SERVER", "127.0.0.1:1"}}});
  EXPECT_THAT(run.err, HasSubstr("127.0.0.1:2"));
}

TEST(CaretLinesTest, PointsAtTheByteByColumn) {
  EXPECT_EQ(CaretLines("contry = TJ", 1), "  contry = TJ\n  ^\n");
  EXPECT_EQ(CaretLines("a = 'Хатлон' b", 20), "  a = 'Хатлон' b\n               ^\n");
  EXPECT_EQ(CaretLines("a =", 4), "  a =\n     ^\n");
  EXPECT_EQ(CaretLines("a =", 99), "  a =\n     ^\n");
  EXPECT_EQ(CaretLines("a\n= 1", 3), "  a = 1\n    ^\n");
}

TEST(CaretLinesTest, LongFiltersAreCutAroundTheMistake) {
  const std::string lines = CaretLines(std::string(500, 'x') + "?" + std::string(500, 'y'), 501);
  EXPECT_EQ(lines, "  …" + std::string(50, 'x') + "?" + std::string(49, 'y') + "…\n  " +
                       std::string(51, ' ') + "^\n");
}

TEST(ListItemsTest, CommasInParenthesesSeparateNothing) {
  EXPECT_THAT(
      ListItems({"events, distinct(actor) ,share(killed)", "f(a,b),,g((c,d),e)"}),
      testing::ElementsAre("events", "distinct(actor)", "share(killed)", "f(a,b)", "g((c,d),e)"));
  // The server says what is wrong with these.
  EXPECT_THAT(ListItems({"distinct(a,b"}), testing::ElementsAre("distinct(a,b"));
  EXPECT_THAT(ListItems({"a),b"}), testing::ElementsAre("a)", "b"));
}

TEST(ParseAsOfTest, ADayIsOneOfTheClockOfThisMachine) {
  const auto at = [](const std::string& text) { return ParseAsOf(text)->time->seconds(); };
  const auto local = [](absl::CivilMinute minute) {
    return absl::ToUnixSeconds(absl::FromCivil(minute, absl::LocalTimeZone()));
  };
  EXPECT_EQ(at("2025-11-26"), local(absl::CivilMinute(2025, 11, 26)));
  EXPECT_EQ(at("2025-11-26T23:30"), local(absl::CivilMinute(2025, 11, 26, 23, 30)));
  EXPECT_EQ(at("1969-12-31T23:59:59.25Z"), -1);
  EXPECT_EQ(ParseAsOf("1969-12-31T23:59:59.25Z")->time->nanos(), 250'000'000);
}

TEST(ParseAsOfTest, TakesWhatATimestampCanHold) {
  EXPECT_TRUE(ParseAsOf("9999-12-31T23:59:59Z").has_value());
  EXPECT_FALSE(ParseAsOf("10000-01-01T00:00:00Z").has_value());
  EXPECT_TRUE(ParseAsOf("0001-01-01T00:00:00Z").has_value());
  EXPECT_FALSE(ParseAsOf("0000-12-31T23:59:59Z").has_value());
  EXPECT_EQ(ParseAsOf("18446744073709551615")->sequence, 18446744073709551615u);
  EXPECT_FALSE(ParseAsOf("18446744073709551616").has_value());
}

TEST(CheckLocalTimeTest, TakesDaysAndMinutesOfTheCalendar) {
  for (const char* good : {"2025-11-26", "2025-11-26T23:30", "2024-02-29", "1900-01-01T00:00"}) {
    EXPECT_EQ(CheckLocalTime(good), "") << good;
  }
  for (const char* bad : {"", "2025", "2025-1-2", "2025-13-01", "2025-00-01", "2025-04-31",
                          "2025-02-29", "2025-11-26T24:00", "2025-11-26T23:60", "2025-11-26 23:30",
                          "2025-11-26T23:30:00", "26/11/2025"}) {
    EXPECT_NE(CheckLocalTime(bad), "") << bad;
  }
}

}  // namespace
}  // namespace oxus::cli
