#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/command.h"
#include "client/cli/error_report.h"
#include "client/cli/event_text.h"
#include "client/cli/import_progress.h"
#include "client/cli/import_tally.h"
#include "client/cli/row_error_file.h"
#include "client/importer/importer.h"
#include "client/importer/input.h"
#include "client/oxus/batching_writer.h"
#include "client/oxus/grpc_ingest_transport.h"
#include "client/oxus/query_client.h"
#include "fmt/format.h"

namespace oxus::cli {
namespace {

using oxus::v1::Submission;
using oxus::v1::SubmissionOutcome;

// The server rejects a submission above 64 KiB by itself; above this one would break the stream
// for its neighbours, so it is rejected here.
constexpr size_t kMostSubmissionBytes = 4u << 20;
constexpr uint64_t kMostBatch = 10'000;

// A tag names the row: file number above, line below.
constexpr int kLineBits = 48;
constexpr uint64_t kLineMask = (uint64_t{1} << kLineBits) - 1;

constexpr char kExamples[] =
    "FILE may be gzip or zstd; - is standard input. Importing a file again changes nothing: all\n"
    "its rows come back as duplicates. Ctrl-C finishes what is in flight and prints the table.\n"
    "Exit code 6 when rows were rejected or could not be read.\n"
    "\n"
    "Examples:\n"
    "  oxus import 20251126.export.CSV.gz\n"
    "  oxus import --format ucdp-ged GEDEvent_v24_1.csv --errors bad.csv\n"
    "  zcat events.ndjson.gz | oxus import --format ndjson -\n"
    "  oxus import --dry-run *.CSV.gz\n";

struct ImportFlags {
  std::vector<std::string> files;
  std::string format = "auto";
  std::string errors_path;
  std::string progress = "auto";
  std::string ucdp_version;
  uint64_t batch = 1'000;
  bool keep_statements = false;
  bool keep_domestic = false;
  bool dry_run = false;
};

importer::ImportOptions ImporterOptions(const ImportFlags& flags) {
  importer::ImportOptions options;
  const auto format = importer::FormatFromName(flags.format == "auto" ? "detect" : flags.format);
  if (format.ok()) options.format = *format;
  options.gdelt_statements = flags.keep_statements;
  options.gdelt_domestic = flags.keep_domestic;
  options.ucdp_version = flags.ucdp_version;
  return options;
}

client::WriterOptions WriterOptions(const ImportFlags& flags, std::chrono::milliseconds timeout) {
  client::WriterOptions options;
  options.batch_submissions = flags.batch;
  options.give_up_after = timeout;
  return options;
}

std::string SubmissionKey(const Submission& submission) {
  switch (submission.kind_case()) {
    case Submission::kEvent:
      return KeyText(submission.event().key());
    case Submission::kRetraction:
      return KeyText(submission.retraction().key());
    case Submission::kAttachReport:
      return KeyText(submission.attach_report().key());
    case Submission::KIND_NOT_SET:
      break;
  }
  return "";
}

SubmissionOutcome TooLarge(size_t bytes) {
  SubmissionOutcome outcome;
  outcome.set_result(SubmissionOutcome::RESULT_REJECTED);
  oxus::v1::Issue* issue = outcome.add_issues();
  issue->set_severity(oxus::v1::Issue::SEVERITY_ERROR);
  issue->set_reason("SUBMISSION_TOO_LARGE");
  issue->set_message(
      fmt::format("{} bytes, expected at most {}; not sent", bytes, kMostSubmissionBytes));
  return outcome;
}

// One `oxus import`: takes rows from the importers, sends them, and counts what became of each.
class Import {
 public:
  Import(CommandContext& context, const ImportFlags& flags)
      : context_(context),
        streams_(context.streams),
        flags_(flags),
        channel_(context.channel_options()),
        transport_(channel_),
        writer_(transport_, WriterOptions(flags, channel_.timeout()),
                [this](uint64_t tag, const Submission& submission,
                       const SubmissionOutcome& outcome) { Answered(tag, submission, outcome); }),
        progress_(streams_, flags.progress == "always" ||
                                (flags.progress == "auto" && streams_.err_is_terminal)) {}

