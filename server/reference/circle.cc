#include "server/reference/circle.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "server/reference/great_circle.h"

namespace oxus::reference {
namespace {

constexpr double kRadiansPerDegree = std::numbers::pi / 180;
// About 10 m, and what the haversine is off near the antipode.
constexpr double kSlackDegrees = 1e-4;

// The greatest difference of longitude on a circle around a point at `lat`; 360 when a pole is
// in the circle.
double LongitudeReach(double lat, double radius_degrees) {
  if (std::abs(lat) + radius_degrees >= 90) return 360;
  const double ratio =
      std::sin(radius_degrees * kRadiansPerDegree) / std::cos(lat * kRadiansPerDegree);
  return std::asin(std::min(ratio, 1.0)) / kRadiansPerDegree;
}

}  // namespace

Circle::Circle(double lat, double lon, double km) : lat_(lat), lon_(lon), km_(km) {
  if (!IsOnGlobe(lat, lon) || !(km >= 0)) return;
  max_lat_off_ = std::min(km / kEarthRadiusKm / kRadiansPerDegree, 180.0) + kSlackDegrees;
  max_lon_off_ = LongitudeReach(lat, max_lat_off_);
}

bool Circle::Contains(double lat, double lon) const {
  if (!(std::abs(lat - lat_) <= max_lat_off_)) return false;
  const double lon_off = std::abs(lon - lon_);
  if (!(std::min(lon_off, 360 - lon_off) <= max_lon_off_)) return false;
  return GreatCircleKm(lat_, lon_, lat, lon) <= km_;
}

}  // namespace oxus::reference
