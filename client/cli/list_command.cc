#include <algorithm>

#include "absl/status/statusor.h"
#include "client/cli/as_of_option.h"
#include "client/cli/command.h"
#include "client/cli/error_report.h"
#include "client/cli/event_columns.h"
#include "client/cli/time_option.h"
#include "client/oxus/query_client.h"

namespace oxus::cli {
namespace {

// Events asked for at once: the most a server gives, since each page costs it a search of its own.
constexpr uint64_t kPageSize = 1'000;

constexpr char kExamples[] =
    "json and ndjson are the protobuf JSON mapping of oxus.v1.StoredEvent with lowerCamelCase\n"
    "names; 64-bit integers are strings there.\n"
    "\n"
    "Examples:\n"
    "  oxus list --where 'border = \"AF-TJ\"'\n"
    "  oxus list --since 2025-11-01 --until 2025-12-01 --order occurred\n"
    "  oxus list --where 'country = TJ' --as-of 2025-12-01   # known when that day began\n"
    "  oxus list --limit 0 -o ndjson > events.ndjson\n"
    "  oxus list --order 'sequence desc' --limit 10   # what came in last\n";

class ListCommand : public Command {
 public:
  CLI::App* Declare(CLI::App& app) override {
    CLI::App* command = app.add_subcommand("list", "List events, newest occurrence first");
    command->add_option("--where", *request_.mutable_filter(), "Which events, docs/filter.md")
        ->type_name("FILTER");
    AddIntervalOptions(*command, *request_.mutable_interval());
    AddNumberOption(*command, "--limit", limit_,
                    "At most N events (default 50); 0 lists all, in order of sequences unless "
                    "--order says otherwise")
        ->type_name("N");
    command
        ->add_option("--order", *request_.mutable_order_by(),
                     "occurred or sequence, with desc for newest first")
        ->type_name("ORDER");
    AddAsOfOption(*command, as_of_);
    command->footer(kExamples);
    return command;
  }

  ExitCode Run(CommandContext& context) override {
    const client::ServerChannel channel(context.channel_options());
    const absl::Status status = Print(context, channel);
    if (status.ok()) return ExitCode::kOk;
    context.streams.out.flush();
    return ReportCallFailure(context.streams, channel, status, {.filter = request_.filter()});
  }

 private:
  absl::Status Print(CommandContext& context, const client::ServerChannel& channel) {
    client::QueryClient client(channel);
    const OutputOptions output = context.output();
    SetAsOf(as_of_, request_);
    // In the order of the log a page begins where the last one ended; any other order searches
    // the whole log for each page.
    if (limit_ == 0 && request_.order_by().empty()) request_.set_order_by("sequence");
    // The same for every page: a page token is only good with the request it came from.
    request_.set_page_size(
        static_cast<uint32_t>(limit_ == 0 ? kPageSize : std::min(kPageSize, limit_)));
    std::unique_ptr<Printer> printer;
    uint64_t listed = 0;
    bool more = true;
    // Printing starts with the first page, so that a refused request prints nothing.
    while (more && CanWrite(context.streams)) {
      const auto page = client.ListEvents(request_);
      if (!page.ok()) return page.status();
      if (printer == nullptr) {
        context.streams.warn_on_interrupt();
        printer = MakePrinter(output, context.streams.out, EventColumns(output.format), false);
      }
      for (const auto& stored : page->events()) {
        if (limit_ != 0 && listed == limit_) break;
        printer->Add(EventRow(output.format, stored));
        ++listed;
      }
      context.streams.out.flush();
      request_.set_page_token(page->next_page_token());
      request_.clear_as_of_sequence();
      request_.clear_as_of_time();
      more = !page->next_page_token().empty() && (limit_ == 0 || listed < limit_);
    }
    if (printer != nullptr) {
      Footnote footnote;
      if (!request_.page_token().empty()) footnote.text = "there are more; see --limit";
      output.format == OutputFormat::kTable ? printer->Finish(footnote) : printer->Finish();
    }
    return absl::OkStatus();
  }

  oxus::v1::ListEventsRequest request_;
  uint64_t limit_ = 50;
  std::string as_of_;
};

}  // namespace

std::unique_ptr<Command> MakeListCommand() { return std::make_unique<ListCommand>(); }

}  // namespace oxus::cli
