#include "server/query/fields/constants.h"
#include "server/query/fields/groups.h"

namespace oxus::query {
namespace {

using storage::Column;

constexpr char kScoped[] =
    " Grouped by it, an event counts once in each group it has a casualty in, killed, injured and "
    "abducted sum the casualties of the group only, and an event without casualties falls into "
    "the unknown group. A filter on it takes or leaves whole events.";

struct FigureColumns {
  Column best;
  Column low;
  Column high;
};

void AddTotals(const std::string& name, const FigureColumns& columns,
               std::vector<QueryField>& fields) {
  const std::string total = "Total " + name + " of the event, ";
  fields.push_back(
      IntegerField(name, columns.best, total + "best figure; absent when none is reported."));
  fields.push_back(IntegerField(name + "_low", columns.low, total + "lowest figure."));
  fields.push_back(IntegerField(name + "_high", columns.high, total + "highest figure."));
}

void AddParts(const std::string& harm, const FigureColumns& columns,
              std::vector<QueryField>& fields) {
  const std::string name = "casualty_" + harm;
  const std::string part = "Persons " + harm + " of each one nationality and role, ";
  fields.push_back(IntegerField(name, columns.best, part + "best figure."));
  fields.push_back(IntegerField(name + "_low", columns.low, part + "lowest figure."));
  fields.push_back(IntegerField(name + "_high", columns.high, part + "highest figure."));
}

}  // namespace

std::vector<QueryField> CasualtyFields() {
  std::vector<QueryField> fields = {
      CodeField<Column::kNationality>(
          "nationality", std::string("Nationality of casualties, ISO 3166-1 alpha-3.") + kScoped)
          .Normalised(NationalityConstant),
      WordField<oxus::v1::VictimRole_descriptor>("victim_role", Column::kVictimRole,
                                                 std::string("Who the casualties were.") + kScoped),
  };
  AddTotals("killed", {Column::kKilled, Column::kKilledLow, Column::kKilledHigh}, fields);
  AddTotals("injured", {Column::kInjured, Column::kInjuredLow, Column::kInjuredHigh}, fields);
  AddTotals("abducted", {Column::kAbducted, Column::kAbductedLow, Column::kAbductedHigh}, fields);
  AddParts("killed",
           {Column::kCasualtyKilled, Column::kCasualtyKilledLow, Column::kCasualtyKilledHigh},
           fields);
  AddParts("injured",
           {Column::kCasualtyInjured, Column::kCasualtyInjuredLow, Column::kCasualtyInjuredHigh},
           fields);
  AddParts("abducted",
           {Column::kCasualtyAbducted, Column::kCasualtyAbductedLow, Column::kCasualtyAbductedHigh},
           fields);
  return fields;
}

}  // namespace oxus::query
