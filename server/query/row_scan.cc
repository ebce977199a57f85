#include "server/query/row_scan.h"

#include <fmt/format.h>

#include <climits>
#include <utility>

namespace oxus::query {
namespace {

using storage::LogRecord;
using storage::RecordType;
using storage::Snapshot;

// 0 when the record was still in its place at `as_of`.
uint64_t SuccessorAt(const LogRecord& record, uint64_t as_of) {
  return record.superseded_by > as_of ? 0 : record.superseded_by;
}

RowRecord RowRecordOf(const LogRecord& record, uint64_t as_of) {
  RowRecord row;
  row.sequence = record.sequence;
  row.received_ms = record.received_ms;
  row.quarantined = record.quarantined;
  row.superseded_by = SuccessorAt(record, as_of);
  row.principal = std::string(record.principal);
  return row;
}

// Fills `event` with the state that `record` made.
absl::Status LoadEvent(const Snapshot& snapshot, const LogRecord& record, oxus::v1::Event& event) {
  if (record.type == RecordType::kReport) return snapshot.ReadEvent(record.sequence, &event);
  if (record.body.size() > INT_MAX ||
      !event.ParseFromArray(record.body.data(), static_cast<int>(record.body.size()))) {
    return absl::DataLossError(fmt::format("record {} does not parse", record.sequence));
  }
  return absl::OkStatus();
}

absl::StatusOr<EventRow> LoadRow(const Snapshot& snapshot, const LogRecord& record, uint64_t as_of,
                                 oxus::v1::Event& event) {
  RowRecord row = RowRecordOf(record, as_of);
  if (auto status = LoadEvent(snapshot, record, event); !status.ok()) return status;
  return EventRow(event, std::move(row));
}

}  // namespace

absl::StatusOr<uint64_t> ScanRows(const Snapshot& snapshot, ScanRange range,
                                  const Cancelled& cancelled, const RowVisitor& visitor,
                                  const RetractionVisitor& retraction) {
  oxus::v1::Event event;
  uint64_t scanned = 0;
  absl::Status status;
  const auto visit = [&](const LogRecord& record) {
    if (record.sequence > range.as_of) return false;
    if (scanned % kRowsPerPoll == 0 && cancelled && cancelled()) {
      status = absl::CancelledError(fmt::format("cancelled after {} records", scanned));
      return false;
    }
    ++scanned;
    if (record.type == RecordType::kRetraction) {
      if (retraction) retraction({record.sequence, SuccessorAt(record, range.as_of)});
      return true;
    }
    const auto row = LoadRow(snapshot, record, range.as_of, event);
    if (!row.ok()) {
      status = row.status();
      return false;
    }
    const auto go_on = visitor(*row);
    if (!go_on.ok()) status = go_on.status();
    return go_on.ok() && *go_on;
  };
  const auto walked = snapshot.Scan(range.first_sequence, visit);
  if (!status.ok()) return status;
  if (!walked.ok()) return walked;
  return scanned;
}

absl::StatusOr<EventRow> ReadRow(const Snapshot& snapshot, uint64_t sequence, uint64_t as_of,
                                 oxus::v1::Event& event) {
  absl::StatusOr<EventRow> row =
      absl::InternalError(fmt::format("record {} is no state of an event", sequence));
  const auto status = snapshot.Read(sequence, [&](const LogRecord& record) {
    if (record.type != RecordType::kRetraction) row = LoadRow(snapshot, record, as_of, event);
    return true;
  });
  if (!status.ok()) return status;
  return row;
}

}  // namespace oxus::query
