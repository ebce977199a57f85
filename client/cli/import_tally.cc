#include "client/cli/import_tally.h"

#include <numeric>
#include <set>

#include "fmt/format.h"

namespace oxus::cli {
namespace {

using oxus::v1::Issue;
using oxus::v1::SubmissionOutcome;

// Most reasons told apart; further ones are counted together, since their texts hold values.
constexpr size_t kMostReasons = 20;
constexpr char kOtherReasons[] = "other";
constexpr char kNoReason[] = "UNSPECIFIED";

using Reasons = std::map<std::string, uint64_t>;

void CountReason(Reasons& reasons, const std::string& reason, uint64_t count) {
  const bool room = reasons.size() < kMostReasons || reasons.count(reason) > 0;
  reasons[room ? reason : kOtherReasons] += count;
}

uint64_t Sum(const Reasons& reasons) {
  return std::accumulate(reasons.begin(), reasons.end(), uint64_t{0},
                         [](uint64_t sum, const auto& entry) { return sum + entry.second; });
}

void AddReasons(Reasons& reasons, const Reasons& others) {
  for (const auto& [reason, count] : others) CountReason(reasons, reason, count);
}

// The reasons of the issues of one severity, each once; empty when there are no such issues.
std::set<std::string> ReasonsOf(const SubmissionOutcome& outcome, Issue::Severity severity) {
  std::set<std::string> reasons;
  for (const Issue& issue : outcome.issues()) {
    if (issue.severity() != severity) continue;
    reasons.insert(issue.reason().empty() ? kNoReason : issue.reason());
  }
  return reasons;
}

// Writes the lines of one file.
class TallyLines {
 public:
  TallyLines(Printer& printer, const std::string& file, bool with_file, bool table)
      : printer_(printer), file_(file), with_file_(with_file), table_(table) {}

  void Line(const std::string& what, uint64_t rows, const std::string& reason = "") {
    Row row;
    if (with_file_) row.cells.push_back(file_);
    row.cells.push_back(what);
    row.cells.push_back(reason.empty() && !table_ ? Cell() : Cell(reason));
    row.cells.push_back(rows);
    printer_.Add(row);
  }
  // A line that only says something when it is not zero.
  void Some(const std::string& what, uint64_t rows) {
    if (rows > 0) Line(what, rows);
  }
  void SomeSplit(const std::string& what, uint64_t rows, const Reasons& reasons) {
    if (rows > 0) Split(what, rows, reasons);
  }
  // The sum, then the reasons it is made of.
  void Split(const std::string& what, uint64_t rows, const Reasons& reasons) {
    Line(what, rows);
    for (const auto& [reason, count] : reasons) {
      Line(table_ ? "" : what + " by reason", count, reason);
    }
  }

