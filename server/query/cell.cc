#include "server/query/cell.h"

namespace oxus::query {

using oxus::v1::Value;

Cell::Cell(const Value& value) : Cell() {
  if (value.kind_case() == Value::kInteger) *this = Cell(value.integer());
  if (value.kind_case() == Value::kNumber) *this = Cell(value.number());
}

void Cell::WriteTo(Value& value) const {
  if (kind_ == Kind::kInteger) value.set_integer(integer_);
  if (kind_ == Kind::kReal) value.set_number(real_);
}

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
