#include "server/projection/casualty_figures.h"
#include "server/projection/parts.h"

namespace oxus::projection {
namespace {

using storage::Column;

struct FigureColumns {
  Column low;
  Column best;
  Column high;
};

struct HarmColumns {
  FigureColumns killed;
  FigureColumns injured;
  FigureColumns abducted;
};

constexpr HarmColumns kTotals = {
    {Column::kKilledLow, Column::kKilled, Column::kKilledHigh},
    {Column::kInjuredLow, Column::kInjured, Column::kInjuredHigh},
    {Column::kAbductedLow, Column::kAbducted, Column::kAbductedHigh},
};
constexpr HarmColumns kOfCasualty = {
    {Column::kCasualtyKilledLow, Column::kCasualtyKilled, Column::kCasualtyKilledHigh},
    {Column::kCasualtyInjuredLow, Column::kCasualtyInjured, Column::kCasualtyInjuredHigh},
    {Column::kCasualtyAbductedLow, Column::kCasualtyAbducted, Column::kCasualtyAbductedHigh},
};

void SetFigure(const FigureColumns& columns, const Figure& figure, storage::RowDraft& row) {
  if (figure.low) row.SetInteger(columns.low, *figure.low);
  if (figure.best) row.SetInteger(columns.best, *figure.best);
  if (figure.high) row.SetInteger(columns.high, *figure.high);
}

void SetFigures(const HarmColumns& columns, const CasualtyFigures& figures,
                storage::RowDraft& row) {
  SetFigure(columns.killed, figures.killed, row);
  SetFigure(columns.injured, figures.injured, row);
  SetFigure(columns.abducted, figures.abducted, row);
}

}  // namespace

void ProjectCasualties(const oxus::v1::Incident& incident, storage::RowDraft& row) {
  CasualtyFigures total;
  for (const oxus::v1::Casualty& casualty : incident.casualties()) {
    CasualtyFigures figures;
    figures.Add(casualty);
    total.Add(figures);
    row.AddElement(storage::List::kCasualty);
    row.SetText(Column::kNationality, casualty.nationality());
    SetEnum(Column::kVictimRole, casualty.role(), row);
    SetFigures(kOfCasualty, figures, row);
  }
  SetFigures(kTotals, total, row);
}

}  // namespace oxus::projection
