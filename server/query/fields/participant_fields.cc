#include "server/query/fields/constants.h"
#include "server/query/fields/groups.h"
#include "server/reference/actors.h"

namespace oxus::query {
namespace {

using storage::Column;
using storage::DictionaryColumn;

OptionalValue ReadActorCountry(const storage::Dictionary& dictionary, int64_t actor) {
  const auto code = static_cast<uint32_t>(actor);
  return TextValue(reference::ActorCountry(dictionary.Text(DictionaryColumn::kActor, code)));
}

template <Column column>
QueryField ActorField(std::string name, std::string description) {
  return CodeField<column>(std::move(name), std::move(description)).Normalised(ActorConstant);
}

QueryField ActorCountryField(std::string name, Column column, std::string description) {
  QueryField field = SymbolField(std::move(name), column, ReadActorCountry, std::move(description));
  field.is_injective = false;
  return std::move(field).Normalised(CountryConstant);
}

}  // namespace

std::vector<QueryField> ParticipantFields() {
  return {
      ActorField<Column::kParticipant>("actor", "Each participant, whatever its role."),
      ActorCountryField("actor_country", Column::kParticipant,
                        "Country each participant belongs to, ISO 3166-1 alpha-2."),
      ActorField<Column::kInitiator>("initiator",
                                     "Each INITIATOR of an incident or FROM of a contact."),
      ActorField<Column::kTarget>("target", "Each TARGET of an incident or TO of a contact."),
      ActorField<Column::kInitiator>("from", "The same as initiator."),
      ActorField<Column::kTarget>("to", "The same as target."),
      ActorCountryField("initiator_country", Column::kInitiator,
                        "Country each initiator belongs to, ISO 3166-1 alpha-2."),
      ActorCountryField("target_country", Column::kTarget,
                        "Country each target belongs to, ISO 3166-1 alpha-2."),
      CodeField<Column::kBloc>(
          "bloc",
          "Each bloc that takes part, or of which the country of a participant was a full member "
          "on the local day it began.")
          .Normalised(BlocConstant),
      CodeField<Column::kDyad>(
          "dyad",
          "Each pair of different sides, one with an initiator and one with a target, in order: "
          "AF-TJ. The side of an actor is its country; a bloc is a side of its own: CSTO-TJ. "
          "Others have none.")
          .Normalised(DyadConstant),
      WordField<oxus::v1::Role_descriptor>(
          "role", Column::kParticipantRole,
          "What each participant did. A filter on it and on actor may hold by two different "
          "participants; grouped by both, each participant counts under its own role."),
      WordField<oxus::v1::Attribution_descriptor>("attribution", Column::kAttribution,
                                                  "On what ground each participant is named."),
      IntegerField("participant_confidence", Column::kConfidence,
                   "How sure the naming of each participant is, 0..100."),
      IntegerField("alternative_group", Column::kAlternative,
                   "Number that alternatives share, one of whom did it; absent for a participant "
                   "that stands for itself."),
      CodeField<Column::kParticipantName>("participant_name",
                                          "Name of each participant as the source writes it."),
  };
}

}  // namespace oxus::query
