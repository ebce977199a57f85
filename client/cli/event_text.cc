#include "client/cli/event_text.h"

#include <algorithm>
#include <vector>

#include "absl/time/time.h"
#include "fmt/format.h"
#include "google/protobuf/util/json_util.h"

namespace oxus::cli {
namespace {

using oxus::v1::Event;
using oxus::v1::Span;

constexpr int64_t kMinuteMs = 60'000;

std::string FormatLocal(const char* format, int64_t time_ms, int utc_offset_min) {
  const absl::Time local = absl::FromUnixMillis(time_ms + utc_offset_min * kMinuteMs);
  return absl::FormatTime(format, local, absl::UTCTimeZone());
}

std::string Append(std::string text, std::string_view separator, std::string_view part) {
  if (part.empty()) return text;
  if (!text.empty()) text += separator;
  return text.append(part);
}

std::string RangeText(const Span& span) {
  const std::string first = FormatLocal("%Y-%m-%d", span.start_ms(), span.utc_offset_min());
  if (!span.has_end_ms()) return first;
  const std::string last = FormatLocal("%Y-%m-%d", span.end_ms(), span.utc_offset_min());
  return first == last ? first : first + ".." + last;
}

}  // namespace

std::string KeyText(const oxus::v1::EventKey& key) {
  return key.producer_id() + "/" + key.external_id();
}

std::string IsoTime(int64_t time_ms, int utc_offset_min) {
  const int minutes = utc_offset_min < 0 ? -utc_offset_min : utc_offset_min;
  return FormatLocal("%Y-%m-%dT%H:%M:%S", time_ms, utc_offset_min) +
         fmt::format("{}{:02}:{:02}", utc_offset_min < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

std::string IsoTime(const google::protobuf::Timestamp& time) {
  if (time.seconds() == 0 && time.nanos() == 0) return "";
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixSeconds(time.seconds()),
                          absl::UTCTimeZone());
}

std::string OccurredText(const Span& span) {
  switch (span.precision()) {
    case oxus::v1::TIME_PRECISION_MINUTE:
      return FormatLocal("%Y-%m-%d %H:%M", span.start_ms(), span.utc_offset_min());
    case oxus::v1::TIME_PRECISION_HOUR:
      return FormatLocal("%Y-%m-%d %Hh", span.start_ms(), span.utc_offset_min());
    case oxus::v1::TIME_PRECISION_MONTH:
      return FormatLocal("%Y-%m", span.start_ms(), span.utc_offset_min());
    case oxus::v1::TIME_PRECISION_YEAR:
      return FormatLocal("%Y", span.start_ms(), span.utc_offset_min());
    default:
      return RangeText(span);
  }
}

std::string TypeText(const Event& event) {
  if (event.has_incident()) return std::string(codes::Label(event.incident().type()));
  return event.has_contact() ? std::string(codes::Label(event.contact().kind())) : "";
}

std::string ClassText(const Event& event) {
  if (event.has_incident()) return std::string(codes::ClassLabel(event.incident().type()));
  return event.has_contact() ? std::string(codes::ClassLabel(event.contact().kind())) : "";
}

std::string KindText(const Event& event) {
  if (event.has_incident()) return "INCIDENT";
  return event.has_contact() ? "CONTACT" : "";
}

std::string PlaceText(const oxus::v1::Place& place) {
  const std::string& area = place.admin1().empty() ? place.country() : place.admin1();
  return Append(place.name().empty() ? place.admin2() : place.name(), ", ", area);
}

std::string ActorText(const oxus::v1::Participant& participant) {
  return participant.actor_id().empty() ? participant.name() : participant.actor_id();
}

std::string ActorsText(const Event& event, oxus::v1::Role role, std::string_view separator) {
  std::string text;
  for (const auto& participant : event.participants()) {
    if (participant.role() == role) text = Append(text, separator, ActorText(participant));
  }
  return text;
}

std::string WhoText(const Event& event) {
  constexpr std::string_view kAnd = ", ";
  const std::string parties = ActorsText(event, oxus::v1::ROLE_PARTY, kAnd);
  const std::string doers = Append(ActorsText(event, oxus::v1::ROLE_INITIATOR, kAnd), kAnd,
                                   ActorsText(event, oxus::v1::ROLE_FROM, kAnd));
  const std::string others = Append(ActorsText(event, oxus::v1::ROLE_TARGET, kAnd), kAnd,
                                    ActorsText(event, oxus::v1::ROLE_TO, kAnd));
  const std::string left = Append(parties, kAnd, doers);
  if (others.empty()) return left;
  return doers.empty() ? Append(parties, " ", "→ " + others) : left + " → " + others;
}

std::string SourcesText(const Event& event, std::string_view separator) {
  std::vector<std::string> seen;
  std::string text;
  for (const auto& report : event.reports()) {
    if (std::find(seen.begin(), seen.end(), report.source_id()) != seen.end()) continue;
    seen.push_back(report.source_id());
    text = Append(text, separator, report.source_id());
  }
  return text;
}

std::optional<uint64_t> SumOfBest(const Event& event, CasualtyFigure figure) {
  std::optional<uint64_t> sum;
  for (const auto& casualty : event.incident().casualties()) {
    const oxus::v1::Count& count = (casualty.*figure)();
    if (count.has_best()) sum = sum.value_or(0) + count.best();
  }
  return sum;
}

std::string CountText(const oxus::v1::Count& count) {
  std::string range;
  const bool exact = count.has_low() && count.has_high() && count.low() == count.high();
  if (exact && (!count.has_best() || count.best() == count.low())) {
    return fmt::format("{}", count.low());
  }
  if (count.has_low() && count.has_high()) {
    range = fmt::format("{}-{}", count.low(), count.high());
  } else if (count.has_low()) {
    range = fmt::format("at least {}", count.low());
  } else if (count.has_high()) {
    range = fmt::format("at most {}", count.high());
  }
  if (!count.has_best()) return range;
  return range.empty() ? fmt::format("{}", count.best())
                       : fmt::format("{} ({})", count.best(), range);
}

std::string MessageJson(const google::protobuf::Message& message, bool indented) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = indented;
  std::string json;
  // Fails only for messages of types this program does not have, which none of ours holds.
  if (!google::protobuf::util::MessageToJsonString(message, &json, options).ok()) return "{}";
  while (!json.empty() && json.back() == '\n') json.pop_back();
  return json;
}

}  // namespace oxus::cli
