#include "server/reference/circle.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>
#include <string>

#include "server/reference/great_circle.h"

namespace oxus::reference {
namespace {

const double kNaN = std::numeric_limits<double>::quiet_NaN();

// The angle between two vectors, by another formula than the one under test.
double NaiveKm(double lat1, double lon1, double lat2, double lon2) {
  const double degree = std::numbers::pi / 180;
  const auto vector = [&](double lat, double lon, double(&v)[3]) {
    v[0] = std::cos(lat * degree) * std::cos(lon * degree);
    v[1] = std::cos(lat * degree) * std::sin(lon * degree);
    v[2] = std::sin(lat * degree);
  };
  double a[3];
  double b[3];
  vector(lat1, lon1, a);
  vector(lat2, lon2, b);
  const double x = a[1] * b[2] - a[2] * b[1];
  const double y = a[2] * b[0] - a[0] * b[2];
  const double z = a[0] * b[1] - a[1] * b[0];
  const double dot = a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  return kEarthRadiusKm * std::atan2(std::sqrt(x * x + y * y + z * z), dot);
}

class Globe {
 public:
  explicit Globe(uint32_t seed) : random_(seed) {}

  // Poles and the antimeridian come often.
  double Lat() { return std::clamp(Uniform(-110, 110), -90.0, 90.0); }
  double Lon() { return std::clamp(Uniform(-200, 200), -180.0, 180.0); }
  double Uniform(double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random_);
  }

 private:
  std::mt19937 random_;
};

TEST(CircleTest, GreatCircleDistanceIsTheAngleBetweenTheVectors) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  Globe globe(seed);
  for (int i = 0; i < 100000; ++i) {
    const double lat1 = globe.Lat();
    const double lon1 = globe.Lon();
    const double lat2 = globe.Lat();
    const double lon2 = globe.Lon();
    const double naive = NaiveKm(lat1, lon1, lat2, lon2);
    const double tolerance = naive > 20000 ? 0.5 : 1e-4;
    ASSERT_NEAR(GreatCircleKm(lat1, lon1, lat2, lon2), naive, tolerance)
        << lat1 << " " << lon1 << " " << lat2 << " " << lon2;
  }
}

TEST(CircleTest, ContainsExactlyWhatIsWithinTheDistance) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  Globe globe(seed);
  for (int i = 0; i < 3000; ++i) {
    const double lat = globe.Lat();
    const double lon = globe.Lon();
    const double km = std::pow(10.0, globe.Uniform(-3, 4.4));
    const Circle circle(lat, lon, km);
    for (int j = 0; j < 100; ++j) {
      // Half of the points are about as far as the circle reaches.
      const double degrees = km / 111;
      const bool close = j % 2 == 0;
      const double to_lat =
          close ? std::clamp(lat + globe.Uniform(-degrees, degrees), -90.0, 90.0) : globe.Lat();
      const double to_lon =
          close ? std::remainder(lon + globe.Uniform(-2 * degrees, 2 * degrees), 360) : globe.Lon();
      ASSERT_EQ(circle.Contains(to_lat, to_lon), GreatCircleKm(lat, lon, to_lat, to_lon) <= km)
          << km << " km around " << lat << " " << lon << " at " << to_lat << " " << to_lon;
    }
  }
}

TEST(CircleTest, ReachesOverTheAntimeridianAndThePoles) {
  EXPECT_TRUE(Circle(0, 179.9, 50).Contains(0, -179.9));
  EXPECT_FALSE(Circle(0, 179.9, 20).Contains(0, -179.9));
  EXPECT_TRUE(Circle(89.9, 0, 50).Contains(89.9, 180));
  EXPECT_TRUE(Circle(-90, 0, 50).Contains(-89.8, -77));
  EXPECT_TRUE(Circle(10, 180, 0).Contains(10, 180));
  EXPECT_TRUE(Circle(10, 20, 0).Contains(10, 20));
  EXPECT_TRUE(Circle(10, 20, 30000).Contains(-10, -160));
  EXPECT_TRUE(Circle(10, 20, std::numeric_limits<double>::infinity()).Contains(-10, -160));
}

TEST(CircleTest, IsEmptyWithoutACentreOrADistance) {
  EXPECT_FALSE(Circle(kNaN, 0, 1e6).Contains(0, 0));
  EXPECT_FALSE(Circle(0, kNaN, 1e6).Contains(0, 0));
  EXPECT_FALSE(Circle(91, 0, 1e6).Contains(0, 0));
  EXPECT_FALSE(Circle(0, 181, 1e6).Contains(0, 0));
  EXPECT_FALSE(Circle(0, 0, kNaN).Contains(0, 0));
  EXPECT_FALSE(Circle(0, 0, -1).Contains(0, 0));
}

TEST(CircleTest, APointOffTheGlobeIsInNoCircle) {
  const Circle circle(0, 0, 1e6);
  EXPECT_TRUE(circle.Contains(0, 0));
  EXPECT_FALSE(circle.Contains(kNaN, 0));
  EXPECT_FALSE(circle.Contains(0, kNaN));
  EXPECT_FALSE(circle.Contains(90.1, 0));
  EXPECT_FALSE(circle.Contains(0, -180.1));
}

}  // namespace
}  // namespace oxus::reference
