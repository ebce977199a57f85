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
  Parts(const AggregatePlan& plan, GroupedResult& now, GroupedResult* before)
      : table(plan, now, before) {}

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

absl::StatusOr<Answer> MakeAnswer(const AggregatePlan& plan, GroupedResult& now,
                                  GroupedResult* before) {
  auto parts = std::make_unique<Answer::Parts>(plan, now, before);
  auto selected = SelectRows(parts->table);
  if (!selected.ok()) return selected.status();
  parts->selected = *std::move(selected);
  return Answer(std::move(parts));
}

absl::Status FinishAggregate(const AggregatePlan& plan, GroupedResult& now, GroupedResult* before,
                             AggregateResponse* response) {
  auto answer = MakeAnswer(plan, now, before);
  if (!answer.ok()) return answer.status();
  answer->WriteColumns(response);
  answer->WriteRows(0, answer->row_count(), response);
  response->set_total_groups(answer->total_groups());
  return absl::OkStatus();
}

}  // namespace oxus::query
