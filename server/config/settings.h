#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "server/config/server_config.h"

namespace oxus::config {

// One setting. The file key is `name`; the flag and the environment variable are made from it,
// so that the four ways to set it cannot drift apart.
struct Setting {
  std::string_view name;
  // What stands for the value in --help: "PATH", "HOST:PORT", "MIB".
  std::string_view value_name;
  std::string_view help;
  std::variant<std::string ServerConfig::*, int64_t ServerConfig::*> member;
  // Numbers: both ends allowed.
  int64_t min = 0;
  int64_t max = 0;
  // Texts: the words allowed; any text when empty.
  std::vector<std::string_view> words = {};

  bool is_number() const { return member.index() == 1; }
  // "--data-dir" of "data_dir".
  std::string flag() const;
  // "OXUS_DATA_DIR" of "data_dir".
  std::string environment() const;
  // "integer 1..64", "one of debug, info", "text".
  std::string expected() const;
};

// All settings, in the order in which they are printed.
std::span<const Setting> Settings();

// nullptr when there is none of this name.
const Setting* FindSetting(std::string_view name);

// Sets one from text, as environment and flags give it, or from a number, as a file may.
// INVALID_ARGUMENT names the value and what is expected; `config` is unchanged then.
absl::Status SetText(const Setting& setting, std::string_view text, ServerConfig* config);
absl::Status SetNumber(const Setting& setting, int64_t number, ServerConfig* config);

// The value as a TOML literal.
std::string ValueText(const Setting& setting, const ServerConfig& config);

}  // namespace oxus::config
