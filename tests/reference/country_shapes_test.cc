#include "server/reference/country_shapes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "codes/geography.h"

namespace oxus::reference {
namespace {

TEST(CountryShapesTest, APointInsideIsAtZeroKilometres) {
  struct Case {
    const char* country;
    double lat;
    double lon;
  };
  const Case cases[] = {
      {"TJ", 38.56, 68.77},  // Dushanbe
      {"AF", 34.53, 69.17},  // Kabul
      {"FR", 48.85, 2.35},   // Paris
      {"FR", 4.5, -52.8},    // French Guiana under France
      {"GF", 4.5, -52.8},    // and under its own code
      {"NO", 61.0, 9.0},     // Norway, without an ISO code in the source
      {"SJ", 78.9, 16.8},    // Svalbard
      {"XK", 42.66, 21.16},  // Pristina
      {"SO", 9.56, 44.06},   // Hargeysa, drawn apart as Somaliland
      {"CY", 35.3, 33.4},    // north of Nicosia, drawn apart
      {"RU", 66.0, -175.0},  // Chukotka, east of the 180th meridian
      {"RU", 67.0, 179.9},   // and west of it
      {"RU", 68.0, 180.0},   // and on it
      {"RU", 68.0, -180.0},  // written the other way
      {"AQ", -90.0, 0.0},    // the south pole
      {"AQ", -85.0, 180.0},  // where the drawn ring is cut open
      {"ZA", -26.2, 28.04},  // Johannesburg
      {"LS", -29.5, 28.3},   // Lesotho
  };
  for (const Case& c : cases) {
    EXPECT_EQ(DistanceToCountryKm(c.country, c.lat, c.lon), 0.0) << c.country << " " << c.lat;
  }
}

TEST(CountryShapesTest, APointOutsideHasADistance) {
  struct Case {
    const char* country;
    double lat;
    double lon;
    double low_km;
    double high_km;
  };
  const Case cases[] = {
      {"TJ", 34.53, 69.17, 200, 350},       // Kabul
      {"RU", 42.98, 47.50, 0, 50},          // Makhachkala, on a simplified coast
      {"ZA", -29.5, 28.3, 30, 130},         // Lesotho is a hole in South Africa
      {"TJ", 37.1, 69.5, 1, 60},            // across the Panj
      {"FR", 0.0, -160.0, 5000, 20000},     // the Pacific
      {"TJ", -38.5, -111.3, 15000, 20100},  // the other side of the earth
      {"US", 67.0, 179.9, 300, 1200},       // over the 180th meridian
  };
  for (const Case& c : cases) {
    const std::optional<double> km = DistanceToCountryKm(c.country, c.lat, c.lon);
    ASSERT_TRUE(km.has_value()) << c.country;
    EXPECT_GE(*km, c.low_km) << c.country << " " << c.lat;
    EXPECT_LE(*km, c.high_km) << c.country << " " << c.lat;
  }
}

TEST(CountryShapesTest, OnlySmallIslandsHaveNoShape) {
  std::set<std::string> without;
  for (const codes::Country& country : codes::Countries()) {
    if (!DistanceToCountryKm(country.alpha2, 10, 10)) without.emplace(country.alpha2);
  }
  // Bonaire, Bouvet Island, Gibraltar, Tokelau, Tuvalu, US minor outlying islands.
  EXPECT_THAT(without, ::testing::ElementsAre("BQ", "BV", "GI", "TK", "TV", "UM"));
}

// A ring turned the wrong way covers the whole earth but the country.
TEST(CountryShapesTest, NoCountryCoversTheFarPointOfTheEarth) {
  for (const codes::Country& country : codes::Countries()) {
    for (const auto& [lat, lon] : {std::pair{0.0, -150.0}, {-45.0, -110.0}, {30.0, -45.0}}) {
      const std::optional<double> km = DistanceToCountryKm(country.alpha2, lat, lon);
      EXPECT_GT(km.value_or(1), 0) << country.alpha2;
    }
  }
}

TEST(CountryShapesTest, TextsAndNumbersThatAreNoPlaceHaveNoDistance) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(DistanceToCountryKm("ZZ", 1, 1), std::nullopt);
  EXPECT_EQ(DistanceToCountryKm("", 1, 1), std::nullopt);
  EXPECT_EQ(DistanceToCountryKm("TJ", 90.1, 1), std::nullopt);
  EXPECT_EQ(DistanceToCountryKm("TJ", 1, -180.1), std::nullopt);
  EXPECT_EQ(DistanceToCountryKm("TJ", nan, 1), std::nullopt);
  EXPECT_EQ(DistanceToCountryKm("TJ", 1, nan), std::nullopt);
}

TEST(CountryShapesTest, ManyThreadsMayAskForTheSameCountryAtOnce) {
  std::vector<std::thread> threads;
  std::vector<double> found(4, -1);
  for (double& km : found) {
    threads.emplace_back([&km] { km = DistanceToCountryKm("BR", -10, -50).value_or(-1); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(found, ::testing::Each(0.0));
}

}  // namespace
}  // namespace oxus::reference
