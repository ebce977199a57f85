#include "server/projection/parts.h"

namespace oxus::projection {

using storage::Column;

void ProjectContact(const oxus::v1::DiplomaticContact& contact, storage::RowDraft& row) {
  SetEnum(Column::kDomain, contact.domain(), row);
  SetEnum(Column::kChannel, contact.channel(), row);
  SetEnum(Column::kLevel, contact.level(), row);
  SetEnum(Column::kOutcome, contact.outcome(), row);
  row.SetText(Column::kSubject, contact.subject());
  row.SetText(Column::kOutcomeBy, contact.outcome_by());
  if (!contact.has_amount()) return;
  row.SetText(Column::kCurrency, contact.amount().currency());
  row.SetInteger(Column::kAmount, contact.amount().minor_units());
}

}  // namespace oxus::projection
