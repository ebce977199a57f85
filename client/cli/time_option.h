#pragma once

#include <optional>
#include <string>

#include "CLI/App.hpp"
#include "absl/time/civil_time.h"
#include "oxus/v1/query_service.pb.h"

namespace oxus::cli {

// Empty when `text` is "YYYY-MM-DD" or "YYYY-MM-DDThh:mm" and names a day and minute that exist;
// otherwise what is wrong with it.
std::string CheckLocalTime(const std::string& text);

// The minute it names, a day's being its first. Nullopt when CheckLocalTime finds fault.
std::optional<absl::CivilMinute> ParseLocalTime(const std::string& text);

// Adds --since and --until.
void AddIntervalOptions(CLI::App& app, oxus::v1::LocalInterval& interval);

}  // namespace oxus::cli
