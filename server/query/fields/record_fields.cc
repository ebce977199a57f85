#include <algorithm>

#include "server/query/derived.h"
#include "server/query/fields/groups.h"

namespace oxus::query {
namespace {

using filter::ValueType;

void ReadRevision(const EventRow& row, Values& values) {
  values.emplace_back(int64_t{std::max(row.event().key().revision(), 1u)});
}

void ReadScore(const EventRow& row, Values& values) {
  if (const auto score = ScoreOf(row.event())) values.emplace_back(*score);
}

}  // namespace

std::vector<QueryField> RecordFields() {
  return {
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
