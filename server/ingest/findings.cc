#include "server/ingest/findings.h"

#include <utility>

#include "absl/time/time.h"
#include "fmt/format.h"

namespace oxus::ingest {
namespace {

constexpr size_t kQuotedBytes = 60;

// Bytes of `value` that are shown: all, or as many whole characters as fit.
size_t ShownBytes(std::string_view value) {
  if (value.size() <= kQuotedBytes) return value.size();
  size_t end = kQuotedBytes;
  while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xC0) == 0x80) --end;
  return end;
}

// C1 control characters are two bytes in UTF-8, C2 80 to C2 9F.
bool IsC1Control(std::string_view value, size_t i) {
  return static_cast<unsigned char>(value[i]) == 0xC2 && i + 1 < value.size() &&
         static_cast<unsigned char>(value[i + 1]) < 0xA0;
}

}  // namespace

std::string FieldPath::Text() const {
  std::string text = parent == nullptr ? std::string() : parent->Text();
  if (!text.empty()) text.push_back('.');
  text.append(name);
  if (index >= 0) text += fmt::format("[{}]", index);
  return text;
}

std::string Quoted(std::string_view value) {
  const size_t shown = ShownBytes(value);
  std::string text = "\"";
  for (size_t i = 0; i < shown; ++i) {
    const unsigned char byte = static_cast<unsigned char>(value[i]);
    if (byte == '"' || byte == '\\') {
      text.push_back('\\');
      text.push_back(value[i]);
    } else if (byte < 0x20 || byte == 0x7F) {
      text += fmt::format("\\x{:02x}", byte);
    } else if (IsC1Control(value, i)) {
      text += fmt::format("\\xc2\\x{:02x}", static_cast<unsigned char>(value[++i]));
    } else {
      text.push_back(value[i]);
    }
  }
  text.push_back('"');
  if (shown < value.size()) text += fmt::format("... ({} bytes)", value.size());
  return text;
}

std::string TimeText(int64_t unix_ms) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixMillis(unix_ms), absl::UTCTimeZone());
}

void FindingSink::Add(const Reason& reason, const FieldPath& field, std::string message) {
  const bool is_error = reason.severity == oxus::v1::Issue::SEVERITY_ERROR;
  findings_.rejected |= is_error;
  findings_.quarantined |= reason.severity == oxus::v1::Issue::SEVERITY_QUARANTINE;
  if (is_error ? ++errors_ > kMaxErrors : ++others_ > kMaxOthers) return;

  oxus::v1::Issue& issue = findings_.issues.emplace_back();
  issue.set_severity(reason.severity);
  issue.set_field(field.Text());
  issue.set_reason(reason.code);
  issue.set_message(std::move(message));
  issue.set_rule(reason.rule);
}

void FindingSink::Finish() {
  const int more_errors = errors_ > kMaxErrors ? errors_ - kMaxErrors : 0;
  const int more_others = others_ > kMaxOthers ? others_ - kMaxOthers : 0;
  if (more_errors + more_others == 0) return;
  oxus::v1::Issue& issue = findings_.issues.emplace_back();
  issue.set_severity(reasons::kMoreFindings.severity);
  issue.set_reason(reasons::kMoreFindings.code);
  issue.set_rule(reasons::kMoreFindings.rule);
  issue.set_message(fmt::format("{} more errors and {} more quarantine grounds and warnings",
                                more_errors, more_others));
}

}  // namespace oxus::ingest
