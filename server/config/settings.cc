#include "server/config/settings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "server/config/listen_address.h"
#include "server/query/limits.h"

namespace oxus::config {
namespace {

using C = ServerConfig;

const std::vector<Setting>& Table() {
  static const auto& table = *new std::vector<Setting>{
      {"data_dir", "PATH", "Directory of the store; made when missing", &C::data_dir},
      {"listen", "HOST:PORT",
       "Address to serve on, loopback only; port 0 lets the system choose one", &C::listen},
      {"ready_file", "PATH", "File to write the address to once the server answers",
       &C::ready_file},
      {"block_cache_mib", "MIB", "Memory for blocks read from disk", &C::block_cache_mib, 8,
       1 << 20},
      {"query_cache_mib", "MIB", "Memory for columns that queries have read", &C::query_cache_mib,
       16, 1 << 20},
      {"workers", "N",
       "Threads that check submissions, and as many that answer queries; "
       "0 is one per processor",
       &C::workers, 0, 256},
      {"ingest_streams_max", "N", "Ingest streams open at once", &C::ingest_streams_max, 1, 10'000},
      {"ingest_inflight_batches", "N", "Batches of one stream read and not yet answered",
       &C::ingest_inflight_batches, 1, 64},
      {"ingest_inflight_mib", "MIB",
       "Batches of all streams read and not yet answered; past it each stream holds one",
       &C::ingest_inflight_mib, 8, 1 << 20},
      {"ingest_nice", "N",
       "Niceness of the threads that ingest, as nice(1) has it: where processors are busy, queries "
       "come first",
       &C::ingest_nice, 0, 19},
      {"min_free_mib", "MIB",
       "Space on the disk that ingest leaves free, for reads, seals and other programs; 0 is the "
       "larger of 1024 and a fiftieth of the disk",
       &C::min_free_mib, 0, 1 << 30},
      {"query_timeout_s", "SECONDS", "Longest a query may run", &C::query_timeout_s, 1, 3600},
      {"query_max_groups", "N", "Groups that one query may make", &C::query_max_groups, 1,
       static_cast<int64_t>(query::kMostGroups)},
      {"query_memory_mib", "MIB", "Memory that the groups of one query may take",
       &C::query_memory_mib, 1, 1'048'576},
      {"log_level",
       "LEVEL",
       "Least level written to stderr",
       &C::log_level,
       0,
       0,
       {"debug", "info", "warn", "error"}},
      {"log_format",
       "FORMAT",
       "How log lines are written",
       &C::log_format,
       0,
       0,
       {"logfmt", "json"}},
      {"shutdown_grace_s", "SECONDS", "Longest a shutdown takes before it is forced",
       &C::shutdown_grace_s, 1, 10},
  };
  return table;
}

absl::Status Unexpected(const Setting& setting, std::string_view value) {
  return absl::InvalidArgumentError(
      fmt::format("{} is {}, expected {}", setting.name, value, setting.expected()));
}

}  // namespace

std::string Setting::flag() const {
  std::string text = fmt::format("--{}", name);
  std::replace(text.begin(), text.end(), '_', '-');
  return text;
}

std::string Setting::environment() const {
  std::string text = fmt::format("OXUS_{}", name);
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return text;
}

std::string Setting::expected() const {
  if (is_number()) return fmt::format("an integer from {} to {}", min, max);
  if (words.empty()) return "text";
  return fmt::format("one of {}", fmt::join(words, ", "));
}

std::span<const Setting> Settings() { return Table(); }

const Setting* FindSetting(std::string_view name) {
  for (const Setting& setting : Table()) {
    if (setting.name == name) return &setting;
  }
  return nullptr;
}

absl::Status SetNumber(const Setting& setting, int64_t number, ServerConfig* config) {
  if (!setting.is_number() || number < setting.min || number > setting.max) {
    return Unexpected(setting, fmt::to_string(number));
  }
  config->*std::get<1>(setting.member) = number;
  return absl::OkStatus();
}

absl::Status SetText(const Setting& setting, std::string_view text, ServerConfig* config) {
  const std::string quoted = fmt::format("\"{}\"", text);
  if (setting.is_number()) {
    int64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || stop != end) return Unexpected(setting, quoted);
    return SetNumber(setting, number, config);
  }
  if (!setting.words.empty() &&
      std::find(setting.words.begin(), setting.words.end(), text) == setting.words.end()) {
    return Unexpected(setting, quoted);
  }
  if (setting.name == "listen") {
    if (const auto address = ParseListenAddress(text); !address.ok()) return address.status();
  }
  if (setting.name == "data_dir" && text.empty()) {
    return absl::InvalidArgumentError("data_dir is empty, expected a directory");
  }
  config->*std::get<0>(setting.member) = std::string(text);
  return absl::OkStatus();
}

std::string ValueText(const Setting& setting, const ServerConfig& config) {
  if (setting.is_number()) return fmt::to_string(config.*std::get<1>(setting.member));
  std::string quoted = "\"";
  for (const char c : config.*std::get<0>(setting.member)) {
    if (c == '"' || c == '\\') quoted += '\\';
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      quoted += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

}  // namespace oxus::config
