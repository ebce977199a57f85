#include "server/query/received.h"

#include "storage/columns/column_data.h"

namespace oxus::query {

using storage::Column;
using storage::SegmentPart;

absl::StatusOr<uint64_t> SequenceAtTime(const storage::Snapshot& snapshot, int64_t time_ms) {
  uint64_t sequence = 0;
  for (const SegmentPart& part : snapshot.parts()) {
    if (part.rows == 0) continue;
    const storage::Zone zone = part.segment->zone(Column::kReceivedMs);
    if (part.segment->is_sealed() && zone.max <= time_ms) {
      sequence = part.end_sequence() - 1;
      continue;
    }
    const auto received = part.segment->Load(Column::kReceivedMs);
    if (!received.ok()) return received.status();
    // Receipt times never go down.
    uint32_t low = 0;
    uint32_t high = part.rows;
    while (low < high) {
      const uint32_t middle = low + (high - low) / 2;
      if (storage::IntegerAt(**received, middle) <= time_ms) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low > 0) sequence = part.first_sequence() + low - 1;
    if (low < part.rows) break;
  }
  return sequence;
}

}  // namespace oxus::query
