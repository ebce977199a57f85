#include "server/runtime/log_line.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <array>
#include <iterator>

namespace oxus::runtime {
namespace {

constexpr size_t kMaxValueBytes = 4096;

constexpr std::array<std::string_view, 4> kLevelNames = {"debug", "info", "warn", "error"};

std::string Timestamp(int64_t now_ms) {
  const std::time_t seconds = static_cast<std::time_t>(now_ms / 1000);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(seconds), now_ms % 1000);
}

bool IsContinuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

// Length of the well-formed UTF-8 sequence at the start of `text`, 0 if there is none.
size_t SequenceLength(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const size_t length = lead < 0x80   ? 1
                        : lead < 0xC2 ? 0
                        : lead < 0xE0 ? 2
                        : lead < 0xF0 ? 3
                        : lead < 0xF5 ? 4
                                      : 0;
  if (length == 0 || length > text.size()) return 0;
  for (size_t i = 1; i < length; ++i) {
    if (!IsContinuation(static_cast<unsigned char>(text[i]))) return 0;
  }
  const auto second = length > 1 ? static_cast<unsigned char>(text[1]) : 0;
  const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
  const bool surrogate = lead == 0xED && second >= 0xA0;
  const bool beyond = lead == 0xF4 && second >= 0x90;
  return overlong || surrogate || beyond ? 0 : length;
}

// C0, DEL and, as two bytes in UTF-8, C1: terminals obey all of them.
bool IsControl(std::string_view sequence) {
  const auto first = static_cast<unsigned char>(sequence[0]);
  if (sequence.size() == 1) return first < 0x20 || first == 0x7F;
  return sequence.size() == 2 && first == 0xC2 && static_cast<unsigned char>(sequence[1]) < 0xA0;
}

void AppendControl(LogFormat format, std::string_view sequence, std::string* out) {
  if (sequence == "\n") {
    *out += "\\n";
  } else if (sequence == "\t") {
    *out += "\\t";
  } else if (sequence == "\r") {
    *out += "\\r";
  } else {
    const auto last = static_cast<unsigned char>(sequence.back());
    *out += format == LogFormat::kJson ? fmt::format("\\u{:04x}", last)
                                       : fmt::format("\\x{:02x}", last);
  }
}

void AppendEscaped(LogFormat format, std::string_view text, std::string* out) {
  const bool cut = text.size() > kMaxValueBytes;
  if (cut) text = text.substr(0, kMaxValueBytes);
  while (!text.empty()) {
    const size_t length = SequenceLength(text);
    if (length == 0) {
      if (format == LogFormat::kJson) {
        *out += "\\ufffd";
      } else {
        fmt::format_to(std::back_inserter(*out), "\\x{:02x}", static_cast<unsigned char>(text[0]));
      }
      text.remove_prefix(1);
      continue;
    }
    const std::string_view sequence = text.substr(0, length);
    if (IsControl(sequence)) {
      AppendControl(format, sequence, out);
    } else {
      if (sequence == "\"" || sequence == "\\") *out += '\\';
      *out += sequence;
    }
    text.remove_prefix(length);
  }
  if (cut) *out += "...";
}

bool NeedsQuotes(std::string_view text) {
  if (text.empty()) return true;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       std::string_view("-_.:/+@%,[]").find(c) != std::string_view::npos;
    if (!plain) return true;
  }
  return false;
}

void AppendQuoted(LogFormat format, std::string_view text, std::string* out) {
  *out += '"';
  AppendEscaped(format, text, out);
  *out += '"';
}

void AppendField(LogFormat format, const LogField& field, std::string* out) {
  if (format == LogFormat::kJson) {
    *out += fmt::format(",\"{}\":", field.key());
    if (field.bare()) {
      *out += field.text();
    } else {
      AppendQuoted(format, field.text(), out);
    }
    return;
  }
  *out += fmt::format(" {}=", field.key());
  if (NeedsQuotes(field.text()) || field.text().size() > kMaxValueBytes) {
    AppendQuoted(format, field.text(), out);
  } else {
    *out += field.text();
  }
}

}  // namespace

std::string FormatLogLine(LogFormat format, int64_t now_ms, LogLevel level,
                          std::string_view message, LogFields fields) {
  const std::string_view level_name = kLevelNames[static_cast<size_t>(level)];
  std::string line;
  if (format == LogFormat::kJson) {
    line = fmt::format("{{\"ts\":\"{}\",\"level\":\"{}\",\"msg\":", Timestamp(now_ms), level_name);
  } else {
    line = fmt::format("ts={} level={} msg=", Timestamp(now_ms), level_name);
  }
  AppendQuoted(format, message, &line);
  for (const LogField& field : fields) AppendField(format, field, &line);
  if (format == LogFormat::kJson) line += '}';
  return line;
}

}  // namespace oxus::runtime
