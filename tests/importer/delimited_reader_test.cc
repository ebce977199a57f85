#include "client/importer/delimited_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/importer/utf8.h"
#include "tests/importer/packed.h"

namespace oxus::importer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Row = std::vector<std::string>;

struct ReadResult {
  std::vector<Row> rows;
  std::vector<std::uint64_t> lines;
  // "line: message" of bad rows.
  std::vector<std::string> errors;
  bool repaired = false;
  bool unterminated = false;
  absl::Status status;
};

ReadResult ReadRows(const std::string& text, DelimitedReader::Dialect dialect = {',', true}) {
  ReadResult result;
  auto input = Input::FromString("x", text);
  if (!input.ok()) {
    result.status = input.status();
    return result;
  }
  DelimitedReader reader(**input, dialect);
  while (true) {
    const DelimitedReader::Next next = reader.ReadRow();
    if (next == DelimitedReader::Next::kEnd) break;
    if (next == DelimitedReader::Next::kBadRow) {
      result.errors.push_back(std::to_string(reader.line()) + ": " + reader.error());
      continue;
    }
    result.rows.emplace_back(reader.fields().begin(), reader.fields().end());
    result.lines.push_back(reader.line());
    result.repaired |= reader.repaired();
    result.unterminated |= reader.unterminated();
  }
  result.status = reader.status();
  return result;
}

TEST(DelimitedReader, SplitsAsRfc4180Says) {
  struct Case {
    const char* text;
    std::vector<Row> rows;
  };
  const Case cases[] = {
      {"a,b\nc,d\n", {{"a", "b"}, {"c", "d"}}},
      {"a,b\r\nc,d\r\n", {{"a", "b"}, {"c", "d"}}},
      {"a,b", {{"a", "b"}}},
      {"a,\n,b\n,\n", {{"a", ""}, {"", "b"}, {"", ""}}},
      {"\"a,b\",\"c\"\"d\"\n", {{"a,b", "c\"d"}}},
      {"\"a\nb\",\"c\r\nd\"\r\n", {{"a\nb", "c\r\nd"}}},
      {"\"\",\"\"\"\"\n", {{"", "\""}}},
      {"\"\"\n", {{""}}},
      {"\n\r\na\n\n\nb\n\n", {{"a"}, {"b"}}},
      {"\xef\xbb\xbfid,x\n", {{"id", "x"}}},
      {"say \"hi\",x\n", {{"say \"hi\"", "x"}}},
      {"\"a\" ,b\n", {{"a ", "b"}}},
      {"", {}},
      {"\n", {}},
  };
  for (const Case& c : cases) {
    const ReadResult result = ReadRows(c.text);
    EXPECT_EQ(result.rows, c.rows) << c.text;
    EXPECT_TRUE(result.errors.empty()) << c.text;
    EXPECT_TRUE(result.status.ok());
  }
}

TEST(DelimitedReader, UnquotedTabsKeepQuotesAsTheyAre) {
  const ReadResult result = ReadRows("\"a\tb\"\n\"\"\tc\r\n", {'\t', false});
  EXPECT_THAT(result.rows, ElementsAre(Row{"\"a", "b\""}, Row{"\"\"", "c"}));
}

TEST(DelimitedReader, WithoutASeparatorARowIsOneField) {
  EXPECT_THAT(ReadRows("{\"a\": \"b,c\"}\nx\n", {std::nullopt, false}).rows,
              ElementsAre(Row{"{\"a\": \"b,c\"}"}, Row{"x"}));
}

TEST(DelimitedReader, LinesArePhysical) {
  const ReadResult result = ReadRows("h\n\n\"a\nb\nc\"\nd\n");
  EXPECT_THAT(result.lines, ElementsAre(1u, 3u, 6u));
}

TEST(DelimitedReader, ARowCutOffInsideQuotesIsBad) {
  const ReadResult result = ReadRows("a,b\n1,\"two\nthree");
  EXPECT_THAT(result.rows, ElementsAre(Row{"a", "b"}));
  EXPECT_THAT(result.errors,
              ElementsAre("2: row cut off inside a quoted field: the input ends here"));
}

TEST(DelimitedReader, ALastRowWithoutALineEndIsMarked) {
  EXPECT_TRUE(ReadRows("a,b").unterminated);
  EXPECT_FALSE(ReadRows("a,b\n").unterminated);
}

TEST(DelimitedReader, ARowCutOffByItsCompressionIsBadAndEndsWithTheReason) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += std::to_string(i * 7919) + ",row\n";
  const std::string packed = Gzip(text);
  const ReadResult result = ReadRows(packed.substr(0, packed.size() / 2));
  EXPECT_EQ(result.status.code(), absl::StatusCode::kDataLoss);
  EXPECT_GT(result.rows.size(), 5'000u);
  ASSERT_LE(result.errors.size(), 1u);
  for (const std::string& error : result.errors) {
    EXPECT_THAT(error, HasSubstr("row cut off: x: truncated gzip stream"));
  }
}

TEST(DelimitedReader, LimitsAreNamedAndTheNextRowIsRead) {
  const std::string many(kMaxFields, ',');
  const std::string longer(kMaxRowBytes + 1, 'x');
  const ReadResult result = ReadRows("a\n" + many + "\nb\n" + longer + "\nc\n");
  EXPECT_THAT(result.rows, ElementsAre(Row{"a"}, Row{"b"}, Row{"c"}));
  EXPECT_THAT(result.errors,
              ElementsAre("2: more than 256 fields in a row", "4: row longer than 1048576 bytes"));
}

TEST(DelimitedReader, AStrayQuoteCostsOneRowNotTheRest) {
  const std::string filler(kMaxRowBytes, 'x');
  const ReadResult result = ReadRows("a\n\"stray\n" + filler + "\nb\nc\n");
  EXPECT_THAT(result.rows, ElementsAre(Row{"a"}, Row{"b"}, Row{"c"}));
  ASSERT_EQ(result.errors.size(), 1u);
  EXPECT_THAT(result.errors[0], HasSubstr("is a closing quote missing?"));
}

TEST(DelimitedReader, BytesThatAreNotUtf8AreReplacedFieldByField) {
  // The two halves of one character stand on two sides of a separator.
  const ReadResult result = ReadRows("a\xc3,\xa9z\nplain\n");
  EXPECT_THAT(result.rows, ElementsAre(Row{"a\xef\xbf\xbd", "\xef\xbf\xbdz"}, Row{"plain"}));
  EXPECT_TRUE(result.repaired);
  EXPECT_FALSE(ReadRows("\xd0\xa2\xd0\xbe\xd2\xb7\n").repaired);
}

TEST(Utf8, MalformedPartsBecomeOneReplacementEach) {
  const std::pair<std::string, std::string> cases[] = {
      {"ok", "ok"},
      {"\xe2\x82\xac", "\xe2\x82\xac"},
      {"\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd"},                  // overlong
      {"\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},  // surrogate
      {"\xe2\x82", "\xef\xbf\xbd"},                              // cut off
      {"\xf4\x90\x80\x80x", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdx"},
  };
  for (const auto& [bytes, expected] : cases) {
    EXPECT_EQ(RepairUtf8(bytes), expected);
    EXPECT_TRUE(IsUtf8(expected));
    EXPECT_EQ(IsUtf8(bytes), bytes == expected);
  }
  EXPECT_EQ(ClipUtf8("a\xe2\x82\xac", 3), "a");
  EXPECT_EQ(Excerpt("a\tb\n"), "a b ");
}

}  // namespace
}  // namespace oxus::importer
