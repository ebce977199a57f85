#pragma once

#include <span>
#include <string_view>

#include "server/reference/shape_table.h"

namespace oxus::reference {

// The border lines compiled in from data/naturalearth (generate_borders.py writes the
// definitions).

// The border of two countries by ISO 3166-1 alpha-2, `first` < `second`: `line_count` entries of
// BorderLineSizes() from `first_line`, whose vertices follow each other in BorderVertices() from
// `first_vertex`.
struct BorderRow {
  std::string_view first;
  std::string_view second;
  int first_vertex;
  int first_line;
  int line_count;
};

// Ordered by first, then second.
std::span<const BorderRow> BorderRows();
const Vertex* BorderVertices();
const int* BorderLineSizes();

}  // namespace oxus::reference
