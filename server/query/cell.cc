#include "server/query/cell.h"

namespace oxus::query {

Cell Difference(const Cell& now, const Cell& before) {
  if (!now.is_set() || !before.is_set()) return Cell();
  if (now.is_real() || before.is_real()) return Cell(now.real() - before.real());
  return Cell(now.integer() - before.integer());
}

Cell Ratio(const Cell& dividend, const Cell& divisor) {
  if (!dividend.is_set() || divisor.real() == 0) return Cell();
  return Cell(dividend.real() / divisor.real());
}

}  // namespace oxus::query
