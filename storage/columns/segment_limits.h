#pragma once

#include <cstdint>

namespace oxus::storage {

// Most rows of a segment. More of them make a longer tail, which is slower to scan and to seal;
// fewer make more segments, each of which costs a question the same however short it is.
inline constexpr uint32_t kSegmentRows = 131'072;
// Most elements that a list of a segment may have.
inline constexpr uint32_t kSegmentElements = 4 * kSegmentRows;

}  // namespace oxus::storage
