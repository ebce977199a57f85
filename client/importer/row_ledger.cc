#include "client/importer/row_ledger.h"

#include <fmt/format.h>

#include <utility>

namespace oxus::importer {

absl::Status RowLedger::Submit(oxus::v1::Submission&& submission, std::uint64_t line) {
  const std::size_t size = submission.ByteSizeLong();
  if (size > kMaxEventBytes) {
    Fail(line, "", fmt::format("event of {} bytes, at most {} are taken", size, kMaxEventBytes));
    return absl::OkStatus();
  }
  ++report_.rows_read;
  ++report_.submissions;
  for (const std::string_view note : pending_notes_) ++report_.notes[std::string(note)];
  pending_notes_.clear();
  return sink_->OnSubmission(std::move(submission), RowOrigin{line});
}

void RowLedger::Skip(std::string_view reason, std::uint64_t line) {
  ++report_.rows_read;
  ++report_.skipped[std::string(reason)];
  pending_notes_.clear();
  sink_->OnSkipped(reason, RowOrigin{line});
}

void RowLedger::Fail(std::uint64_t line, std::string column, std::string reason) {
  ++report_.rows_read;
  ++report_.row_errors;
  pending_notes_.clear();
  sink_->OnRowError(RowError{line, std::move(column), std::move(reason)});
}

}  // namespace oxus::importer
