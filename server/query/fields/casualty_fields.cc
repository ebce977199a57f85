#include "server/query/casualty_figures.h"
#include "server/query/fields/constants.h"
#include "server/query/fields/groups.h"

namespace oxus::query {
namespace {

using filter::ValueType;

constexpr char kScoped[] =
    " Grouped by it, an event counts once in each group it has a casualty in, killed, injured and "
    "abducted sum the casualties of the group only, and an event without casualties falls into "
    "the unknown group. A filter on it takes or leaves whole events.";

OptionalValue ReadNationality(const EventRow& row, int element) {
  return TextValue(row.event().incident().casualties(element).nationality());
}

OptionalValue ReadVictimRole(const EventRow& row, int element) {
  return WordValue(oxus::v1::VictimRole_descriptor(),
                   row.event().incident().casualties(element).role());
}

// Reads one figure of the event's total.
template <Figure CasualtyFigures::*harm, std::optional<int64_t> Figure::*bound>
void ReadTotal(const EventRow& row, Values& values) {
  const auto total = CasualtiesOf(row.event()).*harm.*bound;
  if (total) values.emplace_back(*total);
}

QueryField TotalField(std::string name, std::string description, EventReader reader) {
  return QueryField(std::move(name), ValueType::kInteger, std::move(description), reader)
      .FilterOnly();
}

template <Figure CasualtyFigures::*harm>
void AddTotals(const std::string& name, std::vector<QueryField>& fields) {
  fields.push_back(TotalField(name,
                              "Total " + name +
                                  " of the event, best figure; absent when none is "
                                  "reported.",
                              ReadTotal<harm, &Figure::best>));
  fields.push_back(TotalField(name + "_low", "Total " + name + " of the event, lowest figure.",
                              ReadTotal<harm, &Figure::low>));
  fields.push_back(TotalField(name + "_high", "Total " + name + " of the event, highest figure.",
                              ReadTotal<harm, &Figure::high>));
}

}  // namespace

std::vector<QueryField> CasualtyFields() {
  std::vector<QueryField> fields = {
      QueryField("nationality", Scope::kCasualty,
                 std::string("Nationality of casualties, ISO 3166-1 alpha-3.") + kScoped,
                 ReadNationality)
          .Normalised(NationalityConstant),
      QueryField("victim_role", Scope::kCasualty, std::string("Who the casualties were.") + kScoped,
                 ReadVictimRole)
          .Words(WordsOf(oxus::v1::VictimRole_descriptor())),
  };
  AddTotals<&CasualtyFigures::killed>("killed", fields);
  AddTotals<&CasualtyFigures::injured>("injured", fields);
  AddTotals<&CasualtyFigures::abducted>("abducted", fields);
  return fields;
}

}  // namespace oxus::query
