#pragma once

#include <array>
#include <cstdint>

#include "oxus/v1/event.pb.h"

namespace oxus::ingest {

// What the search for duplicates needs of an event, in a fixed size and without its strings:
// hashes stand for producer, first-order division and actors. Made on any thread.
struct DuplicateTraits {
  // More initiators than this, and more ancestors of them, are left out.
  static constexpr int kMaxInitiators = 4;
  static constexpr int kMaxAncestors = 6;

  uint64_t producer = 0;
  // Country, and class of type or kind; 0 when the event names no country, or an unknown type:
  // such an event is like no other.
  uint32_t country_and_class = 0;
  uint16_t type_or_kind = 0;

  // Local days since 1970-01-01, both included.
  int32_t first_day = 0;
  int32_t last_day = 0;

  // Unit vector to the point; meaningful when has_point, which needs precision NEAR or EXACT.
  bool has_point = false;
  std::array<float, 3> point = {};
  // 0 when the division is not known.
  uint32_t admin1 = 0;

  // Sum over the casualties; high is the largest number when no upper end is given.
  bool has_killed = false;
  uint32_t killed_low = 0;
  uint32_t killed_high = 0;

  // INITIATOR (incident) or FROM (contact) participants; none when unidentified, or when one
  // of them is.
  uint8_t initiator_count = 0;
  uint8_t ancestor_count = 0;
  std::array<uint32_t, kMaxInitiators> initiators = {};
  std::array<uint32_t, kMaxAncestors> ancestors = {};
};

// Pure. The event must have passed Validate.
DuplicateTraits MakeTraits(const oxus::v1::Event& event);

}  // namespace oxus::ingest
