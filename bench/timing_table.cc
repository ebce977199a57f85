#include "bench/timing_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "bench/quantiles.h"

namespace oxus::bench {
namespace {

std::string TimeCell(const std::vector<double>& ms) {
  if (ms.empty()) return "-";
  const auto [least, most] = std::minmax_element(ms.begin(), ms.end());
  return fmt::format("{} ({}-{})", Digits(Median(ms)), Digits(*least), Digits(*most));
}

// Sums logarithms of ratios.
struct GeometricMean {
  double logarithms = 0;
  size_t count = 0;

  std::string Add(const std::vector<double>& system, const std::vector<double>& base) {
    if (system.empty() || base.empty()) return "-";
    const double ratio = Median(system) / Median(base);
    logarithms += std::log(ratio);
    ++count;
    return fmt::format("{:.2f}", ratio);
  }
  std::string Text() const {
    return count == 0 ? "-" : fmt::format("{:.2f}", std::exp(logarithms / count));
  }
};

}  // namespace

std::string TimingTable(const std::vector<Timings>& systems, size_t base,
                        const std::vector<size_t>& compared, TableStyle style) {
  Cells head = {"", "question"};
  for (const Timings& system : systems) head.push_back(system.system + " ms");
  for (const size_t system : compared) {
    head.push_back(systems[system].system + " / " + systems[base].system);
  }
  std::vector<Cells> lines = {head};
  std::vector<GeometricMean> means(compared.size());
  for (size_t question = 0; question < kQuestions; ++question) {
    Cells& cells = lines.emplace_back();
    cells = {NameOf(static_cast<Question>(question)), TitleOf(static_cast<Question>(question))};
    for (const Timings& system : systems) cells.push_back(TimeCell(system.ms[question]));
    for (size_t i = 0; i < compared.size(); ++i) {
      cells.push_back(means[i].Add(systems[compared[i]].ms[question], systems[base].ms[question]));
    }
  }
  Cells& last = lines.emplace_back(Cells{"", "geometric mean"});
  last.resize(2 + systems.size());
  for (const GeometricMean& mean : means) last.push_back(mean.Text());
  return TextTable(lines, style);
}

}  // namespace oxus::bench
