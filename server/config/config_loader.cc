#include "server/config/config_loader.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

#include "codes/nearest_word.h"
#include "server/config/settings.h"

namespace oxus::config {
namespace {

// Variables of the command line program, which may well be set for both.
constexpr std::string_view kClientVariables[] = {"OXUS_SERVER", "OXUS_TIMEOUT"};
constexpr std::string_view kConfigVariable = "OXUS_CONFIG";
constexpr std::uintmax_t kMaxFileBytes = 1 << 20;

// The configuration as it grows, layer by layer, with the faults met on the way.
class Layers {
 public:
  Layers() { loaded_.origins.assign(Settings().size(), "default"); }

  void Fault(std::string text) { faults_.push_back(std::move(text)); }

  void Text(const Setting& setting, std::string_view value, const std::string& origin) {
    Record(setting, SetText(setting, value, &loaded_.config), origin);
  }
  void Number(const Setting& setting, int64_t value, const std::string& origin) {
    Record(setting, SetNumber(setting, value, &loaded_.config), origin);
  }

  absl::StatusOr<LoadedConfig> Result() && {
    if (faults_.empty()) return std::move(loaded_);
    return absl::InvalidArgumentError(fmt::format("{}", fmt::join(faults_, "\n")));
  }
  void set_action(Action action) { loaded_.action = action; }

 private:
  void Record(const Setting& setting, const absl::Status& status, const std::string& origin) {
    if (!status.ok()) {
      const std::string text(status.message());
      faults_.push_back(fmt::format("{}: {}", origin, text));
      return;
    }
    loaded_.origins[static_cast<size_t>(&setting - Settings().data())] = origin;
  }

  LoadedConfig loaded_;
  std::vector<std::string> faults_;
};

std::string Suggestion(std::string_view name, std::span<const std::string> known) {
  const std::string nearest = codes::NearestWord(name, known);
  return nearest.empty() ? "" : fmt::format("; did you mean {}?", nearest);
}

template <typename Name>
std::vector<std::string> NamesOf(Name name) {
  std::vector<std::string> names;
  for (const Setting& setting : Settings()) names.push_back(name(setting));
  return names;
}

// A value as the file has it, texts in the quotes most files use.
std::string Shown(const toml::node& node) {
  if (const auto* text = node.as_string()) return fmt::format("\"{}\"", text->get());
  std::ostringstream shown;
  node.visit([&shown](const auto& typed) { shown << typed; });
  return shown.str();
}

void ApplyFileEntry(const std::string& path, std::string_view key, const toml::node& node,
                    Layers* layers) {
  const std::string origin = fmt::format("file {} line {}", path, node.source().begin.line);
  const Setting* setting = FindSetting(key);
  if (setting == nullptr) {
    const auto known = NamesOf([](const Setting& each) { return std::string(each.name); });
    layers->Fault(fmt::format("{}: unknown key {}{}", origin, key, Suggestion(key, known)));
  } else if (const auto* number = node.as_integer()) {
    layers->Number(*setting, number->get(), origin);
  } else if (const auto* text = node.as_string(); text != nullptr && !setting->is_number()) {
    layers->Text(*setting, text->get(), origin);
  } else {
    layers->Fault(
        fmt::format("{}: {} is {}, expected {}", origin, key, Shown(node), setting->expected()));
  }
}

absl::Status ApplyFile(const std::string& path, Layers* layers) {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  std::ifstream file(path, std::ios::binary);
  if (error || !file) {
    return absl::NotFoundError(fmt::format("configuration file {} cannot be read: {}", path,
                                           error ? error.message() : "permission denied"));
  }
  if (size > kMaxFileBytes) {
    return absl::InvalidArgumentError(fmt::format(
        "configuration file {} has {} bytes, at most {} are read", path, size, kMaxFileBytes));
  }
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  try {
    const toml::table table = toml::parse(text, path);
    for (const auto& [key, node] : table) ApplyFileEntry(path, key.str(), node, layers);
  } catch (const toml::parse_error& fault) {
    layers->Fault(fmt::format("file {} line {} column {}: {}", path, fault.source().begin.line,
                              fault.source().begin.column, fault.description()));
  }
  return absl::OkStatus();
}

// OXUS_* of the environment, without the prefix check repeated at each use.
std::map<std::string, std::string> OxusVariables(const std::vector<std::string>& environment) {
  std::map<std::string, std::string> variables;
  for (const std::string& entry : environment) {
    const size_t equals = entry.find('=');
    if (!entry.starts_with("OXUS_") || equals == std::string::npos) continue;
    variables.emplace(entry.substr(0, equals), entry.substr(equals + 1));
  }
  return variables;
}

void ApplyEnvironment(std::map<std::string, std::string> variables, Layers* layers) {
  for (const std::string_view name : kClientVariables) variables.erase(std::string(name));
  variables.erase(std::string(kConfigVariable));
  for (const Setting& setting : Settings()) {
    const auto found = variables.find(setting.environment());
    if (found == variables.end()) continue;
    layers->Text(setting, found->second, fmt::format("environment {}", found->first));
    variables.erase(found);
  }
  auto known = NamesOf([](const Setting& each) { return each.environment(); });
  known.emplace_back(kConfigVariable);
  for (const auto& [name, value] : variables) {
    layers->Fault(fmt::format("environment: unknown variable {}{}", name, Suggestion(name, known)));
  }
}

struct CommandLine {
  explicit CommandLine()
      : app("oxusd: takes streams of incident and diplomatic-contact events over gRPC, keeps "
            "them, and answers questions about them.",
            "oxusd") {}

