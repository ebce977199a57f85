#pragma once

#include <functional>
#include <memory>

#include "server/query/columns/number_range.h"
#include "server/query/columns/predicate.h"

namespace oxus::query {

// Bounds of an area, in degrees, and the area itself.
struct Area {
  RealRange lat;
  RealRange lon;
  std::function<bool(double lat, double lon)> contains;
};

// Holds for rows whose point lies in the area and is known better than ADMIN1, unless leniency
// says otherwise.
std::unique_ptr<Predicate> PointIn(Area area);

}  // namespace oxus::query
