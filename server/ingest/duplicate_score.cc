#include "server/ingest/duplicate_score.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace oxus::ingest {
namespace {

constexpr double kEarthRadiusKm = 6371.0088;
constexpr double kNearKm = 25;
constexpr int32_t kLongSpanDays = 31;

uint32_t TimeScore(const DuplicateTraits& a, const DuplicateTraits& b) {
  uint32_t score = 0;
  if (a.first_day == b.first_day && a.last_day == b.last_day) {
    score = 25;
  } else if (a.first_day <= b.last_day && b.first_day <= a.last_day) {
    score = 20;
  } else if (a.first_day <= b.last_day + 1 && b.first_day <= a.last_day + 1) {
    score = 10;
  }
  const int32_t longest = std::max(a.last_day - a.first_day, b.last_day - b.first_day);
  return longest >= kLongSpanDays ? score / 2 : score;
}

uint32_t PlaceScore(const DuplicateTraits& a, const DuplicateTraits& b) {
  if (!a.has_point || !b.has_point) return a.admin1 != 0 && a.admin1 == b.admin1 ? 15 : 0;
  const float x = a.point[0] - b.point[0];
  const float y = a.point[1] - b.point[1];
  const float z = a.point[2] - b.point[2];
  // Over 25 km the chord is shorter than the arc by millimetres.
  constexpr float kNearChord = kNearKm / kEarthRadiusKm;
  const float chord_squared = x * x + y * y + z * z;
  if (chord_squared > kNearChord * kNearChord) return 0;
  const double km = std::sqrt(chord_squared) * kEarthRadiusKm;
  return 15 + static_cast<uint32_t>(std::lround(15 * (1 - km / kNearKm)));
}

uint32_t TypeScore(const DuplicateTraits& a, const DuplicateTraits& b) {
  if (a.type_or_kind == b.type_or_kind) return 15;
  return a.type_or_kind % 100 == 0 || b.type_or_kind % 100 == 0 ? 10 : 5;
}

std::span<const uint32_t> Initiators(const DuplicateTraits& traits) {
  return {traits.initiators.data(), traits.initiator_count};
}

std::span<const uint32_t> Ancestors(const DuplicateTraits& traits) {
  return {traits.ancestors.data(), traits.ancestor_count};
}

bool Intersect(std::span<const uint32_t> a, std::span<const uint32_t> b) {
  return std::find_first_of(a.begin(), a.end(), b.begin(), b.end()) != a.end();
}

uint32_t InitiatorScore(const DuplicateTraits& a, const DuplicateTraits& b) {
  if (a.initiator_count == 0 || b.initiator_count == 0) return 5;
  if (Intersect(Initiators(a), Initiators(b))) return 15;
  const bool ancestor =
      Intersect(Initiators(a), Ancestors(b)) || Intersect(Ancestors(a), Initiators(b));
  return ancestor ? 10 : 0;
}

uint32_t KilledScore(const DuplicateTraits& a, const DuplicateTraits& b) {
  if (!a.has_killed || !b.has_killed) return 5;
  if (a.killed_low == b.killed_low && a.killed_high == b.killed_high) return 15;
  return a.killed_low <= b.killed_high && b.killed_low <= a.killed_high ? 10 : 0;
}

}  // namespace

uint32_t DuplicateScore(const DuplicateTraits& a, const DuplicateTraits& b) {
  if (a.producer == b.producer || a.country_and_class != b.country_and_class ||
      a.country_and_class == 0) {
    return 0;
  }
  // The most telling condition first: most pairs of one day and country differ in place.
  const uint32_t place = PlaceScore(a, b);
  if (place == 0) return 0;
  const uint32_t time = TimeScore(a, b);
  if (time == 0) return 0;
  const uint32_t initiators = InitiatorScore(a, b);
  if (initiators == 0) return 0;
  const uint32_t killed = KilledScore(a, b);
  if (killed == 0) return 0;
  return time + place + TypeScore(a, b) + initiators + killed;
}

}  // namespace oxus::ingest
