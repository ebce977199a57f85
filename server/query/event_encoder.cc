#include "server/query/event_encoder.h"

#include <fmt/format.h>

#include "server/projection/derived.h"
#include "server/query/log_row.h"
#include "server/query/stored_event.h"
#include "server/query/wire_message.h"

namespace oxus::query {
namespace {

using oxus::v1::StoredEvent;
using storage::LogRecord;
using storage::RecordType;

}  // namespace

absl::Status EventEncoder::Encode(uint64_t sequence) {
  encoded_.clear();
  RecordType type = RecordType::kEvent;
  bool quarantined = false;
  absl::Status done;
  const auto read = reader_.ReadRecord(sequence, [&](const LogRecord& record) {
    type = record.type;
    quarantined = record.quarantined;
    const uint64_t superseded_by = record.superseded_by > as_of_ ? 0 : record.superseded_by;
    SetRecord(record.sequence, record.received_ms, superseded_by, record.principal, &head_);
    if (type != RecordType::kEvent) return true;
    done = ParseEvent(record, &event_);
    AppendMessage(StoredEvent::kEventFieldNumber, record.body, &encoded_);
    return true;
  });
  if (!read.ok()) return read;
  if (type == RecordType::kReport) {
    // The event is put together from more than one record.
    done = reader_.Read(sequence, &event_);
    AppendMessage(StoredEvent::kEventFieldNumber, event_.SerializeAsString(), &encoded_);
  }
  if (type == RecordType::kRetraction) {
    done = absl::InternalError(fmt::format("record {} is no state of an event", sequence));
  }
  if (!done.ok()) return done;
  *head_.mutable_derived() = projection::Derive(event_, quarantined);
  head_.AppendToString(&encoded_);
  return absl::OkStatus();
}

}  // namespace oxus::query
