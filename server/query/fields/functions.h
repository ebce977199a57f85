#pragma once

#include <vector>

#include "server/filter/schema.h"

namespace oxus::query {

// What filters may call, in the order of FilterFunction. Arguments as their check leaves them:
// latitudes and longitudes on the globe, distances above 0 and at most kMaxDistanceKm, a border as
// reference::FindBorder knows it ("AF-TJ"), a grade as "C3", texts with a letter or digit to look
// for.
std::vector<filter::Function> FilterFunctions();

// Half the way round the Earth, roughly: no two points are further apart.
inline constexpr double kMaxDistanceKm = 20'000;

}  // namespace oxus::query
