#include "server/projection/casualty_figures.h"

namespace oxus::projection {
namespace {

void AddTo(std::optional<int64_t>& sum, std::optional<int64_t> part) {
  if (part) sum = sum.value_or(0) + *part;
}

}  // namespace

void Figure::Add(const oxus::v1::Count& count) {
  Figure filled;
  if (count.has_best()) filled.low = filled.best = filled.high = count.best();
  if (count.has_low()) filled.low = count.low();
  if (count.has_high()) filled.high = count.high();
  Add(filled);
}

void Figure::Add(const Figure& other) {
  AddTo(low, other.low);
  AddTo(best, other.best);
  AddTo(high, other.high);
}

void CasualtyFigures::Add(const oxus::v1::Casualty& casualty) {
  killed.Add(casualty.killed());
  injured.Add(casualty.injured());
  abducted.Add(casualty.abducted());
}

void CasualtyFigures::Add(const CasualtyFigures& other) {
  killed.Add(other.killed);
  injured.Add(other.injured);
  abducted.Add(other.abducted);
}

CasualtyFigures CasualtiesOf(const oxus::v1::Event& event) {
  CasualtyFigures figures;
  if (!event.has_incident()) return figures;
  for (const auto& casualty : event.incident().casualties()) figures.Add(casualty);
  return figures;
}

}  // namespace oxus::projection
