#include "server/query/log_row.h"

#include <fmt/format.h>

#include <climits>
#include <utility>

namespace oxus::query {
namespace {

using storage::LogRecord;
using storage::RecordType;

absl::Status LoadEvent(const storage::Snapshot& snapshot, const LogRecord& record,
                       oxus::v1::Event* event) {
  if (record.type == RecordType::kReport) return snapshot.ReadEvent(record.sequence, event);
  if (record.type == RecordType::kRetraction) {
    return absl::InternalError(fmt::format("record {} is no state of an event", record.sequence));
  }
  if (record.body.size() > INT_MAX ||
      !event->ParseFromArray(record.body.data(), static_cast<int>(record.body.size()))) {
    return absl::DataLossError(fmt::format("record {} does not parse", record.sequence));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<LogRow> ReadRow(const storage::Snapshot& snapshot, uint64_t sequence,
                               uint64_t as_of) {
  LogRow row;
  absl::Status loaded;
  const auto read = snapshot.Read(sequence, [&](const LogRecord& record) {
    row.sequence = record.sequence;
    row.received_ms = record.received_ms;
    row.quarantined = record.quarantined;
    row.superseded_by = record.superseded_by > as_of ? 0 : record.superseded_by;
    row.principal = std::string(record.principal);
    loaded = LoadEvent(snapshot, record, &row.event);
    return true;
  });
  if (!read.ok()) return read;
  if (!loaded.ok()) return loaded;
  return row;
}

}  // namespace oxus::query
