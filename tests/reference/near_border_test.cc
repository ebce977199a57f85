#include "server/reference/near_border.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <thread>
#include <vector>

namespace oxus::reference {
namespace {

const double kNaN = std::numeric_limits<double>::quiet_NaN();
const double kInfinity = std::numeric_limits<double>::infinity();

struct Point {
  double lat;
  double lon;
};

double Turned(double lon) { return lon > 180 ? lon - 360 : lon < -180 ? lon + 360 : lon; }

// Points anywhere, in and around the border's box, on its corners, and such that are no place.
std::vector<Point> TryingPoints(const Border& border, double km, std::mt19937& random) {
  std::vector<Point> points = {{90, 0},   {-90, 0},    {90, 180},      {0, 180},
                               {0, -180}, {kNaN, 0},   {0, kNaN},      {91, 0},
                               {0, 181},  {-91, -181}, {kInfinity, 0}, {0, -kInfinity},
                               {37, 180}, {60, -180},  {65, 179.99}};
  std::uniform_real_distribution<double> unit(0, 1);
  for (int i = 0; i < 100; ++i) {
    points.push_back({unit(random) * 180 - 90, unit(random) * 360 - 180});
  }
  const Border::Bounds box = border.BoundsWithin(std::clamp(std::isnan(km) ? 0 : km, 0.0, 1e5));
  for (int i = 0; i < 1500; ++i) {
    const double lat = box.south + (box.north - box.south) * (unit(random) * 1.1 - 0.05);
    const double lon = box.west + box.width * (unit(random) * 1.1 - 0.05);
    points.push_back({std::clamp(lat, -90.0, 90.0), Turned(lon)});
  }
  for (const double lat : {box.south, box.north}) {
    for (const double lon : {box.west, Turned(box.west + box.width)}) points.push_back({lat, lon});
  }
  return points;
}

TEST(NearBorderTest, ContainsExactlyWhatIsWithinTheDistance) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (const auto& [first, second] : {std::pair{"AF", "TJ"},
                                      {"CN", "RU"},
                                      {"CA", "US"},
                                      {"FI", "NO"},
                                      {"ES", "GI"},
                                      {"BR", "FR"},
                                      {"ID", "PG"}}) {
    const Border& border = *FindBorder(first, second);
    for (const double km : {0.0, 0.5, 10.0, 50.0, 300.0, 3000.0, 5000.0, 12000.0, 19990.0, 30000.0,
                            -1.0, kNaN, kInfinity}) {
      const NearBorder near(border, km);
      for (const auto& [lat, lon] : TryingPoints(border, km, random)) {
        ASSERT_EQ(near.Contains(lat, lon), border.DistanceKm(lat, lon) <= km)
            << first << "-" << second << " " << km << " km at " << lat << " " << lon;
      }
    }
  }
}

// The second answer comes from the remembered cell.
TEST(NearBorderTest, AsksAgainAndAgainWithTheSameAnswer) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const Border& border = *FindBorder("AF", "TJ");
  const NearBorder near(border, 50);
  // So few places that most cells are met many times.
  std::uniform_real_distribution<double> lat(37.0, 37.05);
  std::uniform_real_distribution<double> lon(70.0, 70.3);
  for (int i = 0; i < 20000; ++i) {
    const Point point = {lat(random), lon(random)};
    ASSERT_EQ(near.Contains(point.lat, point.lon), border.DistanceKm(point.lat, point.lon) <= 50)
        << point.lat << " " << point.lon;
  }
}

TEST(NearBorderTest, ManyThreadsMayAskAtOnce) {
  const Border& border = *FindBorder("KG", "TJ");
  const NearBorder near(border, 30);
  std::vector<int> found(4, 0);
  std::vector<std::thread> threads;
  for (int& count : found) {
    threads.emplace_back([&near, &count] {
      for (int i = 0; i < 20000; ++i) count += near.Contains(38 + i % 200 * 0.01, 69 + i * 2e-4);
    });
  }
  for (std::thread& thread : threads) thread.join();
  int expected = 0;
  for (int i = 0; i < 20000; ++i) {
    expected += border.DistanceKm(38 + i % 200 * 0.01, 69 + i * 2e-4) <= 30;
  }
  EXPECT_GT(expected, 0);
  for (const int count : found) EXPECT_EQ(count, expected);
}

}  // namespace
}  // namespace oxus::reference
