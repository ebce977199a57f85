#include "absl/status/statusor.h"
#include "client/cli/command.h"
#include "client/cli/error_report.h"
#include "client/oxus/query_client.h"
#include "fmt/format.h"
#include "fmt/ranges.h"

namespace oxus::cli {
namespace {

std::string JoinWords(const google::protobuf::RepeatedPtrField<std::string>& words) {
  std::string joined;
  for (const std::string& word : words) joined += (joined.empty() ? "" : " ") + word;
  return joined;
}

// "within(lat, lon, km)".
std::string Signature(const oxus::v1::ListFieldsResponse::Function& function) {
  return fmt::format("{}({})", function.name(), fmt::join(function.parameters(), ", "));
}

std::string UseOf(const oxus::v1::ListFieldsResponse::Field& field) {
  if (field.groupable() && field.filterable()) return "group, filter";
  return field.groupable() ? "group" : "filter";
}

class FieldsCommand : public Command {
 public:
  CLI::App* Declare(CLI::App& app) override {
    CLI::App* command = app.add_subcommand(
        "fields", "List the fields, metrics and functions that queries may name");
    command->footer("Examples:\n  oxus fields\n  oxus fields -o csv\n");
    return command;
  }

  ExitCode Run(CommandContext& context) override { return PrintFields(context); }
};

}  // namespace

ExitCode PrintFields(CommandContext& context) {
  const client::ServerChannel channel(context.channel_options());
  const auto response = client::QueryClient(channel).ListFields();
  if (!response.ok()) return ReportCallFailure(context.streams, channel, response.status());
  const auto printer = MakePrinter(context.output(), context.streams.out,
                                   {{.name = "name", .whole = true},
                                    {.name = "use", .whole = true},
                                    {.name = "type", .drop_rank = 1},
                                    {.name = "description", .least_width = 30},
                                    {.name = "values", .least_width = 24, .drop_rank = 2}},
                                   /*with_footnote=*/false);
  for (const auto& field : response->fields()) {
    const std::string words = JoinWords(field.values());
    printer->Add({{field.name(), UseOf(field), field.type(), field.description(),
                   words.empty() ? Cell() : Cell(words)}});
  }
  for (const auto& metric : response->metrics()) {
    printer->Add({{metric.name(), std::string("metric"), Cell(), metric.description(), Cell()}});
  }
  for (const auto& function : response->functions()) {
    printer->Add(
        {{Signature(function), std::string("function"), Cell(), function.description(), Cell()}});
  }
  printer->Finish();
  return ExitCode::kOk;
}

std::unique_ptr<Command> MakeFieldsCommand() { return std::make_unique<FieldsCommand>(); }

}  // namespace oxus::cli
