#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

// How the fields of data files are read as numbers and days. Every function takes the whole
// field, without regard to blanks around it, and gives nullopt for anything else.
namespace oxus::importer {

std::string_view Trimmed(std::string_view text);

// A whole number, also as spreadsheet programs write it: "34", "34.0", "2.0180105e+13".
std::optional<std::int64_t> WholeNumber(std::string_view text);

// A finite decimal number.
std::optional<double> DecimalNumber(std::string_view text);

// Days since 1970-01-01 of "20180105", "2018-01-05", or either with a time of day after it
// ("20180105123000", "2018-01-05 00:00:00.000"), which is left out.
std::optional<std::int64_t> DayNumber(std::string_view text);

// Milliseconds since 1970 of "20180105123000" or, at midnight, of what DayNumber reads.
std::optional<std::int64_t> MomentMs(std::string_view text);

inline constexpr std::int64_t kDayMs = 24 * 60 * 60 * 1000;

}  // namespace oxus::importer
