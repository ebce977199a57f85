#include "client/cli/output.h"

#include <limits>
#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace oxus::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::vector<Column> kColumns = {{.name = "admin1", .absent = Absent::kUnknown},
                                      {.name = "events", .numeric = true},
                                      {.name = "mean_score", .numeric = true}};

const std::vector<Row> kRows = {
    {{std::string("TJ-KT"), int64_t{12}, -2.5}},
    {{std::string("say \"hi\", you"), int64_t{3}, Cell()}},
    {{std::string("two\nlines"), int64_t{2}, 1.0 / 3}},
    {{std::string("新疆"), int64_t{1}, 0.0}},
    {{Cell(), int64_t{0}, Cell()}},
};

const Footnote kFootnote = {
    .text = "18 events as of sequence 40",
    .fields = {{"asOfSequence", uint64_t{40}}, {"note", std::string("a\tb")}}};

std::string Render(OutputOptions options, const std::vector<Row>& rows, bool with_footnote,
                   const std::vector<Column>& columns = kColumns) {
  std::ostringstream out;
  const auto printer = MakePrinter(options, out, columns, with_footnote);
  for (const Row& row : rows) printer->Add(row);
  with_footnote ? printer->Finish(kFootnote) : printer->Finish();
  return out.str();
}

TEST(TableTest, AlignsByDisplayWidthWithNumbersToTheRight) {
  EXPECT_EQ(Render({.format = OutputFormat::kTable}, kRows, true),
            "admin1         events  mean_score\n"
            "TJ-KT              12        -2.5\n"
            "say \"hi\", you       3           -\n"
            "two lines           2       0.333\n"
            "新疆                1           0\n"
            "unknown             0           -\n"
            "18 events as of sequence 40\n");
}

TEST(TableTest, DifferencesHaveASignAndRatiosATimes) {
  const std::vector<Column> columns = {
      {.name = "delta", .numeric = true, .style = NumberStyle::kSigned},
      {.name = "ratio", .numeric = true, .style = NumberStyle::kRatio}};
  const std::vector<Row> rows = {{{int64_t{5}, 1.5}},        {{int64_t{-3}, 0.333333}},
                                 {{int64_t{0}, int64_t{2}}}, {{2.25, Cell()}},
                                 {{-0.0001, 1e4}},           {{Cell(), 0.0}}};
  EXPECT_EQ(Render({.format = OutputFormat::kTable}, rows, false, columns),
            "delta      ratio\n"
            "   +5      1.50×\n"
            "   -3      0.33×\n"
            "    0         2×\n"
            "+2.25          -\n"
            "    0  10000.00×\n"
            "    -      0.00×\n");
  EXPECT_EQ(Render({.format = OutputFormat::kCsv}, {rows[0], rows[1]}, false, columns),
            "delta,ratio\n5,1.5\n-3,0.333333\n");
}

TEST(FootnoteTest, RemarksListsAndMembersHaveTheirPlace) {
  const Footnote footnote = {.text = "3 events",
                             .fields = {{"included", int64_t{3}}},
                             .list_fields = {{"estimated", {"a", "b\""}}, {"none", {}}},
                             .remarks = {"~ a is an estimate"},
                             .members = {{"plan", "[1]"}}};
  const auto render = [&](OutputFormat format) {
    std::ostringstream out;
    MakePrinter({.format = format, .colour = true}, out, {{.name = "n"}}, true)->Finish(footnote);
    return out.str();
  };
  EXPECT_THAT(render(OutputFormat::kTable),
              HasSubstr("\x1b[2m3 events\x1b[0m\n\x1b[2m~ a is an estimate\x1b[0m\n"));
  EXPECT_EQ(render(OutputFormat::kJson),
            "{\"rows\":[],\"footnote\":{\"included\":3,\"estimated\":[\"a\",\"b\\\"\"],"
            "\"none\":[]},\"plan\":[1]}\n");
}

TEST(TableTest, NoRowsIsSaid) {
  EXPECT_EQ(Render({.format = OutputFormat::kTable}, {}, false),
            "admin1  events  mean_score\nno rows\n");
}

TEST(TableTest, ColourDimsTheFootnoteAndStressesTheHeader) {
  const std::string table = Render({.format = OutputFormat::kTable, .colour = true}, {}, true);
  EXPECT_THAT(table, HasSubstr("\x1b[1madmin1"));
  EXPECT_THAT(table, HasSubstr("\x1b[2m18 events as of sequence 40\x1b[0m"));
}

