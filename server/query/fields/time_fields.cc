#include "server/query/fields/groups.h"

namespace oxus::query {
namespace {

using filter::ValueType;

void ReadTimePrecision(const EventRow& row, Values& values) {
  const auto precision = row.event().occurred().precision();
  const bool stated = precision != oxus::v1::TIME_PRECISION_UNSPECIFIED;
  AddWord(oxus::v1::TimePrecision_descriptor(), stated ? precision : oxus::v1::TIME_PRECISION_DAY,
          values);
}

}  // namespace

std::vector<QueryField> TimeFields() {
  return {
      QueryField(
          "occurred", ValueType::kTime, "When it began, local time by the event's own UTC offset.",
          [](const EventRow& row, Values& values) { values.emplace_back(row.span().start_ms); })
          .FilterOnly(),
      QueryField("time_precision", ValueType::kText,
                 "How exactly the time is known; DAY when not stated.", ReadTimePrecision)
          .Words(WordsOf(oxus::v1::TimePrecision_descriptor())),
      QueryField("received", ValueType::kTime,
                 "When the server received the latest state of the record, UTC.",
                 [](const EventRow& row, Values& values) {
                   values.emplace_back(row.record().received_ms);
                 })
          .InUtc()
          .FilterOnly(),
  };
}

}  // namespace oxus::query
