#include "server/query/aggregate_answer.h"

#include <utility>

#include "server/query/plan_text.h"

namespace oxus::query {
namespace {

using oxus::v1::AggregateResponse;

// What a row takes in a message, with its tag and length.
size_t BytesOf(const AggregateResponse::Row& row) {
  constexpr size_t kTagAndLength = 4;
  return row.ByteSizeLong() + kTagAndLength;
}

}  // namespace

AggregateAnswer::AggregateAnswer(std::unique_ptr<const AggregatePlan> plan)
    : plan_(std::move(plan)) {}

AggregateAnswer::AggregateAnswer(std::unique_ptr<const AggregatePlan> plan,
                                 std::unique_ptr<MergedGroups> names, Answer rows,
                                 QueryAccount account)
    : plan_(std::move(plan)),
      names_(std::move(names)),
      rows_(std::move(rows)),
      account_(std::move(account)) {}

size_t AggregateAnswer::WriteNext(size_t max_rows, size_t max_bytes, AggregateResponse* part) {
  const QueryClock clock;
  if (rows_ && !is_begun_) rows_->WriteColumns(part);
  is_begun_ = true;
  const size_t row_count = rows_ ? rows_->row_count() : 0;
  size_t bytes = 0;
  for (size_t rows = 0; rows < max_rows && next_row_ < row_count; ++rows, ++next_row_) {
    rows_->WriteRows(next_row_, 1, part);
    const size_t more = BytesOf(part->rows(part->rows_size() - 1));
    if (rows > 0 && bytes + more > max_bytes) {
      part->mutable_rows()->RemoveLast();
      break;
    }
    bytes += more;
  }
  account_.writing_us += clock.Microseconds();
  is_done_ = next_row_ == row_count;
  if (is_done_) WriteEnd(part);
  return bytes;
}

void AggregateAnswer::WriteEnd(AggregateResponse* part) {
  if (plan_->explain != oxus::v1::EXPLAIN_UNSPECIFIED) DescribePlan(*plan_, part);
  part->mutable_footnote()->set_as_of_sequence(plan_->scan.as_of);
  if (!rows_) return;
  part->set_total_groups(rows_->total_groups());
  FillFootnote(account_, part->mutable_footnote());
  if (plan_->explain == oxus::v1::EXPLAIN_ANALYZE) {
    DescribeAccount(account_, rows_->row_count(), part);
  }
}

size_t AggregateAnswer::bytes() const { return rows_ ? rows_->bytes() + names_->bytes() : 0; }

}  // namespace oxus::query