TEST(TableTest, TerminalEscapesInTextsAreNeutralised) {
  const std::string table = Render({.format = OutputFormat::kTable},
                                   {{{std::string("\x1b[31mred"), int64_t{1}, Cell()}}}, false);
  EXPECT_THAT(table, Not(HasSubstr("\x1b")));
  EXPECT_THAT(table, HasSubstr("\\x1b[31mred"));
}

TEST(TableTest, TextIsCutToTheWidthAndNumbersAreNot) {
  const std::vector<Row> rows = {{{std::string(60, 'x'), int64_t{1234567}, 1.5}}};
  EXPECT_EQ(Render({.format = OutputFormat::kTable, .width = 40}, rows, false),
            "admin1                events  mean_score\n"
            "xxxxxxxxxxxxxxxxxx…  1234567         1.5\n");
}

TEST(TableTest, ColumnsThatDoNotFitAreLeftOutAndNamed) {
  const std::vector<Column> columns = {{.name = "key", .whole = true},
                                       {.name = "place"},
                                       {.name = "source", .drop_rank = 2},
                                       {.name = "inj.", .numeric = true, .drop_rank = 1}};
  const std::vector<Row> rows = {{{std::string("gdelt/123456789"), std::string("Shahritus"),
                                   std::string("Asia-Plus"), int64_t{4}}}};
  EXPECT_EQ(Render({.format = OutputFormat::kTable, .width = 33}, rows, false, columns),
            "key              place      inj.\n"
            "gdelt/123456789  Shahritus     4\n"
            "not shown for lack of width: source\n");
}

TEST(TableTest, RowsPastTheLookaheadKeepTheWidths) {
  std::ostringstream out;
  const auto printer = MakePrinter({.format = OutputFormat::kTable}, out, {{.name = "n"}}, false);
  for (size_t i = 0; i <= kTableLookahead; ++i) printer->Add({{std::string("ab")}});
  printer->Add({{std::string("abcdef")}});
  printer->Finish();
  EXPECT_THAT(out.str(), HasSubstr("ab\na…\n"));
}

TEST(JsonTest, RowsWithAFootnoteAreAnObject) {
  EXPECT_EQ(Render({.format = OutputFormat::kJson}, kRows, true),
            "{\"rows\":[\n"
            "{\"admin1\":\"TJ-KT\",\"events\":12,\"mean_score\":-2.5},\n"
            "{\"admin1\":\"say \\\"hi\\\", you\",\"events\":3,\"mean_score\":null},\n"
            "{\"admin1\":\"two\\nlines\",\"events\":2,\"mean_score\":0.3333333333333333},\n"
            "{\"admin1\":\"新疆\",\"events\":1,\"mean_score\":0},\n"
            "{\"admin1\":null,\"events\":0,\"mean_score\":null}\n"
            "],\"footnote\":{\"asOfSequence\":40,\"note\":\"a\\tb\"}}\n");
}

TEST(JsonTest, RowsWithoutAFootnoteAreAnArray) {
  EXPECT_EQ(Render({.format = OutputFormat::kJson}, {}, false), "[]\n");
  EXPECT_EQ(Render({.format = OutputFormat::kJson}, {kRows[0]}, false),
            "[\n{\"admin1\":\"TJ-KT\",\"events\":12,\"mean_score\":-2.5}\n]\n");
  EXPECT_EQ(Render({.format = OutputFormat::kJson}, {}, true),
            "{\"rows\":[],\"footnote\":{\"asOfSequence\":40,\"note\":\"a\\tb\"}}\n");
}

TEST(JsonTest, ValuesAreWellFormed) {
  EXPECT_EQ(JsonString("\x01\x1b\"\\\x7f"), "\"\\u0001\\u001b\\\"\\\\\\u007f\"");
  EXPECT_EQ(JsonValue(std::numeric_limits<double>::quiet_NaN()), "null");
  EXPECT_EQ(JsonValue(std::numeric_limits<double>::infinity()), "null");
  EXPECT_EQ(JsonValue(std::numeric_limits<uint64_t>::max()), "18446744073709551615");
  EXPECT_EQ(JsonValue(true), "true");
  EXPECT_EQ(JsonValue(1e300), "1e+300");
}

