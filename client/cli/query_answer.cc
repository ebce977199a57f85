#include "client/cli/query_answer.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "client/cli/display_text.h"
#include "client/cli/query_footnote.h"
#include "client/cli/query_plan.h"

namespace oxus::cli {

using oxus::v1::AggregateResponse;

QueryAnswer::QueryAnswer(const oxus::v1::AggregateRequest& request, const OutputOptions& output,
                         Streams& streams)
    : request_(request), output_(output), streams_(streams) {}

bool QueryAnswer::Add(AggregateResponse part) {
  broken_off_ = !Take(std::move(part));
  return !broken_off_;
}

bool QueryAnswer::Take(AggregateResponse part) {
  if (!columns_.has_value()) columns_ = ColumnsOfAnswer(request_, part);
  if (!Fits(part, *columns_)) {
    return Refuse("the answer has rows that do not match its columns", "");
  }
  for (const AggregateResponse::Row& row : part.rows()) groups_ += row.is_other() ? 0 : 1;
  if (is_table()) {
    Collect(part);
    if (rows_.size() > kMostTableRows) {
      return Refuse("the answer has more than 100,000 rows, too many for a table",
                    "`-o csv` prints them as they come; or ask for fewer with --top");
    }
  } else if (request_.explain() != oxus::v1::EXPLAIN_PLAN ||
             output_.format == OutputFormat::kJson) {
    Print(part);
  }
  part.clear_rows();
  last_ = std::move(part);
  return CanWrite(streams_);
}

void QueryAnswer::Collect(AggregateResponse& part) {
  for (AggregateResponse::Row& row : *part.mutable_rows()) rows_.push_back(std::move(row));
}

void QueryAnswer::Print(const AggregateResponse& part) {
  if (printer_ == nullptr) {
    streams_.warn_on_interrupt();
    printer_ = MakePrinter(output_, streams_.out, PlainColumns(*columns_), /*with_footnote=*/true);
  }
  for (const AggregateResponse::Row& row : part.rows()) printer_->Add(PlainRow(row, *columns_));
  printed_rows_ += part.rows_size();
  streams_.out.flush();
}

bool QueryAnswer::Refuse(const char* cause, const char* remedy) {
  refused_ = true;
  ReportError(streams_, ExitCode::kFailed, cause, remedy);
  return false;
}

ExitCode QueryAnswer::Finish() {
  // When nobody reads any more all is said.
  if (broken_off_) return refused_ ? ExitCode::kFailed : ExitCode::kOk;
  if (!columns_.has_value()) {
    Refuse("the answer is empty: it has not even columns", "");
    return ExitCode::kFailed;
  }
  const bool planned = request_.explain() == oxus::v1::EXPLAIN_PLAN;
  if (planned && output_.format != OutputFormat::kJson) {
    PrintPlan(output_, streams_.out, last_, /*analyzed=*/false);
  } else if (is_table()) {
    PrintTable();
  } else {
    FinishRows();
  }
  return ExitCode::kOk;
}

void QueryAnswer::FinishRows() {
  const Footnote footnote = FootnoteOf(last_, groups_);
  printer_->Finish(footnote);
  if (output_.format == OutputFormat::kJson) return;
  // Among the rows there is no room for what stands behind them.
  streams_.out.flush();
  streams_.err << DisplaySafe(footnote.text) << '\n';
  for (const std::string& remark : footnote.remarks) streams_.err << DisplaySafe(remark) << '\n';
  if (request_.explain() != oxus::v1::EXPLAIN_ANALYZE) return;
  streams_.err << '\n';
  PrintPlan({.format = OutputFormat::kTable, .width = output_.width}, streams_.err, last_,
            /*analyzed=*/true);
}

void QueryAnswer::PrintTable() {
  // With a bucket each has one of its own, which stands among its rows.
  if (request_.bucket() == oxus::v1::BUCKET_UNSPECIFIED) {
    std::stable_partition(rows_.begin(), rows_.end(),
                          [](const AggregateResponse::Row& row) { return !row.is_other(); });
  }
  const auto& names = last_.footnote().estimated_metrics();
  const auto printer = MakePrinter(
      output_, streams_.out,
      TableColumns(*columns_, rows_, std::vector<std::string>(names.begin(), names.end())),
      /*with_footnote=*/true);
  for (const AggregateResponse::Row& row : rows_) printer->Add(TableRow(row));
  printer->Finish(FootnoteOf(last_, groups_));
  if (request_.explain() != oxus::v1::EXPLAIN_ANALYZE) return;
  streams_.out << '\n';
  PrintPlan(output_, streams_.out, last_, /*analyzed=*/true);
}

}  // namespace oxus::cli
