#pragma once

#include <cstdint>
#include <span>

#include "absl/status/statusor.h"
#include "server/query/columns/partial.h"
#include "server/query/limits.h"
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
// `matching_successors`: matching rows that took another's place. CANCELLED, DATA_LOSS.
//
// For one question the answer hangs on two numbers alone: how many marks there are at `as_of` over
// all parts, and how many near misses.
//   - Every record that takes another's place makes a mark, and marks are only added. So two states
//     with as many marks have the same ones, and the records that one of them has more are first
//     states of events nobody corrected: none of them is in any of the lists.
//   - What matches is told by the row itself, so at both states the same rows are
//     `matching_replaced` and `matching_successors`, and their chains, which are marks, have the
//     same ends.
//   - A near miss is dropped when it is the duplicate of a key that is stored and not withdrawn.
//     A new record may store such a key, while to withdraw one takes a mark. So with as many marks
//     the near misses of the later state are some of those of the earlier one, and as many are
//     the same.
absl::StatusOr<Corrected> FollowChains(std::span<const storage::SegmentPart> parts, uint64_t as_of,
                                       const Cancelled& cancelled,
                                       std::span<const Replaced> matching_replaced,
                                       std::span<const uint64_t> matching_successors,
                                       std::span<const NearMiss> near_misses = {});

}  // namespace oxus::query