TEST(NdjsonTest, IsOneRowALineAndNothingElse) {
  EXPECT_EQ(Render({.format = OutputFormat::kNdjson}, {kRows[2], kRows[4]}, true),
            "{\"admin1\":\"two\\nlines\",\"events\":2,\"mean_score\":0.3333333333333333}\n"
            "{\"admin1\":null,\"events\":0,\"mean_score\":null}\n");
  EXPECT_EQ(Render({.format = OutputFormat::kNdjson}, {}, true), "");
}

TEST(CsvTest, QuotesWhatNeedsQuotes) {
  EXPECT_EQ(Render({.format = OutputFormat::kCsv}, kRows, true),
            "admin1,events,mean_score\n"
            "TJ-KT,12,-2.5\n"
            "\"say \"\"hi\"\", you\",3,\n"
            "\"two\nlines\",2,0.3333333333333333\n"
            "新疆,1,0\n"
            ",0,\n");
}

TEST(CsvTest, NoRowsIsTheHeader) {
  EXPECT_EQ(Render({.format = OutputFormat::kCsv}, {}, false), "admin1,events,mean_score\n");
}

TEST(CardTest, AlignsLabelsAndWrapsValues) {
  const Card card = {.entries = {{"key", "a/b"}, {"reports", "one two three"}, {"", "four"}},
                     .json = "{\"k\":1}"};
  const auto render = [&](OutputFormat format) {
    std::ostringstream out;
    PrintCard({.format = format, .width = 20}, out, card);
    return out.str();
  };
  EXPECT_EQ(render(OutputFormat::kTable),
            "key      a/b\nreports  one two\n         three\n         four\n");
  EXPECT_EQ(render(OutputFormat::kJson), "{\"k\":1}\n");
  EXPECT_EQ(render(OutputFormat::kNdjson), "{\"k\":1}\n");
  EXPECT_EQ(render(OutputFormat::kCsv),
            "field,value\nkey,a/b\nreports,one two three\nreports,four\n");
}

OutputOptions Choose(const std::string& name, bool terminal, int width,
                     std::vector<std::pair<std::string, std::string>> environment) {
  std::ostringstream sink;
  Streams streams{.out = sink, .err = sink};
  streams.out_is_terminal = terminal;
  streams.terminal_width = width;
  streams.environment = [&](const std::string& wanted) -> std::optional<std::string> {
    for (const auto& [variable, value] : environment) {
      if (variable == wanted) return value;
    }
    return std::nullopt;
  };
  return ChooseOutput(name, streams);
}

TEST(ChooseOutputTest, TheDefaultIsATableOnATerminalAndNdjsonElsewhere) {
  EXPECT_EQ(Choose("", true, 100, {}).format, OutputFormat::kTable);
  EXPECT_EQ(Choose("", false, 0, {}).format, OutputFormat::kNdjson);
  EXPECT_EQ(Choose("csv", true, 100, {}).format, OutputFormat::kCsv);
}

TEST(ChooseOutputTest, ColourFollowsTheConventions) {
  EXPECT_TRUE(Choose("", true, 0, {}).colour);
  EXPECT_FALSE(Choose("", false, 0, {}).colour);
  EXPECT_FALSE(Choose("", true, 0, {{"NO_COLOR", "1"}}).colour);
  EXPECT_TRUE(Choose("", true, 0, {{"NO_COLOR", ""}}).colour);
  EXPECT_TRUE(Choose("", false, 0, {{"CLICOLOR_FORCE", "1"}}).colour);
  EXPECT_FALSE(Choose("", false, 0, {{"CLICOLOR_FORCE", "0"}}).colour);
  EXPECT_FALSE(Choose("", false, 0, {{"CLICOLOR_FORCE", "1"}, {"NO_COLOR", "1"}}).colour);
  EXPECT_FALSE(Choose("", true, 0, {{"TERM", "dumb"}}).colour);
}

TEST(ChooseOutputTest, TheWidthIsThatOfTheTerminalOrElse80) {
  EXPECT_EQ(Choose("", true, 132, {}).width, 132);
  EXPECT_EQ(Choose("", true, 0, {}).width, 80);
  EXPECT_EQ(Choose("", false, 0, {{"COLUMNS", "50"}}).width, 50);
  EXPECT_EQ(Choose("", false, 0, {{"COLUMNS", "wide"}}).width, 80);
  EXPECT_EQ(Choose("", true, 1, {}).width, 20);
}

}  // namespace
}  // namespace oxus::cli
