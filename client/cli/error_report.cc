#include "client/cli/error_report.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "client/cli/display_text.h"
#include "fmt/format.h"

namespace oxus::cli {
namespace {

// Most bytes of a text shown before and after the caret.
constexpr size_t kCaretContext = 50;

std::string Text(const absl::Status& status) {
  return status.message().empty() ? absl::StatusCodeToString(status.code())
                                  : std::string(status.message());
}

// Filter messages begin with "at N: ", N in bytes from 1.
std::optional<size_t> PositionIn(std::string_view description) {
  const size_t at = description.find("at ");
  if (at == std::string_view::npos) return std::nullopt;
  size_t position = 0;
  const char* end = description.data() + description.size();
  const auto parsed = std::from_chars(description.data() + at + 3, end, position);
  const bool valid = parsed.ec == std::errc() && parsed.ptr != end && *parsed.ptr == ':';
  return valid && position > 0 ? std::optional(position) : std::nullopt;
}

// True when the byte continues a UTF-8 character, so that no cut may be made before it.
bool Continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

ExitCode ReportUnavailable(Streams& streams, const client::ServerChannel& channel,
                           const absl::Status& status) {
  if (channel.connected()) {
    return ReportError(streams, ExitCode::kUnreachable,
                       fmt::format("the server at {} does not serve this now: {}",
                                   channel.address(), Text(status)),
                       "see `oxus status`, or try again in a moment");
  }
  return ReportError(
      streams, ExitCode::kUnreachable,
      fmt::format("cannot reach a server at {}: {}", channel.address(), Text(status)),
      fmt::format("start one with `oxusd --data-dir DIR --listen {}`, or name another with "
                  "--server HOST:PORT",
                  channel.address()));
}

ExitCode ReportLate(Streams& streams, const client::ServerChannel& channel,
                    const absl::Status& status) {
  // Who gave up knows how to be given more time.
  const std::string remedy =
      client::ErrorReason(status) == "SERVER_TIMEOUT"
          ? "ask for less, or raise query_timeout_s among the settings of the server"
          : fmt::format("allow more than {} s with --timeout SECONDS, or ask for less",
                        static_cast<double>(channel.timeout().count()) / 1'000);
  return ReportError(streams, ExitCode::kUnreachable,
                     fmt::format("no answer from {} in time: {}", channel.address(), Text(status)),
                     remedy);
}

ExitCode ReportInvalid(Streams& streams, const absl::Status& status, const RequestTexts& texts) {
  const struct {
    std::string_view field;
    std::string_view text;
    const char* subject;
    const char* remedy;
  } kinds[] = {
      {"filter", texts.filter, "the filter", "`oxus fields` lists what a filter may name"},
      {"having", texts.having, "--having", "it compares columns of --metrics with numbers"},
  };
  for (const client::FieldViolation& violation : client::FieldViolations(status)) {
    const std::optional<size_t> position = PositionIn(violation.description);
    if (!position.has_value()) continue;
    for (const auto& kind : kinds) {
      if (violation.field != kind.field || kind.text.empty()) continue;
      ReportError(streams, ExitCode::kUsage,
                  fmt::format("{} is wrong {}", kind.subject, violation.description), kind.remedy);
      streams.err << CaretLines(kind.text, *position);
      return ExitCode::kUsage;
    }
  }
  return ReportError(streams, ExitCode::kUsage, Text(status),
                     "`oxus fields` lists fields and metrics");
}

}  // namespace

ExitCode ReportError(Streams& streams, ExitCode code, std::string_view cause,
                     std::string_view remedy) {
  streams.err << "oxus: " << DisplaySafe(cause);
  if (!remedy.empty()) streams.err << "; " << DisplaySafe(remedy);
  streams.err << std::endl;
  return code;
}

ExitCode ReportCallFailure(Streams& streams, const client::ServerChannel& channel,
                           const absl::Status& status, const RequestTexts& texts) {
  const std::string& address = channel.address();
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
      return ReportUnavailable(streams, channel, status);
    case absl::StatusCode::kDeadlineExceeded:
      return ReportLate(streams, channel, status);
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kOutOfRange:
      return ReportInvalid(streams, status, texts);
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnauthenticated:
      return ReportError(streams, ExitCode::kNotAllowed,
                         fmt::format("{} does not allow this: {}", address, Text(status)),
                         "ask its operator for access");
    case absl::StatusCode::kNotFound:
      return ReportError(streams, ExitCode::kNotFound, Text(status), "");
    case absl::StatusCode::kDataLoss:
      return ReportError(streams, ExitCode::kIntegrity,
                         fmt::format("the data of {} is damaged: {}", address, Text(status)),
                         "tell its operator; the server's log has more");
    case absl::StatusCode::kResourceExhausted:
      if (client::ErrorReason(status) == "DISK_FULL") {
        return ReportError(streams, ExitCode::kFailed,
                           fmt::format("{} takes no events: {}", address, Text(status)), "");
      }
      return ReportError(streams, ExitCode::kFailed,
                         fmt::format("a limit was passed: {}", Text(status)),
                         "ask for less, for example with --where or --since");
    case absl::StatusCode::kUnimplemented:
      return ReportError(streams, ExitCode::kFailed,
                         fmt::format("{} does not know this call: {}", address, Text(status)),
                         "is it an oxusd of this version?");
    default:
      return ReportError(streams, ExitCode::kFailed,
                         fmt::format("{} answered: {}", address, Text(status)), "");
  }
}

std::string CaretLines(std::string_view text, size_t position) {
  const size_t at = std::min(position - 1, text.size());
  size_t begin = at > kCaretContext ? at - kCaretContext : 0;
  while (begin > 0 && Continues(text[begin])) --begin;
  size_t end = std::min(text.size(), at + kCaretContext);
  while (end < text.size() && Continues(text[end])) ++end;
  const std::string before = (begin > 0 ? "…" : "") + DisplaySafe(text.substr(begin, at - begin));
  const std::string after = DisplaySafe(text.substr(at, end - at)) + (end < text.size() ? "…" : "");
  return fmt::format("  {}{}\n  {}^\n", before, after, std::string(DisplayWidth(before), ' '));
}

}  // namespace oxus::cli