  ExitCode Run() {
    absl::Status status = CheckErrorsPath(flags_.errors_path, flags_.files);
    if (status.ok()) status = errors_.Open(flags_.errors_path);
    if (!status.ok()) {
      return ReportError(streams_, ExitCode::kUsage, std::string(status.message()), "");
    }
    // Found out before the first row rather than after many tries in the middle.
    if (!flags_.dry_run) {
      const auto answer = client::QueryClient(channel_).GetStatus();
      if (!answer.ok()) return ReportCallFailure(streams_, channel_, answer.status());
    }
    streams_.catch_interrupt();
    for (const std::string& path : flags_.files) {
      if (!call_failure_.ok() || Interrupted(streams_)) break;
      ImportFile(path);
    }
    if (call_failure_.ok() && !flags_.dry_run) call_failure_ = writer_.Finish();
    progress_.Clear();
    const OutputOptions output = context_.output();
    if (!files_.empty() || output.format != OutputFormat::kTable) {
      PrintImportTable(output, streams_.out, files_, flags_.dry_run);
    }
    streams_.out.flush();
    return Conclude();
  }

 private:
  class RowSink : public importer::Sink {
   public:
    RowSink(Import& import, const importer::Input& input) : import_(import), input_(input) {}

    absl::Status OnSubmission(Submission&& submission, const importer::RowOrigin& origin) override {
      Seen();
      absl::Status status = import_.Send(std::move(submission), origin.line);
      if (status.ok() && Interrupted(import_.streams_))
        status = absl::CancelledError("interrupted");
      return status;
    }
    void OnSkipped(std::string_view, const importer::RowOrigin&) override { Seen(); }
    void OnRowError(const importer::RowError& error) override {
      Seen();
      import_.Unreadable(error);
    }

   private:
    void Seen() {
      ++rows_;
      const std::optional<uint64_t> size = input_.raw_size();
      std::optional<double> fraction;
      if (size.has_value() && *size > 0) {
        fraction = static_cast<double>(input_.raw_bytes_read()) / static_cast<double>(*size);
      }
      import_.progress_.Update(input_.name(), fraction, rows_, import_.answered_);
    }

    Import& import_;
    const importer::Input& input_;
    uint64_t rows_ = 0;
  };

  void ImportFile(const std::string& path) {
    auto input = importer::Input::Open(path);
    if (!input.ok()) return FileFailed(input.status());
    auto rows = importer::OpenImporter(**input, ImporterOptions(flags_));
    if (!rows.ok()) return FileFailed(rows.status());
    files_.emplace_back((*input)->name(), ImportTally());
    RowSink sink(*this, **input);
    const absl::Status status = (*rows)->Run(**input, sink);
    files_.back().second.report = (*rows)->report();
    if (!status.ok() && call_failure_.ok() && !Interrupted(streams_)) FileFailed(status);
  }

  // What is wrong with one file does not keep the others out.
  void FileFailed(const absl::Status& status) {
    progress_.Clear();
    const bool content = absl::IsInvalidArgument(status) || absl::IsDataLoss(status);
    const ExitCode code = content ? ExitCode::kInputRejected : ExitCode::kFailed;
    ReportError(streams_, code, std::string(status.message()),
                absl::IsDataLoss(status) ? "every whole row before that was imported" : "");
    (content ? input_rejected_ : failed_) = true;
  }

  absl::Status Send(Submission&& submission, uint64_t line) {
    if (flags_.dry_run) return absl::OkStatus();
    const uint64_t tag = (uint64_t{files_.size() - 1} << kLineBits) | (line & kLineMask);
    if (const size_t bytes = submission.ByteSizeLong(); bytes > kMostSubmissionBytes) {
      Answered(tag, submission, TooLarge(bytes));
      return absl::OkStatus();
    }
    call_failure_ = writer_.Add(std::move(submission), tag);
    return call_failure_;
  }

  void Answered(uint64_t tag, const Submission& submission, const SubmissionOutcome& outcome) {
    auto& [file, tally] = files_[tag >> kLineBits];
    ++answered_;
    const uint64_t rejected_before = tally.rejected;
    tally.CountOutcome(outcome);
    if (tally.rejected == rejected_before) return;
    RowFault fault = {.file = file, .line = tag & kLineMask, .key = SubmissionKey(submission)};
    if (const oxus::v1::Issue* first = FirstError(outcome)) {
      fault.field = first->field();
      fault.reason = first->reason();
    }
    // All faults of the row are in the message; it stays one line.
    for (const auto& issue : outcome.issues()) {
      if (issue.severity() != oxus::v1::Issue::SEVERITY_ERROR) continue;
      fault.message += fmt::format("{}{}{}{}", fault.message.empty() ? "" : "; ", issue.field(),
                                   issue.field().empty() ? "" : ": ", issue.message());
    }
    errors_.Write(fault);
  }

