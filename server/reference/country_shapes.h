#pragma once

#include <optional>
#include <string_view>

namespace oxus::reference {

// Kilometres from a point to the country's area, 0 inside; nullopt when there is no shape for
// the country. Shapes are Natural Earth 1:50m, which draws de facto borders. The shapes are
// loaded on the first call; afterwards any thread may call.
std::optional<double> DistanceToCountryKm(std::string_view alpha2, double lat, double lon);

}  // namespace oxus::reference
