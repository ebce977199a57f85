#include "client/cli/command_line.h"

#include <algorithm>
#include <charconv>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "CLI/Config.hpp"
#include "CLI/Formatter.hpp"
#include "client/cli/command.h"
#include "client/cli/error_report.h"
#include "codes/nearest_word.h"
#include "fmt/format.h"

namespace oxus::cli {
namespace {

constexpr double kLongestTimeout = 86'400;

constexpr char kGlobalFooter[] =
    "Every command also takes --server HOST:PORT, --timeout SECONDS and -o FORMAT;\n"
    "see `oxus --help`.\n";

constexpr char kMainFooter[] =
    "-o: table is the default on a terminal and ndjson elsewhere. ndjson is one JSON object a\n"
    "line and nothing else; csv has a header and quotes as RFC 4180 does, and an empty cell for\n"
    "what is not known. The footnote of both goes to standard error.\n"
    "Colour follows NO_COLOR, CLICOLOR_FORCE and whether this is a terminal.\n"
    "\n"
    "Examples:\n"
    "  oxus import 20251126.export.CSV.gz\n"
    "  oxus query --by admin1 --where 'kind = INCIDENT AND country = \"TJ\"'\n"
    "  oxus list --where 'killed > 0' --since 2025-11-01 --limit 20\n"
    "  oxus get ucdp-ged:24.1/412345 --history\n"
    "  oxus COMMAND --help\n"
    "\n";

class CommandLine {
 public:
  explicit CommandLine(Streams& streams) : streams_(streams), context_{streams} { Build(); }

  int Run(std::span<const char* const> arguments) {
    // CLI11 reports through exceptions; none leaves this function.
    try {
      std::vector<std::string> reversed;
      if (!arguments.empty()) reversed.assign(arguments.begin() + 1, arguments.end());
      std::reverse(reversed.begin(), reversed.end());
      app_.parse(std::move(reversed));
    } catch (const CLI::CallForHelp&) {
      streams_.out << app_.help() << std::flush;
      return Number(ExitCode::kOk);
    } catch (const CLI::CallForVersion& version) {
      streams_.out << version.what() << '\n' << std::flush;
      return Number(ExitCode::kOk);
    } catch (const CLI::ExtrasError&) {
      return Number(ReportExtra());
    } catch (const CLI::ParseError& error) {
      return Number(ReportError(streams_, ExitCode::kUsage, error.what(), HelpHint()));
    }
    return Number(RunChosen());
  }

 private:
  struct Declared {
    std::unique_ptr<Command> command;
    CLI::App* app;
  };

  static int Number(ExitCode code) { return static_cast<int>(code); }

  void Build() {
    app_.footer(std::string(kMainFooter) + kExitCodeHelp);
    app_.fallthrough();
    // One command a run, so that `oxus help list` and `oxus get list/1` mean what they say. That
    // there is one is checked later, with a better message.
    app_.require_subcommand(0, 1);
    app_.set_version_flag("--version", "oxus " OXUS_VERSION, "Print the version");
    context_.server = streams_.environment("OXUS_SERVER").value_or(context_.server);
    app_.add_option("--server", context_.server,
                    fmt::format("Address of the server (environment: OXUS_SERVER; now {})",
                                context_.server))
        ->type_name("HOST:PORT");
    app_.add_option("--timeout", context_.timeout_seconds,
                    "Longest wait for an answer (default 30)")
        ->type_name("SECONDS")
        ->check(CLI::Range(0.001, kLongestTimeout).description(""));
    app_.add_option("-o,--output", context_.output_name, "Format of the answer")
        ->type_name("table|json|ndjson|csv")
        ->check(CLI::IsMember({"table", "json", "ndjson", "csv"}).description(""));
    Declare(MakeImportCommand());
    Declare(MakeQueryCommand());
    Declare(MakeListCommand());
    Declare(MakeGetCommand());
    Declare(MakeStatusCommand());
    Declare(MakeFieldsCommand());
    Declare(MakeVersionCommand());
    help_ = app_.add_subcommand("help", "Explain oxus or one of its commands");
    help_->add_option("COMMAND", help_topic_, "The command to explain");
  }

  void Declare(std::unique_ptr<Command> command) {
    CLI::App* app = command->Declare(app_);
    app->fallthrough();
    app->footer(app->get_footer() + "\n" + kGlobalFooter);
    declared_.push_back({std::move(command), app});
  }

  ExitCode RunChosen() {
    if (help_->parsed()) return Help();
    for (const Declared& declared : declared_) {
      if (!declared.app->parsed()) continue;
      if (const ExitCode code = CheckServer(); code != ExitCode::kOk) return code;
      const ExitCode code = declared.command->Run(context_);
      streams_.out << std::flush;
      return code;
    }
    streams_.err << app_.help();
    return ReportError(streams_, ExitCode::kUsage, "no command given",
                       "name one of those above, for example `oxus status`");
  }

