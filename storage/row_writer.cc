#include "storage/row_writer.h"

#include <algorithm>

namespace oxus::storage {

std::span<const Cell> RowWriter::Number(std::span<const Cell> cells) {
  const auto is_text = [](const Cell& cell) { return cell.kind == Cell::Kind::kText; };
  if (std::none_of(cells.begin(), cells.end(), is_text)) return cells;
  numbered_.assign(cells.begin(), cells.end());
  for (Cell& cell : numbered_) {
    if (!is_text(cell)) continue;
    const uint32_t code = dictionary_.Code(InfoOf(cell.column).dictionary, cell.text());
    cell.kind = Cell::Kind::kCode;
    cell.code = code;
  }
  return numbered_;
}

std::span<const Cell> RowWriter::Project(const oxus::v1::Event& event) {
  draft_.Clear();
  if (projection_ != nullptr) projection_(event, draft_);
  return Number(draft_.cells());
}

}  // namespace oxus::storage
