#include "bench/questions.h"

#include <fmt/format.h>

namespace oxus::bench {

std::string NameOf(Question question) { return fmt::format("Q{}", static_cast<int>(question) + 1); }

const char* TitleOf(Question question) {
  static constexpr std::array<const char*, kQuestions> kTitles = {
      "incidents by region",
      "incidents by region, last 90 days",
      "incidents and deaths by country and month, 5 years",
      "20 deadliest initiators in one country",
      "one dyad by month: incidents, contacts, mean score",
      "deadly events by type and country, confidence >= 3",
      "distinct initiators by region",
      "events in a box by day of 2024",
      "incidents in one region by day of 2025",
      "events and deaths by victim nationality and year",
      "mean score and count by source",
      "newest 50 events of one country and three types",
  };
  return kTitles[static_cast<size_t>(question)];
}

std::string MeanText(double mean) {
  std::string text = fmt::format("{:.8f}", mean);
  if (text == "-0.00000000") text.erase(0, 1);
  return text;
}

}  // namespace oxus::bench