  // Without a port gRPC would try 443.
  ExitCode CheckServer() {
    const std::string& server = context_.server;
    const size_t colon = server.rfind(':');
    const bool named = colon != std::string::npos && colon > 0 && colon + 1 < server.size();
    const bool path = server.rfind("unix:", 0) == 0;
    const bool port =
        named && server.find_first_not_of("0123456789", colon + 1) == std::string::npos;
    if (port || path) return ExitCode::kOk;
    return ReportError(streams_, ExitCode::kUsage,
                       fmt::format("'{}' is not the address of a server", server),
                       "expected HOST:PORT, for example 127.0.0.1:7420");
  }

  ExitCode Help() {
    if (help_topic_.empty()) {
      // With the subcommand "help" parsed, app_.help() would explain that one.
      streams_.out << CommandLine(streams_).app_.help() << std::flush;
      return ExitCode::kOk;
    }
    for (const Declared& declared : declared_) {
      if (declared.app->get_name() != help_topic_) continue;
      streams_.out << declared.app->help("oxus") << std::flush;
      return ExitCode::kOk;
    }
    return ReportUnknownCommand(help_topic_);
  }

  ExitCode ReportUnknownCommand(const std::string& word) {
    std::vector<std::string> names = {"help"};
    for (const Declared& declared : declared_) names.push_back(declared.app->get_name());
    const std::string nearest = codes::NearestWord(word, names);
    return ReportError(streams_, ExitCode::kUsage, fmt::format("unknown command '{}'", word),
                       nearest.empty() ? "`oxus --help` lists the commands"
                                       : fmt::format("did you mean '{}'?", nearest));
  }

  // Something on the command line that no option and no command takes.
  ExitCode ReportExtra() {
    const std::vector<std::string> extras = app_.remaining(true);
    const std::string word = extras.empty() ? "" : extras.front();
    const bool option = word.size() > 1 && word.front() == '-';
    const std::vector<CLI::App*> chosen = app_.get_subcommands();
    if (!option && chosen.empty()) return ReportUnknownCommand(word);
    if (!option) {
      return ReportError(streams_, ExitCode::kUsage, fmt::format("'{}' is one too many", word),
                         HelpHint());
    }
    const std::string name = word.substr(0, word.find('='));
    const std::string nearest = codes::NearestWord(name, OptionNames());
    return ReportError(streams_, ExitCode::kUsage, fmt::format("unknown option '{}'", name),
                       nearest.empty() ? HelpHint() : fmt::format("did you mean '{}'?", nearest));
  }

  std::vector<std::string> OptionNames() const {
    std::vector<std::string> names;
    std::vector<const CLI::App*> apps = {&app_};
    for (const CLI::App* app : app_.get_subcommands()) apps.push_back(app);
    for (const CLI::App* app : apps) {
      for (const CLI::Option* option : app->get_options()) {
        for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
      }
    }
    return names;
  }

  std::string HelpHint() const {
    const std::vector<CLI::App*> chosen = app_.get_subcommands();
    return chosen.empty() ? "see `oxus --help`"
                          : fmt::format("see `oxus {} --help`", chosen.front()->get_name());
  }

  Streams& streams_;
  CommandContext context_;
  CLI::App app_{"oxus: events and contacts, counted as they are corrected", "oxus"};
  std::vector<Declared> declared_;
  CLI::App* help_ = nullptr;
  std::string help_topic_;
};

// Where the item that begins at `begin` ends: at a comma outside parentheses, or with the list.
size_t EndOfItem(const std::string& list, size_t begin) {
  int depth = 0;
  size_t end = begin;
  for (; end < list.size() && (depth > 0 || list[end] != ','); ++end) {
    if (list[end] == '(') ++depth;
    if (list[end] == ')' && depth > 0) --depth;
  }
  return end;
}

}  // namespace

std::string CheckWholeNumber(const std::string& text, uint64_t most) {
  const char* const end = text.data() + text.size();
  uint64_t number = 0;
  const auto [parsed, error] = std::from_chars(text.data(), end, number);
  if (error == std::errc() && parsed == end && number <= most) return "";
  // So many digits and nothing else are a number, only too large a one.
  const bool digits = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
  return digits ? fmt::format("'{}' is too large; expected a whole number from 0 to {}", text, most)
                : fmt::format("'{}' is not a whole number from 0", text);
}

CLI::Option* AddListOption(CLI::App& app, const std::string& name, std::vector<std::string>& values,
                           const std::string& help) {
  const auto check = [](const std::string& text) {
    return ListItems({text}).empty()
               ? fmt::format("'{}' names nothing; expected names separated by commas", text)
               : std::string();
  };
  return app.add_option(name, values, help)
      ->allow_extra_args(false)
      ->check(CLI::Validator(check, "", "list"));
}

std::vector<std::string> ListItems(const std::vector<std::string>& values) {
  std::vector<std::string> items;
  for (const std::string& value : values) {
    size_t begin = 0;
    while (begin <= value.size()) {
      const size_t end = EndOfItem(value, begin);
      const size_t first = std::min(value.find_first_not_of(' ', begin), end);
      const size_t last = end == first ? first : value.find_last_not_of(' ', end - 1) + 1;
      if (last > first) items.push_back(value.substr(first, last - first));
      begin = end + 1;
    }
  }
  return items;
}

int RunCli(std::span<const char* const> arguments, Streams& streams) {
  return CommandLine(streams).Run(arguments);
}

}  // namespace oxus::cli
