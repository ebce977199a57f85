#include <algorithm>

#include "absl/status/statusor.h"
#include "client/cli/as_of_option.h"
#include "client/cli/command.h"
#include "client/cli/display_text.h"
#include "client/cli/error_report.h"
#include "client/cli/event_card.h"
#include "client/cli/event_changes.h"
#include "client/cli/event_columns.h"
#include "client/cli/event_text.h"
#include "client/oxus/query_client.h"
#include "fmt/format.h"

namespace oxus::cli {
namespace {

using oxus::v1::GetEventResponse;
using oxus::v1::StoredEvent;

constexpr char kExamples[] =
    "The key is the producer, a slash and the producer's own id; further slashes belong to the\n"
    "id. With --history, -o json is an array and ndjson has one line for each state.\n"
    "\n"
    "Examples:\n"
    "  oxus get gdelt/715932001\n"
    "  oxus get ucdp-ged:24.1/412345 --history\n"
    "  oxus get gdelt/715932001 --as-of 120000 -o json\n"
    "  oxus get gdelt/715932001 --as-of 2025-11-26T18:30:00Z\n";

uint64_t RevisionOf(const StoredEvent& stored) {
  return std::max(stored.event().key().revision(), 1u);
}

// The states as a table of what each changed.
void PrintHistoryTable(const OutputOptions& output, std::ostream& out,
                       const GetEventResponse& response) {
  const auto printer = MakePrinter(output, out,
                                   {{.name = "revision", .numeric = true, .title = "rev."},
                                    {.name = "sequence", .numeric = true},
                                    {.name = "received", .whole = true},
                                    {.name = "status", .whole = true, .drop_rank = 1},
                                    {.name = "change", .whole = true}},
                                   /*with_footnote=*/false);
  const StoredEvent* before = nullptr;
  for (const StoredEvent& state : response.history()) {
    std::vector<std::string> changes = {"first stored"};
    if (before != nullptr) changes = DescribeChanges(*before, state);
    if (changes.empty()) changes = {"no field changed"};
    printer->Add({{RevisionOf(state), state.sequence(), IsoTime(state.received()),
                   Word(state.status()), changes.front()}});
    for (size_t i = 1; i < changes.size(); ++i) {
      const Cell blank = std::string();
      printer->Add({{blank, blank, blank, blank, changes[i]}});
    }
    before = &state;
  }
  printer->Finish();
}

class GetCommand : public Command {
 public:
  CLI::App* Declare(CLI::App& app) override {
    CLI::App* command = app.add_subcommand("get", "Show one event, and what became of it");
    command->add_option("KEY", key_, "PRODUCER/EXTERNAL_ID")->required();
    command->add_flag("--history", history_, "Every state the record went through");
    AddAsOfOption(*command, as_of_);
    command->footer(kExamples);
    return command;
  }

  ExitCode Run(CommandContext& context) override {
    const size_t slash = key_.find('/');
    if (slash == std::string::npos || slash == 0 || slash + 1 == key_.size()) {
      return ReportError(context.streams, ExitCode::kUsage, fmt::format("'{}' is not a key", key_),
                         "expected PRODUCER/EXTERNAL_ID, for example gdelt/715932001");
    }
    oxus::v1::GetEventRequest request;
    request.mutable_key()->set_producer_id(key_.substr(0, slash));
    request.mutable_key()->set_external_id(key_.substr(slash + 1));
    request.set_history(history_);
    SetAsOf(as_of_, request);
    const client::ServerChannel channel(context.channel_options());
    const auto response = client::QueryClient(channel).GetEvent(request);
    if (absl::IsNotFound(response.status())) return ReportNotFound(context);
    if (!response.ok()) return ReportCallFailure(context.streams, channel, response.status());
    Print(context, *response);
    return ExitCode::kOk;
  }

 private:
  ExitCode ReportNotFound(CommandContext& context) const {
    const AsOf as_of = ParseAsOf(as_of_).value_or(AsOf());
    std::string when;
    if (as_of.sequence != 0) when = fmt::format(" as of sequence {}", as_of.sequence);
    if (as_of.time.has_value()) when = fmt::format(" as of {}", IsoTime(*as_of.time));
    return ReportError(context.streams, ExitCode::kNotFound,
                       fmt::format("no event '{}' is stored{}", key_, when),
                       "`oxus status` lists the producers, `oxus list` shows keys");
  }

  void Print(CommandContext& context, const GetEventResponse& response) const {
    const OutputOptions output = context.output();
    std::ostream& out = context.streams.out;
    if (output.format == OutputFormat::kTable) {
      PrintCard(output, out, EventCard(response.event()));
      if (!history_) return;
      out << '\n';
      PrintHistoryTable(output, out, response);
      return;
    }
    if (output.format == OutputFormat::kJson && !history_) {
      out << MessageJson(response.event(), /*indented=*/true) << '\n';
      return;
    }
    const auto printer =
        MakePrinter(output, out, EventColumns(output.format), /*with_footnote=*/false);
    if (!history_) printer->Add(EventRow(output.format, response.event()));
    for (const StoredEvent& state : response.history()) {
      printer->Add(EventRow(output.format, state));
    }
    printer->Finish();
  }

  std::string key_;
  bool history_ = false;
  std::string as_of_;
};

}  // namespace

std::unique_ptr<Command> MakeGetCommand() { return std::make_unique<GetCommand>(); }

}  // namespace oxus::cli
