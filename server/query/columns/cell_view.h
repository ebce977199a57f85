#pragma once

#include <cstdint>

namespace oxus::query {

// Numbers of cells, row by row: 1, 2 or 4 bytes each.
struct CellView {
  const void* cells = nullptr;
  uint8_t width = 4;
};

// Calls visit with the numbers as an array of their type.
template <typename Visit>
void VisitCells(const CellView& view, const Visit& visit) {
  switch (view.width) {
    case 1:
      return visit(static_cast<const uint8_t*>(view.cells));
    case 2:
      return visit(static_cast<const uint16_t*>(view.cells));
    default:
      return visit(static_cast<const uint32_t*>(view.cells));
  }
}

}  // namespace oxus::query
