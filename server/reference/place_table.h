#pragma once

#include <span>
#include <string_view>

namespace oxus::reference {

// The spellings compiled in from data/geo and data/naturalearth (generate_places.py writes the
// definitions).

struct PlaceSpelling {
  std::string_view name;
  // Spellings of one place follow each other and have the same number.
  int place;
  // ISO 3166-2 when the place is such a subdivision; else empty. Subdivisions with no other name
  // than that of ISO are not here.
  std::string_view subdivision;
};

std::span<const PlaceSpelling> PlaceSpellings();

}  // namespace oxus::reference
