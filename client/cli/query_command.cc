#include "absl/status/status.h"
#include "client/cli/command.h"
#include "client/cli/error_report.h"
#include "client/cli/query_answer.h"
#include "client/cli/query_options.h"
#include "client/oxus/query_client.h"
#include "fmt/format.h"

namespace oxus::cli {
namespace {

constexpr char kExamples[] =
    "Examples:\n"
    "  oxus query --by admin1 --where 'kind = INCIDENT AND country = \"TJ\"'\n"
    "  oxus query --by country,class --metrics events,killed,injured --top 20 --other\n"
    "  oxus query --by nationality --metrics killed --since 2025-11-01 --until 2026-01-01\n"
    "  oxus query --bucket month --fill --where 'domain = SECURITY' -o csv\n"
    "  oxus query --bucket hour --tz Asia/Dushanbe --where 'border = \"AF-TJ\"'\n"
    "  oxus query --by country --metrics 'events,share(events),distinct(actor)'\n"
    "  oxus query --by admin1 --metrics events,killed --having 'events >= 10 AND killed > 0'\n"
    "  oxus query --by country --since 2025-01-01 --until 2026-01-01 --compare last-year\n"
    "  oxus query --by country --as-of 120000       # what was known at that sequence\n"
    "  oxus query --by country --as-of 2025-12-01   # and when that day began\n"
    "  oxus query --by country --analyze            # and what it took\n"
    "  oxus query --list-fields\n";

class QueryCommand : public Command {
 public:
  CLI::App* Declare(CLI::App& app) override {
    CLI::App* command = app.add_subcommand("query", "Count and sum events in groups");
    options_.Declare(*command);
    command->footer(kExamples);
    return command;
  }

  ExitCode Run(CommandContext& context) override {
    if (options_.list_fields()) return PrintFields(context);
    const oxus::v1::AggregateRequest request = options_.ToRequest();
    const client::ServerChannel channel(context.channel_options());
    QueryAnswer answer(request, context.output(), context.streams);
    const absl::Status status = client::QueryClient(channel).StreamAggregate(
        request, [&](oxus::v1::AggregateResponse part) { return answer.Add(std::move(part)); });
    if (status.ok() || answer.broken_off()) return answer.Finish();
    const ExitCode code = ReportCallFailure(
        context.streams, channel, status, {.filter = request.filter(), .having = request.having()});
    if (answer.printed_rows() == 0) return code;
    return ReportError(
        context.streams, code,
        fmt::format("the {} rows printed are not the whole answer", answer.printed_rows()),
        "ask again");
  }

 private:
  QueryOptions options_;
};

}  // namespace

std::unique_ptr<Command> MakeQueryCommand() { return std::make_unique<QueryCommand>(); }

}  // namespace oxus::cli
