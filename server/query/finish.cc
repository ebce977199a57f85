#include "server/query/finish.h"

#include <utility>

#include "server/query/answer_table.h"
#include "server/query/row_encoder.h"
#include "server/query/selection.h"

namespace oxus::query {

using oxus::v1::AggregateResponse;

struct Answer::Parts {
  AnswerTable table;
  SelectedRows selected;
  RowEncoder encoder;
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

void Answer::AppendRow(size_t row, std::string* response) {
  AnswerTable& table = parts_->table;
  RowEncoder& encoder = parts_->encoder;
  const uint32_t at = parts_->selected.rows[row];
  const auto key = table.Key(at);
  for (size_t axis = 0; axis < key.size(); ++axis) {
    encoder.AddGroup(table.values(axis).EncodedOf(key[axis]));
  }
  const size_t columns = table.plan().columns.metrics.size();
  for (size_t column = 0; column < columns; ++column) encoder.AddMetric(table.At(column, at));
  if (table.is_other(at)) encoder.SetOther();
  encoder.FinishRow(response);
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
  return Answer(std::unique_ptr<Answer::Parts>(
      new Answer::Parts{*std::move(table), *std::move(selected), RowEncoder()}));
}

}  // namespace oxus::query
