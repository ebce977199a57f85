#pragma once

#include <cstdint>

#include "server/ingest/duplicate_traits.h"

namespace oxus::ingest {

// How well two events tell of the same thing, 0..100; 0 when they cannot be the same. They can
// when all of these hold:
//   - they come from different producers, have one country and one class;
//   - their local days are at most one apart, or overlap;
//   - both points are NEAR or better and at most 25 km apart, or else the admin1 is the same;
//   - the initiators share an actor, or one is an ancestor of another, or a side names none;
//   - the killed ranges overlap, or a side gives none.
// The points, 35 at least for any candidate:
//   time        25 same days, 20 overlapping, 10 next to each other; half when a span is
//               longer than 31 days
//   place       30 at 0 km, falling to 15 at 25 km; 15 for the same admin1
//   type        15 same, 10 when one is the class only (x00), 5 otherwise
//   initiators  15 same actor, 10 ancestor, 5 when a side names none
//   killed      15 same range, 10 overlapping, 5 when a side gives none
// Symmetric and pure.
uint32_t DuplicateScore(const DuplicateTraits& a, const DuplicateTraits& b);

}  // namespace oxus::ingest
