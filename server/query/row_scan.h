#pragma once

#include <cstdint>
#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/query/event_row.h"
#include "server/query/query_engine.h"
#include "storage/event_store.h"

namespace oxus::query {

// Rows between two looks at whether the caller still waits.
inline constexpr uint64_t kRowsPerPoll = 1024;

// Which part of the log to read.
struct ScanRange {
  uint64_t first_sequence = 1;
  // The state asked for: no record after it is seen, nor that it took the place of one.
  uint64_t as_of = 0;
};

// Return false to stop. The row and its event are valid during the call only.
using RowVisitor = std::function<absl::StatusOr<bool>(const EventRow& row)>;

struct RetractionRecord {
  uint64_t sequence = 0;
  // The record that brought the event back up to the state asked for; 0 when it is withdrawn.
  uint64_t superseded_by = 0;
};
// Told each retraction; the row it withdrew came before.
using RetractionVisitor = std::function<void(const RetractionRecord& retraction)>;

// Visits every state that events went through, in order of their sequences, whether still visible
// (record().superseded_by is 0) or not. An attached report makes a row of its own: the event with
// its evidence grown. Retractions are not rows. Holds one event at a time.
//
// Returns the number of log records read. CANCELLED when the caller gave up, DATA_LOSS naming
// the sequence when a record does not parse, else what the snapshot or the visitor answers.
absl::StatusOr<uint64_t> ScanRows(const storage::Snapshot& snapshot, ScanRange range,
                                  const Cancelled& cancelled, const RowVisitor& visitor,
                                  const RetractionVisitor& retraction = nullptr);

// Reads one row; it must be an event or a report. Uses `event` to hold it, which must outlive the
// answer.
absl::StatusOr<EventRow> ReadRow(const storage::Snapshot& snapshot, uint64_t sequence,
                                 uint64_t as_of, oxus::v1::Event& event);

}  // namespace oxus::query
