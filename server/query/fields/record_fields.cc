#include "server/query/fields/groups.h"

namespace oxus::query {
namespace {

using oxus::v1::Event;
using storage::Column;

// Column::kScore holds thousandths.
constexpr double kScoreUnits = 1000;

void ReadExternalId(const Event& event, Values& values) {
  AddDistinct(TextValue(event.key().external_id()), values);
}

QueryField SequenceField() {
  QueryField field =
      IntegerField("sequence", Column::kRecordType, "Position in the server's total order.");
  field.kind = QueryField::Kind::kSequence;
  return field;
}

}  // namespace

std::vector<QueryField> RecordFields() {
  return {
      CodeField<Column::kProducer>("producer", "Who vouches for the record."),
      DocumentField("external_id", ReadExternalId, "The producer's own id."),
      IntegerField("revision", Column::kRevision, "Revision of the record, from 1."),
      SequenceField(),
      CodeField<Column::kPrincipal>("principal",
                                    "Who sent it, as the server authenticated the sender; absent "
                                    "when nobody was."),
      ScaledField("score", Column::kScore, kScoreUnits,
                  "Score on the Goldstein scale, -10..10: of the CAMEO code, else of the type."),
      FlagField("quarantined", Column::kQuarantined, "Flagged for review."),
  };
}

}  // namespace oxus::query