  CLI::App app;
  std::string config_file;
  bool print_config = false;
  bool version = false;
  // By setting, in the order of Settings().
  std::vector<std::string> values;
  std::vector<CLI::Option*> options;
};

std::string Footer() {
  return fmt::format(
      "Each setting is read from the file (key), then the environment (variable), then the flag;\n"
      "the later one wins. Without --config or OXUS_CONFIG the file is {}, if there.\n"
      "\n"
      "Exit codes:\n"
      "  0  stopped in order\n"
      "  1  failed, or stopped by a second signal\n"
      "  2  the command line or the configuration is wrong\n"
      "  3  the address is in use\n"
      "  4  the data directory is in use by another process\n"
      "  5  the data directory was written by a newer version\n"
      "  6  writing failed; restart it when the cause is gone\n"
      "  7  the data directory is damaged, or its log ends before what was acknowledged",
      kDefaultConfigFile);
}

void Declare(CommandLine* line) {
  line->app.add_option("--config", line->config_file, "File to read settings from (OXUS_CONFIG)")
      ->type_name("FILE");
  line->app.add_flag("--print-config", line->print_config,
                     "Print every setting and where it came from, and exit");
  line->app.add_flag("--version", line->version, "Print the version and exit");
  line->values.resize(Settings().size());
  for (size_t i = 0; i < Settings().size(); ++i) {
    const Setting& setting = Settings()[i];
    std::string help = fmt::format("{} [{}]", setting.help, ValueText(setting, ServerConfig{}));
    if (setting.is_number()) help += fmt::format(", {}..{}", setting.min, setting.max);
    if (!setting.words.empty()) help += fmt::format(", {}", setting.expected());
    line->options.push_back(
        line->app.add_option(setting.flag(), line->values[i], help)
            ->type_name(fmt::format("{} ({})", setting.value_name, setting.environment())));
  }
  line->app.allow_extras();
  line->app.footer(Footer());
}

void ApplyFlags(const CommandLine& line, Layers* layers) {
  for (size_t i = 0; i < Settings().size(); ++i) {
    if (line.options[i]->count() == 0) continue;
    const Setting& setting = Settings()[i];
    layers->Text(setting, line.values[i], fmt::format("flag {}", setting.flag()));
  }
  auto known = NamesOf([](const Setting& each) { return each.flag(); });
  for (const char* flag : {"--config", "--print-config", "--version", "--help"}) {
    known.emplace_back(flag);
  }
  for (const std::string& extra : line.app.remaining()) {
    const std::string name = extra.substr(0, extra.find('='));
    layers->Fault(fmt::format("command line: unexpected {}{}", name, Suggestion(name, known)));
  }
}

absl::Status ParseArguments(const Invocation& invocation, CommandLine* line, Layers* layers) {
  // CLI11 takes them last first.
  std::vector<std::string> arguments(invocation.arguments.rbegin(), invocation.arguments.rend());
  try {
    line->app.parse(arguments);
  } catch (const CLI::CallForHelp&) {
    layers->set_action(Action::kHelp);
  } catch (const CLI::ParseError& fault) {
    return absl::InvalidArgumentError(fmt::format("command line: {}", fault.what()));
  }
  if (line->version) layers->set_action(Action::kVersion);
  if (line->print_config) layers->set_action(Action::kPrintConfig);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<LoadedConfig> LoadConfig(const Invocation& invocation) {
  Layers layers;
  CommandLine line;
  Declare(&line);
  if (absl::Status parsed = ParseArguments(invocation, &line, &layers); !parsed.ok()) return parsed;
  absl::StatusOr<LoadedConfig> early = Layers(layers).Result();
  if (early->action == Action::kHelp || early->action == Action::kVersion) return early;

  const auto variables = OxusVariables(invocation.environment);
  std::string file = line.config_file;
  if (const auto named = variables.find(std::string(kConfigVariable));
      file.empty() && named != variables.end()) {
    file = named->second;
  }
  std::error_code ignored;
  if (file.empty() && std::filesystem::exists(invocation.default_file, ignored)) {
    file = invocation.default_file;
  }
  if (!file.empty()) {
    if (absl::Status read = ApplyFile(file, &layers); !read.ok()) return read;
  }
  ApplyEnvironment(variables, &layers);
  ApplyFlags(line, &layers);
  return std::move(layers).Result();
}

std::string PrintConfig(const LoadedConfig& loaded) {
  std::string text;
  for (size_t i = 0; i < Settings().size(); ++i) {
    const Setting& setting = Settings()[i];
    const std::string entry =
        fmt::format("{} = {}", setting.name, ValueText(setting, loaded.config));
    text += fmt::format("{:<40}  # {}\n", entry, loaded.origins[i]);
  }
  return text;
}

std::string HelpText() {
  CommandLine line;
  Declare(&line);
  return line.app.help();
}

}  // namespace oxus::config
