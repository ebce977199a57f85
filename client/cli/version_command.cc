#include "client/cli/command.h"

namespace oxus::cli {
namespace {

class VersionCommand : public Command {
 public:
  CLI::App* Declare(CLI::App& app) override {
    CLI::App* command = app.add_subcommand("version", "Print the version of this program");
    command->footer("Examples:\n  oxus version\n  oxus version -o json\n");
    return command;
  }

  ExitCode Run(CommandContext& context) override {
    Card card;
    card.entries = {{"oxus", OXUS_VERSION}, {"protocol", "oxus.v1"}};
    card.json = JsonObject({{"version", OXUS_VERSION}, {"protocol", "oxus.v1"}});
    PrintCard(context.output(), context.streams.out, card);
    return ExitCode::kOk;
  }
};

}  // namespace

std::unique_ptr<Command> MakeVersionCommand() { return std::make_unique<VersionCommand>(); }

}  // namespace oxus::cli
