#include "bench/timing_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace oxus::bench {
namespace {

using Cells = std::vector<std::string>;

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

// Three digits that count.
std::string Digits(double ms) {
  return fmt::format("{:.{}f}", ms, ms < 1 ? 3 : ms < 10 ? 2 : ms < 100 ? 1 : 0);
}

std::string TimeCell(const std::vector<double>& ms) {
  if (ms.empty()) return "-";
  const auto [least, most] = std::minmax_element(ms.begin(), ms.end());
  return fmt::format("{} ({}-{})", Digits(Median(ms)), Digits(*least), Digits(*most));
}

std::string Joined(const Cells& cells, const std::vector<size_t>& widths, TableStyle style) {
  std::string line = style == TableStyle::kMarkdown ? "|" : "";
  for (size_t i = 0; i < cells.size(); ++i) {
    line += style == TableStyle::kMarkdown ? fmt::format(" {} |", cells[i])
                                           : fmt::format("{:<{}}", cells[i], widths[i] + 2);
  }
  return line + "\n";
}

std::string Layout(const std::vector<Cells>& lines, TableStyle style) {
  std::vector<size_t> widths(lines[0].size());
  for (const Cells& cells : lines) {
    for (size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], cells[i].size());
  }
  std::string text;
  for (size_t i = 0; i < lines.size(); ++i) {
    text += Joined(lines[i], widths, style);
    if (i == 0 && style == TableStyle::kMarkdown) {
      text += Joined(Cells(lines[0].size(), "---"), widths, style);
    }
  }
  return text;
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
  return Layout(lines, style);
}

}  // namespace oxus::bench
