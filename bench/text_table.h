#pragma once

#include <string>
#include <vector>

namespace oxus::bench {

enum class TableStyle { kText, kMarkdown };

using Cells = std::vector<std::string>;

// Lines of equally many cells, the first of which is the head.
std::string TextTable(const std::vector<Cells>& lines, TableStyle style);

}  // namespace oxus::bench
