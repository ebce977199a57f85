#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace oxus::runtime {

enum class LogLevel : uint8_t { kDebug, kInfo, kWarn, kError };

// How lines are written. kLogfmt: ts=... level=... msg="..." key=value. kJson: one object a line.
enum class LogFormat : uint8_t { kLogfmt, kJson };

// One key=value of a log line. Keys are ours (lower_snake_case); values may come from anyone.
class LogField {
 public:
  LogField(std::string_view key, std::string_view value) : key_(key), text_(value) {}
  LogField(std::string_view key, const char* value) : key_(key), text_(value) {}
  LogField(std::string_view key, bool value)
      : key_(key), text_(value ? "true" : "false"), bare_(true) {}
  template <std::integral Integer>
  LogField(std::string_view key, Integer value)
      : key_(key), text_(std::to_string(value)), bare_(true) {}

  std::string_view key() const { return key_; }
  std::string_view text() const { return text_; }
  // True for numbers and booleans, which JSON writes without quotes.
  bool bare() const { return bare_; }

 private:
  std::string_view key_;
  std::string text_;
  bool bare_ = false;
};

using LogFields = std::initializer_list<LogField>;

// Formats one line, without the newline. Control bytes, quotes and backslashes are escaped, and
// bytes that are not UTF-8 are shown as \xNN (JSON: U+FFFD), so that no value can forge a line
// or a field or reach a terminal as a command. Values are cut at 4096 bytes. Pure.
std::string FormatLogLine(LogFormat format, int64_t now_ms, LogLevel level,
                          std::string_view message, LogFields fields);

}  // namespace oxus::runtime
