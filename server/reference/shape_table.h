#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace oxus::reference {

// The countries compiled in from data/naturalearth (generate_shapes.py writes the definitions).

struct Vertex {
  int32_t lat_e6;
  int32_t lon_e6;
};

// The rings of one country: `ring_count` entries of RingSizes() from `first_ring`, whose
// vertices follow each other in Vertices() from `first_vertex`. The area is at the left of
// each ring; the last vertex is joined to the first.
struct ShapeRow {
  std::string_view alpha2;
  int first_vertex;
  int first_ring;
  int ring_count;
};

std::span<const ShapeRow> Shapes();
const Vertex* Vertices();
const int* RingSizes();

}  // namespace oxus::reference
