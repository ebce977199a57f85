#include "bench/text_table.h"

#include <fmt/format.h>

#include <algorithm>

namespace oxus::bench {
namespace {

std::string Joined(const Cells& cells, const std::vector<size_t>& widths, TableStyle style) {
  std::string line = style == TableStyle::kMarkdown ? "|" : "";
  for (size_t i = 0; i < cells.size(); ++i) {
    line += style == TableStyle::kMarkdown ? fmt::format(" {} |", cells[i])
                                           : fmt::format("{:<{}}", cells[i], widths[i] + 2);
  }
  return line + "\n";
}

}  // namespace

std::string TextTable(const std::vector<Cells>& lines, TableStyle style) {
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

}  // namespace oxus::bench
