#pragma once

#include <optional>
#include <string_view>

namespace oxus::reference {

// Kilometres from a point to the country's area, 0 inside. nullopt when there is no shape for
// the country (some small islands) or the point is not one (|lat| > 90, |lon| > 180, NaN).
//
// Shapes are Natural Earth 1:50m, which draws de facto borders and simplifies coasts by some
// kilometres; overseas parts that ISO lists apart (GF, RE, SJ) count for both codes. A country
// is indexed when it is first asked for (some milliseconds); then a point inside takes less
// than a microsecond, one outside some microseconds. Any thread may call.
std::optional<double> DistanceToCountryKm(std::string_view alpha2, double lat, double lon);

}  // namespace oxus::reference
