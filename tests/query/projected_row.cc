#include "tests/query/projected_row.h"

#include <algorithm>
#include <limits>

#include "server/projection/projection.h"
#include "server/query/field_table.h"

namespace oxus::test {

using filter::Value;
using query::QueryField;
using storage::Cell;
using storage::Column;
using storage::List;

ProjectedRow::ProjectedRow(const v1::Event& event) : event_(event) {
  storage::RowDraft draft(nullptr);
  projection::ProjectEvent(event, draft);
  draft.SetInteger(Column::kQuarantined, 1);
  draft.SetInteger(Column::kReceivedMs, kReceivedMs);
  draft.SetText(Column::kPrincipal, kPrincipal);
  for (const Cell& cell : draft.cells()) Take(cell);
}

void ProjectedRow::Take(const Cell& cell) {
  switch (cell.kind) {
    case Cell::Kind::kInteger:
      integers_[cell.column].push_back(cell.integer);
      break;
    case Cell::Kind::kReal:
      reals_[cell.column] = cell.real;
      break;
    case Cell::Kind::kCode:
      integers_[cell.column].push_back(cell.code);
      break;
    case Cell::Kind::kText:
      integers_[cell.column].push_back(
          dictionary_.Code(storage::InfoOf(cell.column).dictionary, cell.text()));
      break;
    case Cell::Kind::kElement:
      break;
  }
}

const std::vector<int64_t>& ProjectedRow::IntegersOf(Column column) const {
  static const auto* const absent = new std::vector<int64_t>;
  const auto found = integers_.find(column);
  return found == integers_.end() ? *absent : found->second;
}

int64_t ProjectedRow::StartMs() const {
  return IntegerOf(Column::kDay) * 86'400'000 + IntegerOf(Column::kMinute) * 60'000 +
         IntegerOf(Column::kMinuteMs);
}

std::vector<Value> ProjectedRow::Read(const QueryField& field) const {
  query::Values values;
  std::vector<int64_t> stored = IntegersOf(field.column);
  switch (field.kind) {
    case QueryField::Kind::kSymbol:
      if (stored.empty() && field.list() == List::kNone) stored.push_back(0);
      for (const int64_t number : stored)
        query::AddDistinct(field.symbol(dictionary_, number), values);
      break;
    case QueryField::Kind::kInteger:
      for (const int64_t number : stored) query::AddDistinct(number, values);
      break;
    case QueryField::Kind::kReal:
      if (reals_.count(field.column) > 0) values.emplace_back(reals_.at(field.column));
      break;
    case QueryField::Kind::kScaled:
      for (const int64_t number : stored) {
        values.emplace_back(static_cast<double>(number) / field.scale);
      }
      break;
    case QueryField::Kind::kStart:
      values.emplace_back(StartMs());
      break;
    case QueryField::Kind::kEnd: {
      const int64_t rest = IntegerOf(Column::kSpanRestMs);
      const bool is_endless = rest == std::numeric_limits<int64_t>::max();
      values.emplace_back(is_endless ? rest : StartMs() + rest);
      break;
    }
    case QueryField::Kind::kSequence:
      values.emplace_back(kSequence);
      break;
    case QueryField::Kind::kDocument:
      field.document(event_, values);
      break;
  }
  return values;
}

void ProjectedRow::Read(size_t field, std::vector<Value>& values) const {
  for (Value& value : Read(query::Fields()[field])) values.push_back(std::move(value));
}

}  // namespace oxus::test
