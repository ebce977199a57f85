#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "CLI/App.hpp"
#include "client/cli/exit_code.h"
#include "client/cli/output.h"
#include "client/cli/streams.h"
#include "client/oxus/channel.h"

namespace oxus::cli {

// What the options that every command shares came to.
struct CommandContext {
  Streams& streams;
  std::string server = "127.0.0.1:7420";
  double timeout_seconds = 30;
  // What -o said; empty for the default.
  std::string output_name;

  OutputOptions output() const { return ChooseOutput(output_name, streams); }
  client::ChannelOptions channel_options() const {
    return {server, std::chrono::milliseconds(static_cast<int64_t>(timeout_seconds * 1'000))};
  }
};

// One word after `oxus`. Declare is called once, before Run; Run at most once.
class Command {
 public:
  virtual ~Command() = default;
  // Adds the subcommand with its options, which are filled when the command line is parsed.
  virtual CLI::App* Declare(CLI::App& app) = 0;
  virtual ExitCode Run(CommandContext& context) = 0;
};

std::unique_ptr<Command> MakeImportCommand();
std::unique_ptr<Command> MakeQueryCommand();
std::unique_ptr<Command> MakeListCommand();
std::unique_ptr<Command> MakeGetCommand();
std::unique_ptr<Command> MakeStatusCommand();
std::unique_ptr<Command> MakeFieldsCommand();
std::unique_ptr<Command> MakeVersionCommand();

// `oxus fields` and `oxus query --list-fields`.
ExitCode PrintFields(CommandContext& context);

// Empty when `text` is a whole number from 0 to `most`; otherwise what is wrong with it.
std::string CheckWholeNumber(const std::string& text, uint64_t most);

// An option that takes a whole number from 0.
template <typename Number>
CLI::Option* AddNumberOption(CLI::App& app, const std::string& name, Number& value,
                             const std::string& help) {
  const auto check = [](const std::string& text) {
    return CheckWholeNumber(text, std::numeric_limits<Number>::max());
  };
  return app.add_option(name, value, help)->check(CLI::Validator(check, "", "whole number"));
}

// An option that takes a comma-separated list and may be given several times, each time with at
// least one item.
CLI::Option* AddListOption(CLI::App& app, const std::string& name, std::vector<std::string>& values,
                           const std::string& help);
// The items of such an option. Commas inside parentheses separate nothing.
std::vector<std::string> ListItems(const std::vector<std::string>& values);

}  // namespace oxus::cli
