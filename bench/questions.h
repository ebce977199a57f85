#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace oxus::bench {

// The twelve questions, and the words they name. bench/peers/questions.mjs says the same in SQL.
enum class Question { kQ1, kQ2, kQ3, kQ4, kQ5, kQ6, kQ7, kQ8, kQ9, kQ10, kQ11, kQ12 };
inline constexpr size_t kQuestions = 12;

// "Q1" to "Q12".
std::string NameOf(Question question);
// In plain words.
const char* TitleOf(Question question);

// Half-open stretches of days, as dates.
struct Stretch {
  const char* since;
  const char* until;
};
inline constexpr Stretch kLast90Days = {"2025-10-03", "2026-01-01"};
inline constexpr Stretch kFiveYears = {"2021-01-01", "2026-01-01"};
inline constexpr Stretch kYear2024 = {"2024-01-01", "2025-01-01"};
inline constexpr Stretch kYear2025 = {"2025-01-01", "2026-01-01"};

inline constexpr const char* kBusiestCountry = "AF";
inline constexpr size_t kTopActors = 20;
inline constexpr std::array<const char*, 2> kDyad = {"PAK-COP", "TJK-COP"};
inline constexpr uint32_t kLeastConfidence = 3;
// Whole degrees, all four ends inside.
inline constexpr int32_t kSouth = 34;
inline constexpr int32_t kNorth = 40;
inline constexpr int32_t kWest = 62;
inline constexpr int32_t kEast = 72;
inline constexpr const char* kRegion = "TJ-KT";
inline constexpr const char* kNewestCountry = "TJ";
inline constexpr std::array<const char*, 3> kNewestTypes = {"ARMED_CLASH", "BORDER_VIOLATION",
                                                            "MULTILATERAL_MEETING"};
inline constexpr size_t kNewest = 50;

// An answer in the form in which all systems are compared: a line for each row, values joined by
// tabs, null as nothing, means with eight decimals. In byte order, but for Q4 and Q12, whose own
// order counts.
using Answer = std::vector<std::string>;

// "-2.50000000"; a zero has no sign.
std::string MeanText(double mean);

}  // namespace oxus::bench
