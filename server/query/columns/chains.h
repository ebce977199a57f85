#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "server/query/columns/partial.h"
#include "storage/event_store.h"

namespace oxus::query {

// Events whose earlier states matched a filter while where they stand now does not.
struct Corrected {
  // Withdrawn; the last state before that matched.
  uint64_t retracted = 0;
  // Not withdrawn; the last state does not match.
  uint64_t superseded = 0;
  // Of the near misses, those that are not superseded.
  uint64_t place_imprecise = 0;
  uint64_t below_grade = 0;
};

// Follows every matching state whose place was taken to where its event stands at `as_of`.
// `matching_successors`: matching rows that took another's place.
absl::StatusOr<Corrected> FollowChains(std::span<const storage::SegmentPart> parts, uint64_t as_of,
                                       std::span<const Replaced> matching_replaced,
                                       std::span<const uint64_t> matching_successors,
                                       std::span<const NearMiss> near_misses = {});

}  // namespace oxus::query
