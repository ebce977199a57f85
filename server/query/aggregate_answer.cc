#include "server/query/aggregate_answer.h"

#include <utility>

#include "server/query/plan_text.h"

namespace oxus::query {

using oxus::v1::AggregateResponse;

AggregateAnswer::AggregateAnswer(std::unique_ptr<const AggregatePlan> plan)
    : plan_(std::move(plan)) {}

AggregateAnswer::AggregateAnswer(std::unique_ptr<const AggregatePlan> plan,
                                 std::unique_ptr<MergedGroups> names, Answer rows,
                                 QueryAccount account)
    : plan_(std::move(plan)),
      names_(std::move(names)),
      rows_(std::move(rows)),
      account_(std::move(account)) {}

void AggregateAnswer::AppendNext(size_t max_rows, size_t max_bytes, std::string* part) {
  const QueryClock clock;
  if (rows_ && !is_begun_) {
    AggregateResponse columns;
    rows_->WriteColumns(&columns);
    columns.AppendToString(part);
  }
  is_begun_ = true;
  const size_t row_count = rows_ ? rows_->row_count() : 0;
  const size_t begin = part->size();
  for (size_t rows = 0; rows < max_rows && next_row_ < row_count; ++rows, ++next_row_) {
    const size_t before = part->size();
    rows_->AppendRow(next_row_, part);
    if (rows > 0 && part->size() - begin > max_bytes) {
      part->resize(before);
      break;
    }
  }
  account_.writing_us += clock.Microseconds();
  is_done_ = next_row_ == row_count;
  if (is_done_) AppendEnd(part);
}

void AggregateAnswer::AppendEnd(std::string* part) {
  AggregateResponse end;
  if (plan_->explain != oxus::v1::EXPLAIN_UNSPECIFIED) DescribePlan(*plan_, &end);
  end.mutable_footnote()->set_as_of_sequence(plan_->scan.as_of);
  if (rows_) {
    end.set_total_groups(rows_->total_groups());
    FillFootnote(account_, end.mutable_footnote());
    if (plan_->explain == oxus::v1::EXPLAIN_ANALYZE) {
      DescribeAccount(account_, rows_->row_count(), &end);
    }
  }
  end.AppendToString(part);
}

size_t AggregateAnswer::bytes() const { return rows_ ? rows_->bytes() + names_->bytes() : 0; }

}  // namespace oxus::query
