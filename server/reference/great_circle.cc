#include "server/reference/great_circle.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace oxus::reference {
namespace {

constexpr double kRadiansPerDegree = std::numbers::pi / 180;

double SquaredSine(double angle) {
  const double sine = std::sin(angle);
  return sine * sine;
}

}  // namespace

bool IsOnGlobe(double lat, double lon) { return std::abs(lat) <= 90 && std::abs(lon) <= 180; }

double GreatCircleKm(double lat1, double lon1, double lat2, double lon2) {
  if (!IsOnGlobe(lat1, lon1) || !IsOnGlobe(lat2, lon2)) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  const double a = lat1 * kRadiansPerDegree;
  const double b = lat2 * kRadiansPerDegree;
  const double haversine =
      SquaredSine((b - a) / 2) +
      std::cos(a) * std::cos(b) * SquaredSine((lon2 - lon1) * kRadiansPerDegree / 2);
  return 2 * kEarthRadiusKm * std::asin(std::sqrt(std::min(haversine, 1.0)));
}

}  // namespace oxus::reference
