#include "server/query/log_row.h"

#include <fmt/format.h>

#include <climits>
#include <utility>

namespace oxus::query {

using storage::LogRecord;
using storage::RecordType;

absl::Status ParseEvent(const LogRecord& record, oxus::v1::Event* event) {
  if (record.body.size() > INT_MAX ||
      !event->ParseFromArray(record.body.data(), static_cast<int>(record.body.size()))) {
    return absl::DataLossError(fmt::format("record {} does not parse", record.sequence));
  }
  return absl::OkStatus();
}

absl::StatusOr<LogRow> ReadRow(storage::EventReader& reader, uint64_t sequence, uint64_t as_of) {
  LogRow row;
  RecordType type = RecordType::kEvent;
  absl::Status loaded;
  const auto read = reader.ReadRecord(sequence, [&](const LogRecord& record) {
    type = record.type;
    row.sequence = record.sequence;
    row.received_ms = record.received_ms;
    row.quarantined = record.quarantined;
    row.superseded_by = record.superseded_by > as_of ? 0 : record.superseded_by;
    row.principal = std::string(record.principal);
    if (type == RecordType::kEvent) loaded = ParseEvent(record, &row.event);
    return true;
  });
  if (!read.ok()) return read;
  if (type == RecordType::kReport) loaded = reader.Read(sequence, &row.event);
  if (type == RecordType::kRetraction) {
    loaded = absl::InternalError(fmt::format("record {} is no state of an event", sequence));
  }
  if (!loaded.ok()) return loaded;
  return row;
}

}  // namespace oxus::query
