#include <algorithm>

#include "server/query/derived.h"
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

void ReadRevision(const EventRow& row, Values& values) {
  values.emplace_back(int64_t{std::max(row.event().key().revision(), 1u)});
}

void ReadScore(const EventRow& row, Values& values) {
  if (const auto score = ScoreOf(row.event())) values.emplace_back(*score);
}

}  // namespace

std::vector<QueryField> RecordFields() {
  return {
      QueryField(
          "occurred", ValueType::kTime, "When it began, local time by the event's own UTC offset.",
          [](const EventRow& row, Values& values) { values.emplace_back(row.span().start_ms); })
          .FilterOnly(),
      QueryField("time_precision", ValueType::kText,
                 "How exactly the time is known; DAY when not stated.", ReadTimePrecision)
          .Words(WordsOf(oxus::v1::TimePrecision_descriptor())),
      QueryField("producer", ValueType::kText, "Who vouches for the record.",
                 [](const EventRow& row, Values& values) {
                   AddText(row.event().key().producer_id(), values);
                 }),
      QueryField("external_id", ValueType::kText, "The producer's own id.",
                 [](const EventRow& row, Values& values) {
                   AddText(row.event().key().external_id(), values);
                 })
          .FilterOnly(),
      QueryField("revision", ValueType::kInteger, "Revision of the record, from 1.", ReadRevision)
          .FilterOnly(),
      QueryField("received", ValueType::kTime,
                 "When the server received the latest state of the record, UTC.",
                 [](const EventRow& row, Values& values) {
                   values.emplace_back(row.record().received_ms);
                 })
          .InUtc()
          .FilterOnly(),
      QueryField("sequence", ValueType::kInteger, "Position in the server's total order.",
                 [](const EventRow& row, Values& values) {
                   values.emplace_back(static_cast<int64_t>(row.record().sequence));
                 })
          .FilterOnly(),
      QueryField("score", ValueType::kNumber,
                 "Score on the Goldstein scale, -10..10: of the CAMEO code, else of the type.",
                 ReadScore)
          .FilterOnly(),
      QueryField("quarantined", ValueType::kBoolean, "Flagged for review.",
                 [](const EventRow& row, Values& values) {
                   values.emplace_back(row.record().quarantined);
                 }),
  };
}

}  // namespace oxus::query
