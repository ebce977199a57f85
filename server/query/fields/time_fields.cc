#include "server/query/fields/groups.h"

namespace oxus::query {
namespace {

using filter::ValueType;
using storage::Column;

constexpr double kDayMs = 24.0 * 60 * 60 * 1000;

QueryField LocalTimeField(std::string name, QueryField::Kind kind, std::string description) {
  QueryField field =
      IntegerField(std::move(name), Column::kDay, std::move(description), ValueType::kTime);
  field.kind = kind;
  return field;
}

QueryField TimePrecisionField() {
  // DAYS and RANGE may have any length, so that neither is more exact than the others or less.
  return WordField<oxus::v1::TimePrecision_descriptor>(
             "time_precision", Column::kTimePrecision,
             "How exactly the time is known; DAY when not stated. Less is more exact; DAYS and "
             "RANGE, of any length, have no order: see span_days.")
      .Words({"MINUTE", "HOUR", "DAY", "WEEK", "MONTH", "YEAR", "DAYS", "RANGE"}, 6);
}

}  // namespace

std::vector<QueryField> TimeFields() {
  return {
      LocalTimeField("occurred", QueryField::Kind::kStart,
                     "When it began, local time by the event's own UTC offset."),
      LocalTimeField("ended", QueryField::Kind::kEnd,
                     "Its last moment, local time by the event's own UTC offset; when not stated, "
                     "the end of the precision's unit. A RANGE without an end never ends."),
      TimePrecisionField(),
      ScaledField("span_days", Column::kSpanLengthMs, kDayMs,
                  "Days from its start to its end; when no end is stated, the length of the "
                  "precision's unit. A RANGE without an end is longer than any."),
      IntegerField("utc_offset", Column::kUtcOffset,
                   "Minutes east of UTC at the place, as the producer states it."),
      IntegerField("received", Column::kReceivedMs,
                   "When the server received the latest state of the record, UTC.",
                   ValueType::kTime)
          .InUtc(),
  };
}

}  // namespace oxus::query
