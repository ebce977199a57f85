#pragma once

#include <atomic>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "client/cli/command_line.h"
#include "client/cli/streams.h"

namespace oxus::cli {

// What a run of `oxus` is given besides its arguments.
struct Surroundings {
  bool terminal = false;
  int width = 0;
  std::map<std::string, std::string> environment;
  bool interrupted = false;
};

struct CliRun {
  int code = 0;
  std::string out;
  std::string err;
};

// Runs `oxus arguments...` inside the test.
inline CliRun RunOxus(const std::vector<std::string>& arguments,
                      const Surroundings& surroundings = {}) {
  std::vector<const char*> raw = {"oxus"};
  for (const std::string& argument : arguments) raw.push_back(argument.c_str());
  std::ostringstream out;
  std::ostringstream err;
  const std::atomic<bool> interrupted = surroundings.interrupted;
  Streams streams{.out = out, .err = err};
  streams.out_is_terminal = surroundings.terminal;
  streams.terminal_width = surroundings.width;
  streams.interrupted = &interrupted;
  streams.environment = [&](const std::string& name) -> std::optional<std::string> {
    const auto found = surroundings.environment.find(name);
    if (found == surroundings.environment.end()) return std::nullopt;
    return found->second;
  };
  const int code = RunCli(raw, streams);
  return {code, out.str(), err.str()};
}

}  // namespace oxus::cli
