#include "server/runtime/log_line.h"

#include <gtest/gtest.h>

#include <string>

namespace oxus::runtime {
namespace {

// 2025-11-26T15:14:06.007Z
constexpr int64_t kNow = 1'764'170'046'007;

std::string Value(LogFormat format, std::string_view value) {
  const std::string line = FormatLogLine(format, kNow, LogLevel::kInfo, "m", {{"key", value}});
  const std::string start = format == LogFormat::kJson ? ",\"key\":" : " key=";
  std::string text = line.substr(line.find(start) + start.size());
  if (format == LogFormat::kJson) text.pop_back();
  return text;
}

TEST(LogLineTest, LogfmtHasTimeLevelMessageAndFieldsInOrder) {
  EXPECT_EQ(FormatLogLine(LogFormat::kLogfmt, kNow, LogLevel::kWarn, "stream ended",
                          {{"peer", "127.0.0.1:9"}, {"events", 12}, {"clean", false}}),
            "ts=2025-11-26T15:14:06.007Z level=warn msg=\"stream ended\" peer=127.0.0.1:9 "
            "events=12 clean=false");
}

TEST(LogLineTest, JsonWritesNumbersAndBooleansBare) {
  EXPECT_EQ(
      FormatLogLine(LogFormat::kJson, kNow, LogLevel::kError, "failed",
                    {{"peer", "a"}, {"events", uint64_t{18446744073709551615u}}, {"clean", true}}),
      "{\"ts\":\"2025-11-26T15:14:06.007Z\",\"level\":\"error\",\"msg\":\"failed\","
      "\"peer\":\"a\",\"events\":18446744073709551615,\"clean\":true}");
}

TEST(LogLineTest, ValuesCannotForgeLinesFieldsOrTerminalCommands) {
  struct Case {
    const char* name;
    std::string value;
    std::string logfmt;
    std::string json;
  };
  const Case cases[] = {
      {"plain", "a-b_c.d:/e", "a-b_c.d:/e", "\"a-b_c.d:/e\""},
      {"empty", "", "\"\"", "\"\""},
      {"space and equals", "a b=c", "\"a b=c\"", "\"a b=c\""},
      {"quote and backslash", "a\"b\\c", "\"a\\\"b\\\\c\"", "\"a\\\"b\\\\c\""},
      {"newline", "a\nlevel=error", "\"a\\nlevel=error\"", "\"a\\nlevel=error\""},
      {"carriage return and tab", "a\r\tb", "\"a\\r\\tb\"", "\"a\\r\\tb\""},
      {"escape", "\x1b[2J", "\"\\x1b[2J\"", "\"\\u001b[2J\""},
      {"NUL", std::string("a\0b", 3), "\"a\\x00b\"", "\"a\\u0000b\""},
      {"DEL", "\x7f", "\"\\x7f\"", "\"\\u007f\""},
      {"C1 as UTF-8", "\xc2\x9b", "\"\\x9b\"", "\"\\u009b\""},
      {"UTF-8 kept", "\xd0\xa5\xd0\xb0\xd1\x82\xd0\xbb\xd0\xbe\xd0\xbd",
       "\"\xd0\xa5\xd0\xb0\xd1\x82\xd0\xbb\xd0\xbe\xd0\xbd\"",
       "\"\xd0\xa5\xd0\xb0\xd1\x82\xd0\xbb\xd0\xbe\xd0\xbd\""},
      {"stray byte", "a\xff", "\"a\\xff\"", "\"a\\ufffd\""},
      {"cut sequence", "\xe2\x82", "\"\\xe2\\x82\"", "\"\\ufffd\\ufffd\""},
      {"overlong slash", "\xc0\xaf", "\"\\xc0\\xaf\"", "\"\\ufffd\\ufffd\""},
      {"surrogate", "\xed\xa0\x80", "\"\\xed\\xa0\\x80\"", "\"\\ufffd\\ufffd\\ufffd\""},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(Value(LogFormat::kLogfmt, c.value), c.logfmt);
    EXPECT_EQ(Value(LogFormat::kJson, c.value), c.json);
  }
}

TEST(LogLineTest, LongValuesAreCut) {
  const std::string text = Value(LogFormat::kLogfmt, std::string(10'000, 'x'));
  EXPECT_EQ(text, "\"" + std::string(4096, 'x') + "...\"");
}

}  // namespace
}  // namespace oxus::runtime
