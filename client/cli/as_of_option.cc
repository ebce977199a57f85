#include "client/cli/as_of_option.h"

#include <cctype>
#include <charconv>
#include <limits>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "client/cli/command.h"
#include "client/cli/time_option.h"
#include "fmt/format.h"

namespace oxus::cli {
namespace {

// Years 1 to 9999, which is what a google.protobuf.Timestamp may hold.
constexpr int64_t kFirstSecond = -62'135'596'800;
constexpr int64_t kLastSecond = 253'402'300'799;

// The server's clock may be ahead of this one.
constexpr absl::Duration kClockTolerance = absl::Minutes(1);

bool IsDigits(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

std::optional<absl::Time> ParseTime(const std::string& text) {
  // Words such as "infinite-future" are times to absl.
  if (text.empty() || std::isdigit(static_cast<unsigned char>(text.front())) == 0) {
    return std::nullopt;
  }
  absl::Time time;
  if (absl::ParseTime(absl::RFC3339_full, text, &time, nullptr)) return time;
  const std::optional<absl::CivilMinute> minute = ParseLocalTime(text);
  if (!minute.has_value()) return std::nullopt;
  return absl::FromCivil(*minute, absl::LocalTimeZone());
}

std::string Check(const std::string& text) {
  if (IsDigits(text)) return CheckWholeNumber(text, std::numeric_limits<uint64_t>::max());
  const std::optional<absl::Time> time = ParseTime(text);
  if (time.has_value() && *time > absl::Now() + kClockTolerance) {
    return fmt::format("{} is still to come; leave --as-of out for what is known now", text);
  }
  if (ParseAsOf(text).has_value()) return "";
  return fmt::format(
      "'{}' is neither a sequence nor a time that exists; expected a whole number from 0, "
      "YYYY-MM-DD[Thh:mm] or a time like 2025-11-26T18:30:00Z",
      text);
}

}  // namespace

std::optional<AsOf> ParseAsOf(const std::string& text) {
  AsOf as_of;
  if (IsDigits(text)) {
    const char* const end = text.data() + text.size();
    if (std::from_chars(text.data(), end, as_of.sequence).ec != std::errc()) return std::nullopt;
    return as_of;
  }
  const std::optional<absl::Time> time = ParseTime(text);
  if (!time.has_value()) return std::nullopt;
  const int64_t seconds = absl::ToUnixSeconds(*time);
  if (seconds < kFirstSecond || seconds > kLastSecond) return std::nullopt;
  as_of.time.emplace();
  as_of.time->set_seconds(seconds);
  as_of.time->set_nanos(
      static_cast<int32_t>(absl::ToInt64Nanoseconds(*time - absl::FromUnixSeconds(seconds))));
  return as_of;
}

void AddAsOfOption(CLI::App& app, std::string& text) {
  app.add_option(
         "--as-of", text,
         "Answer as at this sequence, or as at this time, not one to come: a minute of this "
         "machine's clock, a day for its first moment, or RFC 3339 such as "
         "2025-11-26T18:30:00Z")
      ->type_name("SEQUENCE|TIME")
      ->check(CLI::Validator(Check, "", "state"));
}

}  // namespace oxus::cli
