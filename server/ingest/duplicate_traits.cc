#include "server/ingest/duplicate_traits.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>
#include <string_view>

#include "server/reference/actors.h"

namespace oxus::ingest {
namespace {

using oxus::v1::Event;

constexpr int64_t kDayMs = 86'400'000;

// FNV-1a, the same in every process; never 0, which means absent.
uint64_t Hash(std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  }
  return hash | 1;
}

uint32_t Hash32(std::string_view text) {
  const uint64_t hash = Hash(text);
  return static_cast<uint32_t>(hash ^ (hash >> 32)) | 1;
}

int32_t LocalDay(int64_t ms, int32_t utc_offset_min) {
  const int64_t local_ms = ms + int64_t{utc_offset_min} * 60'000;
  const int64_t day = local_ms >= 0 ? local_ms / kDayMs : (local_ms - kDayMs + 1) / kDayMs;
  return static_cast<int32_t>(day);
}

// Days after the first one that a span without an end covers: its precision's unit.
int32_t DaysWithoutEnd(oxus::v1::TimePrecision precision) {
  switch (precision) {
    case oxus::v1::TIME_PRECISION_WEEK:
      return 6;
    case oxus::v1::TIME_PRECISION_MONTH:
      return 30;
    case oxus::v1::TIME_PRECISION_YEAR:
      return 365;
    default:
      return 0;
  }
}

void SetDays(const oxus::v1::Span& span, DuplicateTraits& traits) {
  traits.first_day = LocalDay(span.start_ms(), span.utc_offset_min());
  const bool is_one_day = span.precision() == oxus::v1::TIME_PRECISION_DAY ||
                          span.precision() == oxus::v1::TIME_PRECISION_UNSPECIFIED;
  if (is_one_day) {
    // An end at the next midnight is still that day.
    traits.last_day = traits.first_day;
  } else if (span.has_end_ms()) {
    traits.last_day = LocalDay(span.end_ms(), span.utc_offset_min());
  } else {
    traits.last_day = traits.first_day + DaysWithoutEnd(span.precision());
  }
}

void SetPlace(const oxus::v1::Place& place, DuplicateTraits& traits) {
  if (!place.admin1().empty()) traits.admin1 = Hash32(place.admin1());
  traits.has_point = place.has_lat() && place.has_lon() &&
                     (place.precision() == oxus::v1::GEO_PRECISION_EXACT ||
                      place.precision() == oxus::v1::GEO_PRECISION_NEAR);
  if (!traits.has_point) return;
  const double lat = place.lat() * std::numbers::pi / 180;
  const double lon = place.lon() * std::numbers::pi / 180;
  const double cos_lat = std::cos(lat);
  traits.point = {static_cast<float>(cos_lat * std::cos(lon)),
                  static_cast<float>(cos_lat * std::sin(lon)), static_cast<float>(std::sin(lat))};
}

void SetClass(const Event& event, DuplicateTraits& traits) {
  const bool is_contact = event.has_contact();
  const int number = is_contact ? static_cast<int>(event.contact().kind())
                                : static_cast<int>(event.incident().type());
  const std::string& country = event.place().country();
  traits.type_or_kind = static_cast<uint16_t>(number);
  if (number <= 0 || country.size() != 2) return;
  // Contacts and incidents use the same numbers for different classes.
  const uint32_t event_class = static_cast<uint32_t>(number / 100) + (is_contact ? 128 : 0);
  traits.country_and_class = static_cast<uint32_t>(static_cast<unsigned char>(country[0])) << 24 |
                             static_cast<uint32_t>(static_cast<unsigned char>(country[1])) << 16 |
                             event_class;
}

void SetKilled(const oxus::v1::Incident& incident, DuplicateTraits& traits) {
  constexpr uint64_t kUnbounded = std::numeric_limits<uint32_t>::max();
  uint64_t low = 0;
  uint64_t high = 0;
  for (const oxus::v1::Casualty& casualty : incident.casualties()) {
    const oxus::v1::Count& killed = casualty.killed();
    if (!killed.has_low() && !killed.has_best() && !killed.has_high()) continue;
    traits.has_killed = true;
    low += killed.has_low() ? killed.low() : killed.best();
    high += killed.has_high() ? killed.high() : killed.has_best() ? killed.best() : kUnbounded;
  }
  traits.killed_low = static_cast<uint32_t>(std::min(low, kUnbounded));
  traits.killed_high = static_cast<uint32_t>(std::min(high, kUnbounded));
}

bool IsUnidentified(const reference::Actor& actor) {
  return actor.type == "ARMED_UNIDENTIFIED" || actor.type == "STATE_UNIDENTIFIED";
}

void AddAncestor(std::string_view id, DuplicateTraits& traits) {
  if (traits.ancestor_count == DuplicateTraits::kMaxAncestors) return;
  traits.ancestors[traits.ancestor_count++] = Hash32(id);
}

// Outside the registry, "RUS-MIL" belongs to "RUS".
std::string_view ParentOf(std::string_view id, const reference::Actor* actor) {
  if (actor != nullptr) return actor->parent;
  const std::string_view prefix = id.substr(0, std::min(id.rfind('-'), id.size()));
  return reference::FindActor(prefix) != nullptr ? prefix : std::string_view();
}

void AddAncestors(std::string_view id, const reference::Actor* actor, DuplicateTraits& traits) {
  constexpr int kMaxDepth = 8;
  for (int depth = 0; depth < kMaxDepth; ++depth) {
    id = ParentOf(id, actor);
    if (id.empty()) return;
    AddAncestor(id, traits);
    actor = reference::FindActor(id);
  }
}

// False when the participant is an actor nobody has identified.
bool AddInitiator(const oxus::v1::Participant& participant, DuplicateTraits& traits) {
  std::string resolved;
  std::string_view id = participant.actor_id();
  if (id.empty()) {
    resolved = reference::ResolveActor("", participant.name());
    id = resolved;
  }
  const reference::Actor* actor = reference::FindActor(id);
  if (actor != nullptr && IsUnidentified(*actor)) return false;
  traits.initiators[traits.initiator_count++] = Hash32(id);
  AddAncestors(id, actor, traits);
  return true;
}

void SetInitiators(const Event& event, DuplicateTraits& traits) {
  const oxus::v1::Role role = event.has_contact() ? oxus::v1::ROLE_FROM : oxus::v1::ROLE_INITIATOR;
  for (const oxus::v1::Participant& participant : event.participants()) {
    if (participant.role() != role) continue;
    if (traits.initiator_count == DuplicateTraits::kMaxInitiators) return;
    if (!AddInitiator(participant, traits)) {
      traits.initiator_count = 0;
      traits.ancestor_count = 0;
      return;
    }
  }
}

}  // namespace

DuplicateTraits MakeTraits(const Event& event) {
  DuplicateTraits traits;
  traits.producer = Hash(event.key().producer_id());
  SetClass(event, traits);
  if (traits.country_and_class == 0) return traits;
  SetDays(event.occurred(), traits);
  SetPlace(event.place(), traits);
  if (event.has_incident()) SetKilled(event.incident(), traits);
  SetInitiators(event, traits);
  return traits;
}

}  // namespace oxus::ingest
