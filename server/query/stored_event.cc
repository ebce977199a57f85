#include "server/query/stored_event.h"

#include <fmt/format.h>

#include <climits>
#include <utility>

#include "google/protobuf/util/time_util.h"
#include "server/projection/derived.h"
#include "server/query/log_row.h"

namespace oxus::query {
namespace {

using oxus::v1::StoredEvent;
using storage::EventReader;
using storage::LogRecord;
using storage::RecordType;

// What a log record says apart from its body.
struct RecordHead {
  RecordType type = RecordType::kEvent;
  uint64_t previous_sequence = 0;
  uint64_t superseded_by = 0;
  int64_t received_ms = 0;
  std::string principal;
  // Retractions only.
  oxus::v1::Retraction retraction;
};

absl::StatusOr<RecordHead> ReadHead(EventReader& reader, uint64_t sequence, uint64_t as_of) {
  RecordHead head;
  bool parsed = true;
  const auto status = reader.ReadRecord(sequence, [&](const LogRecord& record) {
    head.type = record.type;
    head.previous_sequence = record.previous_sequence;
    head.superseded_by = record.superseded_by > as_of ? 0 : record.superseded_by;
    head.received_ms = record.received_ms;
    head.principal = std::string(record.principal);
    if (record.type != RecordType::kRetraction) return true;
    parsed =
        record.body.size() <= INT_MAX &&
        head.retraction.ParseFromArray(record.body.data(), static_cast<int>(record.body.size()));
    return true;
  });
  if (!status.ok()) return status;
  if (!parsed) return absl::DataLossError(fmt::format("record {} does not parse", sequence));
  return head;
}

void FillStoredEvent(LogRow row, StoredEvent* stored) {
  *stored->mutable_derived() = projection::Derive(row.event, row.quarantined);
  *stored->mutable_event() = std::move(row.event);
  SetRecord(row.sequence, row.received_ms, row.superseded_by, row.principal, stored);
}

void SetReceived(int64_t received_ms, StoredEvent* stored) {
  *stored->mutable_received() =
      google::protobuf::util::TimeUtil::MillisecondsToTimestamp(received_ms);
}

}  // namespace

void SetRecord(uint64_t sequence, int64_t received_ms, uint64_t superseded_by,
               std::string_view principal, StoredEvent* stored) {
  stored->set_sequence(sequence);
  SetReceived(received_ms, stored);
  stored->set_status(superseded_by == 0 ? oxus::v1::EVENT_STATUS_ACTIVE
                                        : oxus::v1::EVENT_STATUS_SUPERSEDED);
  stored->set_superseded_by(superseded_by);
  stored->set_principal(principal.data(), principal.size());
}

absl::Status ReadStoredEvent(EventReader& reader, uint64_t sequence, uint64_t as_of,
                             StoredEvent* stored, uint64_t* previous_sequence) {
  auto head = ReadHead(reader, sequence, as_of);
  if (!head.ok()) return head.status();
  *previous_sequence = head->previous_sequence;
  const bool retraction = head->type == RecordType::kRetraction;
  auto row = ReadRow(reader, retraction ? head->previous_sequence : sequence, as_of);
  if (!row.ok()) return row.status();
  FillStoredEvent(*std::move(row), stored);
  if (!retraction) return absl::OkStatus();
  stored->set_status(oxus::v1::EVENT_STATUS_RETRACTED);
  *stored->mutable_retraction() = std::move(head->retraction);
  stored->set_sequence(sequence);
  SetReceived(head->received_ms, stored);
  stored->set_superseded_by(head->superseded_by);
  stored->set_principal(head->principal);
  return absl::OkStatus();
}

}  // namespace oxus::query