 private:
  Printer& printer_;
  const std::string file_;
  const bool with_file_;
  const bool table_;
};

void PrintTally(const ImportTally& tally, bool dry_run, TallyLines lines) {
  const importer::ImportReport& report = tally.report;
  lines.Line("rows read", report.rows_read);
  lines.Split("skipped", report.skipped_total(), report.skipped);
  lines.Split("unreadable", report.row_errors, tally.unreadable_by_reason);
  lines.Line(dry_run ? "not sent (dry run)" : "sent", report.submissions);
  if (!dry_run) {
    lines.Line("stored", tally.stored);
    lines.Line("duplicates", tally.duplicates);
    lines.Line("revised", tally.revised);
    lines.Some("retracted", tally.retracted);
    lines.Some("reports attached", tally.attached);
    lines.Split("rejected", tally.rejected, tally.rejected_by_reason);
    lines.Some("unanswered", tally.unanswered());
    lines.SomeSplit("quarantined", tally.quarantined, tally.quarantined_by_reason);
    lines.SomeSplit("with warnings", tally.with_warnings, tally.warnings_by_reason);
  }
  if (!report.notes.empty()) {
    for (const auto& [note, count] : report.notes) lines.Line("noted", count, note);
  }
}

std::string AdditionText(const ImportTally& tally, bool dry_run) {
  const importer::ImportReport& report = tally.report;
  std::string text = fmt::format("{} read = {} skipped + {} unreadable + {} {}", report.rows_read,
                                 report.skipped_total(), report.row_errors, report.submissions,
                                 dry_run ? "not sent" : "sent");
  if (!dry_run) {
    const std::pair<uint64_t, const char*> parts[] = {{tally.retracted, "retracted"},
                                                      {tally.attached, "reports attached"},
                                                      {tally.rejected, "rejected"},
                                                      {tally.unanswered(), "unanswered"}};
    text += fmt::format("; {} sent = {} stored + {} duplicates + {} revised", report.submissions,
                        tally.stored, tally.duplicates, tally.revised);
    for (const auto& [count, name] : parts) {
      if (count > 0) text += fmt::format(" + {} {}", count, name);
    }
  }
  return text + (tally.AddsUp() ? ": the counts add up" : ": THE COUNTS DO NOT ADD UP");
}

Footnote FootnoteOf(const ImportTally& tally, bool dry_run) {
  Footnote footnote;
  footnote.text = AdditionText(tally, dry_run);
  footnote.fields = {{"rowsRead", tally.report.rows_read},
                     {"skipped", tally.report.skipped_total()},
                     {"unreadable", tally.report.row_errors},
                     {"sent", dry_run ? uint64_t{0} : tally.report.submissions},
                     {"stored", tally.stored},
                     {"duplicates", tally.duplicates},
                     {"revised", tally.revised},
                     {"retracted", tally.retracted},
                     {"reportsAttached", tally.attached},
                     {"rejected", tally.rejected},
                     {"unanswered", dry_run ? uint64_t{0} : tally.unanswered()},
                     {"countsAddUp", tally.AddsUp()}};
  return footnote;
}

}  // namespace

const Issue* FirstError(const SubmissionOutcome& outcome) {
  for (const Issue& issue : outcome.issues()) {
    if (issue.severity() == Issue::SEVERITY_ERROR) return &issue;
  }
  return outcome.issues_size() > 0 ? &outcome.issues(0) : nullptr;
}

void ImportTally::CountOutcome(const SubmissionOutcome& outcome) {
  switch (outcome.result()) {
    case SubmissionOutcome::RESULT_STORED:
      ++stored;
      break;
    case SubmissionOutcome::RESULT_DUPLICATE:
      ++duplicates;
      break;
    case SubmissionOutcome::RESULT_REVISED:
      ++revised;
      break;
    case SubmissionOutcome::RESULT_RETRACTED:
      ++retracted;
      break;
    case SubmissionOutcome::RESULT_REPORT_ATTACHED:
      ++attached;
      break;
    default: {
      const Issue* error = FirstError(outcome);
      const bool named = error != nullptr && !error->reason().empty();
      ++rejected;
      CountReason(rejected_by_reason, named ? error->reason() : kNoReason, 1);
      return;
    }
  }
  if (outcome.quarantined()) {
    ++quarantined;
    for (const std::string& reason : ReasonsOf(outcome, Issue::SEVERITY_QUARANTINE)) {
      CountReason(quarantined_by_reason, reason, 1);
    }
  }
  const std::set<std::string> warnings = ReasonsOf(outcome, Issue::SEVERITY_WARNING);
  if (!warnings.empty()) ++with_warnings;
  for (const std::string& reason : warnings) CountReason(warnings_by_reason, reason, 1);
}

void ImportTally::CountUnreadable(const importer::RowError& error) {
  // The text holds the value seen; what many rows share is the column, or how the text begins.
  const std::string kind = error.reason.substr(0, error.reason.find_first_of(".:;'\"("));
  const std::string trimmed = kind.substr(0, kind.find_last_not_of(' ') + 1);
  const std::string& fault = trimmed.empty() ? error.reason : trimmed;
  CountReason(unreadable_by_reason, error.column.empty() ? fault : "column " + error.column, 1);
}

void ImportTally::Add(const ImportTally& other) {
  report.Add(other.report);
  stored += other.stored;
  duplicates += other.duplicates;
  revised += other.revised;
  retracted += other.retracted;
  attached += other.attached;
  rejected += other.rejected;
  quarantined += other.quarantined;
  with_warnings += other.with_warnings;
  AddReasons(rejected_by_reason, other.rejected_by_reason);
  AddReasons(unreadable_by_reason, other.unreadable_by_reason);
  AddReasons(quarantined_by_reason, other.quarantined_by_reason);
  AddReasons(warnings_by_reason, other.warnings_by_reason);
}

bool ImportTally::AddsUp() const {
  return report.rows_read == report.submissions + report.skipped_total() + report.row_errors &&
         Sum(rejected_by_reason) == rejected && Sum(unreadable_by_reason) == report.row_errors &&
         answered() <= report.submissions;
}

void PrintImportTable(const OutputOptions& options, std::ostream& out,
                      const std::vector<std::pair<std::string, ImportTally>>& files, bool dry_run) {
  const bool table = options.format == OutputFormat::kTable;
  const bool with_file = !table || files.size() > 1;
  std::vector<Column> columns = {
      {.name = "rows", .whole = true}, {.name = "reason"}, {.name = "count", .numeric = true}};
  if (with_file) columns.insert(columns.begin(), {.name = "file"});
  const auto printer = MakePrinter(options, out, columns, /*with_footnote=*/true);
  ImportTally total;
  for (const auto& [file, tally] : files) {
    PrintTally(tally, dry_run, TallyLines(*printer, file, with_file, table));
    total.Add(tally);
  }
  if (files.size() > 1) PrintTally(total, dry_run, TallyLines(*printer, "total", with_file, table));
  printer->Finish(FootnoteOf(total, dry_run));
}

}  // namespace oxus::cli
