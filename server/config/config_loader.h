#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/config/server_config.h"

namespace oxus::config {

inline constexpr char kDefaultConfigFile[] = "/etc/oxus/oxus.toml";

// What the command line and the environment ask for besides settings.
enum class Action { kServe, kPrintConfig, kHelp, kVersion };

// What the process was started with; a value, so that a test states it.
struct Invocation {
  // argv without the program's name.
  std::vector<std::string> arguments;
  // "NAME=value", as in environ.
  std::vector<std::string> environment;
  // Read when neither --config nor OXUS_CONFIG names a file; absent is no error.
  std::string default_file = kDefaultConfigFile;
};

struct LoadedConfig {
  Action action = Action::kServe;
  ServerConfig config;
  // Where each setting came from, in the order of Settings(): "default", "file PATH line 3",
  // "environment OXUS_LISTEN", "flag --listen".
  std::vector<std::string> origins;
};

// Reads file, environment and flags, each over the one before. INVALID_ARGUMENT has one line per
// fault, all at once: unknown names with the nearest known one, wrong values with what is
// expected and where it was given; NOT_FOUND when a file that was asked for is not there.
// With --help or --version nothing else is looked at.
absl::StatusOr<LoadedConfig> LoadConfig(const Invocation& invocation);

// The settings as a TOML file, each line with its origin as a comment.
std::string PrintConfig(const LoadedConfig& loaded);

// The text of --help, exit codes included.
std::string HelpText();

}  // namespace oxus::config
