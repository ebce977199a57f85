#include "server/query/fields/constants.h"
#include "server/query/fields/groups.h"

namespace oxus::query {

using storage::Column;

std::vector<QueryField> ContactFields() {
  return {
      WordField<oxus::v1::Domain_descriptor>("domain", Column::kDomain,
                                             "What a contact was about."),
      WordField<oxus::v1::Channel_descriptor>("channel", Column::kChannel,
                                              "How a contact took place."),
      WordField<oxus::v1::Level_descriptor>("level", Column::kLevel,
                                            "Rank at which a contact took place."),
      WordField<oxus::v1::Outcome_descriptor>("outcome", Column::kOutcome,
                                              "What became of an ask."),
      CodeField<Column::kOutcomeBy>("outcome_by", "The side that answered an ask, an actor id.")
          .Normalised(ActorConstant),
      CodeField<Column::kSubject>("subject", "Subject slug of a contact."),
      CodeField<Column::kCurrency>("currency", "Currency of the money promised or paid, ISO 4217.")
          .Normalised(UpperCaseConstant),
      IntegerField("amount", Column::kAmount,
                   "Money promised or paid, in minor units of its currency: name the currency, "
                   "too."),
  };
}

}  // namespace oxus::query