  void Unreadable(const importer::RowError& error) {
    auto& [file, tally] = files_.back();
    tally.CountUnreadable(error);
    errors_.Write({.file = file,
                   .line = error.line,
                   .field = error.column,
                   .reason = "UNREADABLE",
                   .message = error.reason});
  }

  ExitCode Conclude() {
    const absl::Status errors_status = errors_.Close();
    if (!call_failure_.ok()) {
      return ReportCallFailure(streams_, channel_, call_failure_);
    }
    if (!errors_status.ok()) {
      return ReportError(streams_, ExitCode::kFailed, std::string(errors_status.message()), "");
    }
    if (Interrupted(streams_)) {
      return ReportError(streams_, ExitCode::kFailed, "broken off",
                         "import the same files again to go on; nothing is stored twice");
    }
    uint64_t refused = 0;
    for (const auto& [file, tally] : files_) refused += tally.rejected + tally.report.row_errors;
    if (failed_) return ExitCode::kFailed;
    if (refused == 0) return input_rejected_ ? ExitCode::kInputRejected : ExitCode::kOk;
    const std::string cause =
        fmt::format("{} {} not imported", refused, refused == 1 ? "row was" : "rows were");
    const std::string remedy = flags_.errors_path.empty()
                                   ? "--errors FILE tells which and why"
                                   : fmt::format("see '{}'", flags_.errors_path);
    return ReportError(streams_, ExitCode::kInputRejected, cause, remedy);
  }

  CommandContext& context_;
  Streams& streams_;
  const ImportFlags& flags_;
  const client::ServerChannel channel_;
  client::GrpcIngestTransport transport_;
  std::vector<std::pair<std::string, ImportTally>> files_;
  RowErrorFile errors_;
  uint64_t answered_ = 0;
  client::BatchingWriter writer_;
  ImportProgress progress_;
  // Why the server could not be used any longer.
  absl::Status call_failure_;
  bool failed_ = false;
  bool input_rejected_ = false;
};

class ImportCommand : public Command {
 public:
  CLI::App* Declare(CLI::App& app) override {
    CLI::App* command = app.add_subcommand("import", "Send the rows of files to the server");
    command->add_option("FILE", flags_.files, "Files to read; - is standard input")->required();
    command->add_option("--format", flags_.format, "What the files are (default auto)")
        ->type_name("gdelt|ucdp-ged|ndjson|auto")
        ->check(CLI::IsMember({"gdelt", "ucdp-ged", "ndjson", "auto"}).description(""));
    command
        ->add_option("--errors", flags_.errors_path,
                     "Write one line for each rejected or unreadable row: NDJSON if the name "
                     "ends in .ndjson or .json, CSV otherwise")
        ->type_name("PATH");
    command->add_flag("--keep-statements", flags_.keep_statements,
                      "GDELT: keep public statements (CAMEO root 01)");
    command->add_flag("--keep-domestic", flags_.keep_domestic,
                      "GDELT: keep contacts within one country");
    command
        ->add_option("--ucdp-version", flags_.ucdp_version,
                     "UCDP: the release, as in producer ucdp-ged:24.1 (default: from the name)")
        ->type_name("VERSION");
    command->add_option("--batch", flags_.batch, "Rows sent at once (default 1000)")
        ->type_name("N")
        ->check(CLI::Range(uint64_t{1}, kMostBatch).description(""));
    command->add_option("--progress", flags_.progress, "Progress on stderr (default auto)")
        ->type_name("auto|always|never")
        ->check(CLI::IsMember({"auto", "always", "never"}).description(""));
    command->add_flag("--dry-run", flags_.dry_run, "Read and count only; needs no server");
    command->footer(kExamples);
    return command;
  }

  ExitCode Run(CommandContext& context) override { return Import(context, flags_).Run(); }

 private:
  ImportFlags flags_;
};

}  // namespace

std::unique_ptr<Command> MakeImportCommand() { return std::make_unique<ImportCommand>(); }

}  // namespace oxus::cli
