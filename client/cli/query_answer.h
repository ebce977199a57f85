#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "client/cli/error_report.h"
#include "client/cli/query_columns.h"
#include "oxus/v1/query_service.pb.h"

namespace oxus::cli {

// Rows that a table may have: more than anyone reads, and all of them are held in memory.
inline constexpr size_t kMostTableRows = 100'000;

// Prints the answer to an aggregate query. CSV and JSON formats print each part as it arrives; a
// table waits for the whole answer, so nothing of it is printed when that never comes. CSV and
// ndjson have rows only: their footnote, and an analysis, go to streams.err. One thread.
class QueryAnswer {
 public:
  // The request must outlive it.
  QueryAnswer(const oxus::v1::AggregateRequest& request, const OutputOptions& output,
              Streams& streams);

  // Takes the next part. False when no more is wanted: it is no answer, too long for a table, or
  // nobody reads any more.
  bool Add(oxus::v1::AggregateResponse part);

  // Once: after the last part, or after Add returned false.
  ExitCode Finish();

  // Whether Add returned false.
  bool broken_off() const { return broken_off_; }
  // Rows printed so far.
  uint64_t printed_rows() const { return printed_rows_; }

 private:
  bool Take(oxus::v1::AggregateResponse part);
  bool is_table() const { return output_.format == OutputFormat::kTable; }
  void Print(const oxus::v1::AggregateResponse& part);
  void Collect(oxus::v1::AggregateResponse& part);
  bool Refuse(const char* cause, const char* remedy);
  void PrintTable();
  void FinishRows();

  const oxus::v1::AggregateRequest& request_;
  const OutputOptions output_;
  Streams& streams_;
  std::optional<AnswerColumns> columns_;
  // Unless it is a table.
  std::unique_ptr<Printer> printer_;
  AnswerRows rows_;
  // The last part, without its rows.
  oxus::v1::AggregateResponse last_;
  // Without the other rows.
  uint64_t groups_ = 0;
  uint64_t printed_rows_ = 0;
  bool broken_off_ = false;
  bool refused_ = false;
};

}  // namespace oxus::cli
