#include "storage/log_rows.h"

namespace oxus::storage {

absl::StatusOr<LogRows::Row> LogRows::RowOf(const ChunkRecord& record, int64_t received_ms) {
  draft_.Clear();
  if (record.type != RecordType::kRetraction && projection_ != nullptr) {
    if (absl::Status projected = Project(record); !projected.ok()) return projected;
  }
  return Row{
      {record.type, record.quarantined, received_ms, record.previous_sequence, record.principal},
      draft_.cells()};
}

absl::Status LogRows::Project(const ChunkRecord& record) {
  // Of what is walked over only the earlier records of its chain are read anew.
  const auto read = [&](uint64_t sequence) -> absl::StatusOr<ChunkRecord> {
    if (sequence == record.sequence) return record;
    return reader_.Read(sequence);
  };
  if (absl::Status assembled = AssembleEvent(record.sequence, read, &event_); !assembled.ok()) {
    return assembled;
  }
  projection_(event_, draft_);
  return absl::OkStatus();
}

}  // namespace oxus::storage
