#include "server/projection/casualty_figures.h"
#include "server/query/fields/constants.h"
#include "server/query/fields/groups.h"

namespace oxus::query {
namespace {

using filter::ValueType;
using oxus::v1::Casualty;
using oxus::v1::Count;
using oxus::v1::Event;
using projection::Figure;

// Appends what `read` finds in each claim of each report.
template <typename Read>
void ReadClaims(const Event& event, Read read, Values& values) {
  for (const auto& report : event.reports()) {
    for (const Casualty& claim : report.claims()) AddDistinct(read(claim), values);
  }
}

void ReadNationality(const Event& event, Values& values) {
  ReadClaims(
      event, [](const Casualty& claim) { return TextValue(claim.nationality()); }, values);
}

void ReadVictimRole(const Event& event, Values& values) {
  ReadClaims(
      event,
      [](const Casualty& claim) {
        return WordValue(oxus::v1::VictimRole_descriptor(), claim.role());
      },
      values);
}

template <auto count, auto bound>
void ReadFigure(const Event& event, Values& values) {
  ReadClaims(
      event,
      [](const Casualty& claim) -> OptionalValue {
        Figure figure;
        figure.Add((claim.*count)());
        if (!(figure.*bound)) return std::nullopt;
        return *(figure.*bound);
      },
      values);
}

template <auto count>
void AddFigures(const std::string& harm, std::vector<QueryField>& fields) {
  const std::string name = "claimed_" + harm;
  const std::string text = "Persons " + harm + " by each claim of a report, ";
  fields.push_back(DocumentField(name, ReadFigure<count, &Figure::best>, text + "best figure.",
                                 ValueType::kInteger));
  fields.push_back(DocumentField(name + "_low", ReadFigure<count, &Figure::low>,
                                 text + "lowest figure.", ValueType::kInteger));
  fields.push_back(DocumentField(name + "_high", ReadFigure<count, &Figure::high>,
                                 text + "highest figure.", ValueType::kInteger));
}

}  // namespace

std::vector<QueryField> ClaimFields() {
  std::vector<QueryField> fields = {
      DocumentField("claimed_nationality", ReadNationality,
                    "Nationality of casualties by each claim of a report, ISO 3166-1 alpha-3.")
          .Normalised(NationalityConstant),
      DocumentField("claimed_victim_role", ReadVictimRole,
                    "Who the casualties were by each claim of a report.")
          .Words(WordsOf(oxus::v1::VictimRole_descriptor())),
  };
  AddFigures<&Casualty::killed>("killed", fields);
  AddFigures<&Casualty::injured>("injured", fields);
  AddFigures<&Casualty::abducted>("abducted", fields);
  return fields;
}

}  // namespace oxus::query
