#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "oxus/v1/event.pb.h"
#include "server/filter/schema.h"
#include "server/query/calendar.h"

namespace oxus::query {

// What the log says of a row, beside the event itself.
struct RowRecord {
  uint64_t sequence = 0;
  int64_t received_ms = 0;
  // Of the record, or of the event record that an attached report grew from.
  bool quarantined = false;
  // The record that took the row's place up to the state asked for; 0 when the row is visible.
  uint64_t superseded_by = 0;
  std::string principal;
};

// One state of one event, read through the fields of the field table. Refers to the event, which
// must outlive it and may be refilled for the next row. One thread.
class EventRow : public filter::Row {
 public:
  EventRow(const oxus::v1::Event& event, RowRecord record);

  const oxus::v1::Event& event() const { return *event_; }
  const RowRecord& record() const { return record_; }
  const LocalSpan& span() const { return span_; }
  // Never UNSPECIFIED: an event that states none is ACTUAL.
  oxus::v1::Modality modality() const;

  // `field` is an index into the field table. Values are distinct.
  void Read(size_t field, std::vector<filter::Value>& values) const override;

 private:
  const oxus::v1::Event* event_;
  RowRecord record_;
  LocalSpan span_;
};

}  // namespace oxus::query
