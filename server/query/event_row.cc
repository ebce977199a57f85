#include "server/query/event_row.h"

#include <utility>

#include "server/query/field_table.h"

namespace oxus::query {

EventRow::EventRow(const oxus::v1::Event& event, RowRecord record)
    : event_(&event), record_(std::move(record)), span_(LocalSpanOf(event.occurred())) {}

oxus::v1::Modality EventRow::modality() const {
  return event_->modality() == oxus::v1::MODALITY_UNSPECIFIED ? oxus::v1::MODALITY_ACTUAL
                                                              : event_->modality();
}

void EventRow::Read(size_t field, std::vector<filter::Value>& values) const {
  ReadField(Fields()[field], *this, values);
}

}  // namespace oxus::query
