#include "server/query/finish.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "server/query/answer_table.h"
#include "server/query/selection.h"

namespace oxus::query {
namespace {

using oxus::v1::AggregateResponse;
using oxus::v1::Value;

// CopyFrom takes several times as long.
void Write(const Value& from, Value& to) {
  switch (from.kind_case()) {
    case Value::kText:
      return to.set_text(from.text());
    case Value::kInteger:
      return to.set_integer(from.integer());
    case Value::kNumber:
      return to.set_number(from.number());
    case Value::kBoolean:
      return to.set_boolean(from.boolean());
    case Value::KIND_NOT_SET:
      break;
  }
}

}  // namespace

struct Answer::Parts {
  AnswerTable table;
  SelectedRows selected;
};

Answer::Answer(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Answer::~Answer() = default;
Answer::Answer(Answer&&) noexcept = default;

size_t Answer::row_count() const { return parts_->selected.rows.size(); }

uint64_t Answer::total_groups() const { return parts_->selected.total_groups; }

void Answer::WriteColumns(AggregateResponse* response) const {
  const AnswerColumns& columns = parts_->table.plan().columns;
  for (const auto& name : columns.group) response->add_group_columns(name);
  for (const auto& name : columns.metrics) response->add_metric_columns(name);
}

void Answer::WriteRows(size_t first, size_t count, AggregateResponse* response) {
  AnswerTable& table = parts_->table;
  const std::vector<uint32_t>& rows = parts_->selected.rows;
  const size_t end = first + std::min(count, rows.size() - std::min(first, rows.size()));
  const size_t columns = table.plan().columns.metrics.size();
  response->mutable_rows()->Reserve(response->rows_size() + static_cast<int>(end - first));
  for (size_t i = first; i < end; ++i) {
    AggregateResponse::Row& row = *response->add_rows();
    const auto key = table.Key(rows[i]);
    row.mutable_group()->Reserve(static_cast<int>(key.size()));
    for (size_t axis = 0; axis < key.size(); ++axis) {
      Write(table.values(axis).ValueOf(key[axis]), *row.add_group());
    }
    row.mutable_metrics()->Reserve(static_cast<int>(columns));
    for (size_t column = 0; column < columns; ++column) {
      table.At(column, rows[i]).WriteTo(*row.add_metrics());
    }
    if (table.is_other(rows[i])) row.set_is_other(true);
  }
}

size_t Answer::bytes() const {
  return parts_->table.bytes() + parts_->selected.rows.capacity() * sizeof(uint32_t);
}

absl::StatusOr<Answer> MakeAnswer(const AggregatePlan& plan, GroupedResult& now,
                                  GroupedResult* before, const Cancelled& cancelled) {
  Patience patience(cancelled);
  auto table = AnswerTable::Make(plan, now, before, patience);
  if (!table.ok()) return table.status();
  auto selected = SelectRows(*table);
  if (!selected.ok()) return selected.status();
  table->Close();
  return Answer(
      std::unique_ptr<Answer::Parts>(new Answer::Parts{*std::move(table), *std::move(selected)}));
}

}  // namespace oxus::query
