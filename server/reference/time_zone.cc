#include "server/reference/time_zone.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include "absl/status/status.h"
#include "codes/nearest_word.h"
#include "fmt/format.h"

namespace oxus::reference {
namespace {

// 1900-01-01 and 2100-01-01, UTC.
constexpr int64_t kBeginMs = -2'208'988'800'000;
constexpr int64_t kEndMs = 4'102'444'800'000;

// Where Abseil looks too.
std::filesystem::path DatabaseDirectory() {
  const char* set = std::getenv("TZDIR");
  return set != nullptr && *set != '\0' ? set : "/usr/share/zoneinfo";
}

// Not zones by IANA name: copies in folders ("right" counts leap seconds), the machine's own
// zone, and tables beside the zones.
bool IsSkipped(const std::string& name) {
  return name == "posix" || name == "right" || name == "localtime" || name == "posixrules" ||
         name == "leapseconds" || name.find('.') != std::string::npos;
}

// The zones of the system, sorted. Names are looked up here before Abseil sees them: it would
// open any path, and remember every name it was ever asked for.
const std::vector<std::string>& ZoneNames() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> list = {"UTC"};
    const std::filesystem::path root = DatabaseDirectory();
    std::error_code error;
    std::filesystem::recursive_directory_iterator entry(root, error);
    for (; !error && entry != std::filesystem::end(entry); entry.increment(error)) {
      const std::string name = entry->path().lexically_relative(root).string();
      if (IsSkipped(name)) {
        entry.disable_recursion_pending();
      } else if (std::error_code ignored; !entry->is_directory(ignored)) {
        list.push_back(name);
      }
    }
    std::sort(list.begin(), list.end());
    return list;
  }();
  return names;
}

absl::Status UnknownZone(std::string_view name) {
  const std::string nearest = codes::NearestWord(name, ZoneNames());
  const std::string hint = nearest.empty()
                               ? ", expected an IANA name such as 'Asia/Dushanbe' or 'UTC'"
                               : fmt::format(", did you mean '{}'?", nearest);
  return absl::InvalidArgumentError(fmt::format("'{}' is no time zone{}", name, hint));
}

int64_t OffsetMs(const absl::TimeZone& zone, absl::Time time) {
  return int64_t{zone.At(time).offset} * 1000;
}

}  // namespace

absl::StatusOr<ZoneClock> ZoneClock::Find(std::string_view iana_name) {
  const std::string name(iana_name);
  absl::TimeZone zone;
  const bool known = std::binary_search(ZoneNames().begin(), ZoneNames().end(), name) &&
                     absl::LoadTimeZone(name, &zone);
  if (!known) return UnknownZone(iana_name);
  return ZoneClock(zone);
}

ZoneClock::ZoneClock(absl::TimeZone zone) : zone_(zone) {
  std::vector<Offset> offsets;
  absl::Time time = absl::FromUnixMillis(kBeginMs);
  while (time < absl::FromUnixMillis(kEndMs)) {
    offsets.push_back({absl::ToUnixMillis(time), OffsetMs(zone, time)});
    absl::TimeZone::CivilTransition change;
    if (!zone.NextTransition(time, &change)) break;
    // The first second after the change; that it may be the second one of its name is in trans.
    time = zone.At(change.to).trans;
  }
  offsets_ = std::make_shared<const std::vector<Offset>>(std::move(offsets));
}

int64_t ZoneClock::ToLocalMs(int64_t utc_ms) const {
  if (utc_ms < kBeginMs || utc_ms >= kEndMs) {
    return utc_ms + OffsetMs(zone_, absl::FromUnixMillis(utc_ms));
  }
  const auto next =
      std::upper_bound(offsets_->begin(), offsets_->end(), utc_ms,
                       [](int64_t ms, const Offset& offset) { return ms < offset.utc_ms; });
  return utc_ms + std::prev(next)->offset_ms;
}

}  // namespace oxus::reference
