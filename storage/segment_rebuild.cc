#include "storage/segment_rebuild.h"

#include <memory>

#include "storage/log_walk.h"

namespace oxus::storage {

absl::Status RefillTails(const Database& database, uint64_t first, uint64_t last, LogRows& rows,
                         const NumberCells& number,
                         const std::function<absl::Status(const Tail& tail)>& take) {
  std::unique_ptr<Tail> tail;
  const auto add = [&](const ChunkRecord& record, int64_t received_ms) -> absl::StatusOr<bool> {
    const absl::StatusOr<LogRows::Row> row = rows.RowOf(record, received_ms);
    if (!row.ok()) return row.status();
    const absl::StatusOr<std::span<const Cell>> cells = number(row->cells);
    if (!cells.ok()) return cells.status();
    if (tail != nullptr && !tail->HasRoom(*cells)) {
      if (absl::Status taken = take(*tail); !taken.ok()) return taken;
      tail = nullptr;
    }
    // As large as can be: one segment is then made again as one.
    if (tail == nullptr) tail = std::make_unique<Tail>(record.sequence, kSegmentRows);
    tail->Append(row->head, *cells);
    return true;
  };
  if (absl::Status walked = WalkLog(database, first, last, add); !walked.ok()) return walked;
  return tail == nullptr ? absl::OkStatus() : take(*tail);
}

}  // namespace oxus::storage
