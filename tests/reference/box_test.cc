#include "server/reference/box.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <string>

namespace oxus::reference {
namespace {

const double kNaN = std::numeric_limits<double>::quiet_NaN();

TEST(BoxTest, EdgesAreInside) {
  const Box box(36, 67, 41, 75);
  for (const double lat : {36.0, 38.0, 41.0}) {
    for (const double lon : {67.0, 70.0, 75.0}) EXPECT_TRUE(box.Contains(lat, lon));
  }
  EXPECT_FALSE(box.Contains(35.999, 70));
  EXPECT_FALSE(box.Contains(41.001, 70));
  EXPECT_FALSE(box.Contains(38, 66.999));
  EXPECT_FALSE(box.Contains(38, 75.001));
}

TEST(BoxTest, WestBeyondEastCrossesTheAntimeridian) {
  const Box box(-10, 170, 10, -170);
  EXPECT_TRUE(box.Contains(0, 175));
  EXPECT_TRUE(box.Contains(0, 180));
  EXPECT_TRUE(box.Contains(0, -180));
  EXPECT_TRUE(box.Contains(0, -170));
  EXPECT_FALSE(box.Contains(0, 0));
  EXPECT_FALSE(box.Contains(0, -169));
}

TEST(BoxTest, TheAntimeridianIsOneUnderBothNames) {
  EXPECT_TRUE(Box(0, 170, 10, 180).Contains(5, -180));
  EXPECT_TRUE(Box(0, -180, 10, -170).Contains(5, 180));
  EXPECT_FALSE(Box(0, -170, 10, 170).Contains(5, 180));
}

TEST(BoxTest, APoleHasEveryLongitude) {
  EXPECT_TRUE(Box(80, 10, 90, 20).Contains(90, -100));
  EXPECT_TRUE(Box(-90, 10, -80, 20).Contains(-90, 0));
  EXPECT_FALSE(Box(80, 10, 89, 20).Contains(90, 15));
}

TEST(BoxTest, IsEmptyWithSouthBeyondNorthOrWithoutABound) {
  EXPECT_FALSE(Box(10, 0, -10, 20).Contains(0, 10));
  EXPECT_FALSE(Box(kNaN, 0, 10, 20).Contains(0, 10));
  EXPECT_FALSE(Box(-10, kNaN, 10, 20).Contains(0, 10));
  EXPECT_FALSE(Box(-10, kNaN, 90, 20).Contains(90, 10));
  EXPECT_FALSE(Box(-10, 0, kNaN, 20).Contains(0, 10));
  EXPECT_FALSE(Box(-10, 0, 10, kNaN).Contains(0, 10));
}

TEST(BoxTest, APointOffTheGlobeIsInNoBox) {
  const Box box(-100, -200, 100, 200);
  EXPECT_TRUE(box.Contains(0, 0));
  EXPECT_FALSE(box.Contains(kNaN, 0));
  EXPECT_FALSE(box.Contains(0, kNaN));
  EXPECT_FALSE(box.Contains(95, 0));
  EXPECT_FALSE(box.Contains(0, 190));
}

// Going east from the west edge, a point is met before the east edge.
bool NaiveContains(int south, int west, int north, int east, int lat, int lon) {
  if (lat < south || lat > north) return false;
  if (lat == 90 || lat == -90) return true;
  for (int at = west;; at = at == 180 ? -180 : at + 1) {
    if (at == lon || (std::abs(at) == 180 && std::abs(lon) == 180)) return true;
    if (at == east) return false;
  }
}

TEST(BoxTest, HoldsWhatIsMetBetweenItsEdges) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  // Tens of degrees: edges are hit often.
  const auto lat = [&] { return std::uniform_int_distribution<int>(-9, 9)(random) * 10; };
  const auto lon = [&] { return std::uniform_int_distribution<int>(-18, 18)(random) * 10; };
  for (int i = 0; i < 20000; ++i) {
    const int edges[] = {lat(), lon(), lat(), lon()};
    const int at_lat = lat();
    const int at_lon = lon();
    ASSERT_EQ(Box(edges[0], edges[1], edges[2], edges[3]).Contains(at_lat, at_lon),
              NaiveContains(edges[0], edges[1], edges[2], edges[3], at_lat, at_lon))
        << edges[0] << " " << edges[1] << " " << edges[2] << " " << edges[3] << " at " << at_lat
        << " " << at_lon;
  }
}

}  // namespace
}  // namespace oxus::reference
