#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "oxus/v1/event.pb.h"
#include "storage/event_store.h"

namespace oxus::query {

// One state of one event as the log has it.
struct LogRow {
  oxus::v1::Event event;
  uint64_t sequence = 0;
  int64_t received_ms = 0;
  // Of the record, or of the event record that an attached report grew from.
  bool quarantined = false;
  // The record that took the row's place up to the state asked for; 0 when the row is visible.
  uint64_t superseded_by = 0;
  std::string principal;
};

// The event in a record of one. DATA_LOSS when it does not parse.
absl::Status ParseEvent(const storage::LogRecord& record, oxus::v1::Event* event);

// Reads one row, seen from the state `as_of`; its record must be an event or a report. DATA_LOSS
// when it does not parse.
absl::StatusOr<LogRow> ReadRow(storage::EventReader& reader, uint64_t sequence, uint64_t as_of);

}  // namespace oxus::query
