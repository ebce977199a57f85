#include "client/cli/display_text.h"

#include "gtest/gtest.h"

namespace oxus::cli {
namespace {

TEST(DisplayWidthTest, CountsColumnsNotBytes) {
  const struct {
    const char* text;
    int width;
  } kCases[] = {
      {"", 0},           {"abc", 3},  {"Хатлон", 6}, {"中国", 4},   {"e\u0301", 1}, {"Ąžuolas", 7},
      {"\U0001F600", 2}, {"\xff", 1}, {"→", 1},      {"한국어", 6}, {"ﾊﾝ", 2},
  };
  for (const auto& c : kCases) EXPECT_EQ(DisplayWidth(c.text), c.width) << c.text;
}

TEST(DisplaySafeTest, NeutralisesWhatATerminalWouldObey) {
  const struct {
    std::string text;
    std::string safe;
  } kCases[] = {
      {"plain", "plain"},
      {"two\nlines\tand\rmore", "two lines and more"},
      {"\x1b[2Jgone", "\\x1b[2Jgone"},
      {std::string("a\0b", 3), "a\\x00b"},
      {"\x7f", "\\x7f"},
      {"\u009b31m", "\\x9b31m"},
      {"left\u202eright", "left\\u{202e}right"},
      {"zero\u200bwidth", "zero\\u{200b}width"},
      {"bad\xff\xc3", "bad\uFFFD\uFFFD"},
      {"\xed\xa0\x80", "\uFFFD\uFFFD\uFFFD"},
      {"Душанбе 杜尚别", "Душанбе 杜尚别"},
  };
  for (const auto& c : kCases) EXPECT_EQ(DisplaySafe(c.text), c.safe);
}

TEST(TruncateTest, CutsByColumnsAndSaysSo) {
  EXPECT_EQ(Truncate("short", 5), "short");
  EXPECT_EQ(Truncate("longer text", 7), "longer…");
  EXPECT_EQ(Truncate("中国人民", 5), "中国…");
  EXPECT_EQ(Truncate("中国人民", 4), "中…");
  EXPECT_EQ(Truncate("abc", 1), "…");
  EXPECT_EQ(Truncate("abc", 0), "");
}

TEST(WrapWithIndentTest, BreaksAtSpaces) {
  EXPECT_EQ(WrapWithIndent("one two three four", 10, 2), "one two\n  three four");
  EXPECT_EQ(WrapWithIndent("averyverylongword x", 10, 0), "averyverylongword\nx");
  EXPECT_EQ(WrapWithIndent("", 10, 0), "");
}

}  // namespace
}  // namespace oxus::cli
