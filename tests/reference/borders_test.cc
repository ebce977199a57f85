#include "server/reference/borders.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>
#include <set>
#include <thread>

#include "codes/geography.h"
#include "server/reference/border_table.h"
#include "server/reference/country_shapes.h"
#include "server/reference/great_circle.h"

namespace oxus::reference {
namespace {

using ::testing::Contains;
using ::testing::Not;

using Vector = std::array<double, 3>;

Vector OnSphere(double lat, double lon) {
  const double a = lat * std::numbers::pi / 180;
  const double b = lon * std::numbers::pi / 180;
  return {std::cos(a) * std::cos(b), std::cos(a) * std::sin(b), std::sin(a)};
}

double Dot(const Vector& a, const Vector& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

Vector Cross(const Vector& a, const Vector& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

double Angle(const Vector& a, const Vector& b) {
  const Vector cross = Cross(a, b);
  return std::atan2(std::sqrt(Dot(cross, cross)), Dot(a, b));
}

// The angle from p to the shorter arc from a to b.
double AngleToArc(const Vector& p, const Vector& a, const Vector& b) {
  const Vector normal = Cross(a, b);
  const bool beside = Dot(Cross(normal, a), p) > 0 && Dot(Cross(b, normal), p) > 0;
  if (!beside) return std::min(Angle(p, a), Angle(p, b));
  return std::abs(std::asin(Dot(normal, p) / std::sqrt(Dot(normal, normal))));
}

// Every arc of the border, one by one.
double NaiveDistanceKm(const BorderRow& row, double lat, double lon) {
  const Vector point = OnSphere(lat, lon);
  const Vertex* vertex = BorderVertices() + row.first_vertex;
  double least = std::numbers::pi;
  for (int line = row.first_line; line < row.first_line + row.line_count; ++line) {
    const int size = BorderLineSizes()[line];
    for (int i = 0; i + 1 < size; ++i) {
      least = std::min(
          least, AngleToArc(point, OnSphere(vertex[i].lat_e6 / 1e6, vertex[i].lon_e6 / 1e6),
                            OnSphere(vertex[i + 1].lat_e6 / 1e6, vertex[i + 1].lon_e6 / 1e6)));
    }
    vertex += size;
  }
  return least * kEarthRadiusKm;
}

TEST(BordersTest, ABorderIsFoundInEitherOrder) {
  const Border* border = FindBorder("TJ", "AF");
  ASSERT_NE(border, nullptr);
  EXPECT_EQ(border, FindBorder("AF", "TJ"));
  EXPECT_EQ(border->first(), "AF");
  EXPECT_EQ(border->second(), "TJ");
}

TEST(BordersTest, CountriesApartAndTextsThatAreNoCountryHaveNone) {
  for (const auto& [first, second] : {std::pair{"TJ", "RU"},
                                      {"TJ", "TJ"},
                                      {"TJ", "KZ"},
                                      {"JP", "KR"},
                                      {"AF", "ZZ"},
                                      {"", "AF"},
                                      {"tj", "af"},
                                      {"", ""}}) {
    EXPECT_EQ(FindBorder(first, second), nullptr) << first << " " << second;
  }
}

TEST(BordersTest, PlacesAtTheLineAreNearItAndOthersAreAsFarAsOnAMap) {
  struct Case {
    const char* first;
    const char* second;
    double lat;
    double lon;
    double low_km;
    double high_km;
  };
  const Case cases[] = {
      {"TJ", "AF", 37.19, 68.61, 0, 4},         // the bridge of Panji Poyon
      {"TJ", "AF", 37.52, 71.50, 0, 4},         // the bridge of Tem near Khorog
      {"TJ", "AF", 36.72, 71.61, 0, 4},         // Ishkashim
      {"TJ", "AF", 38.45, 70.79, 0, 4},         // Qalai Khumb
      {"TJ", "AF", 38.56, 68.77, 120, 180},     // Dushanbe
      {"TJ", "AF", 34.53, 69.17, 250, 350},     // Kabul
      {"KG", "TJ", 39.85, 69.53, 0, 25},        // around Isfana
      {"CN", "TJ", 38.43, 74.83, 0, 8},         // the Kulma pass
      {"KP", "KR", 37.956, 126.677, 0, 2},      // Panmunjom
      {"IN", "PK", 31.604, 74.573, 0, 2},       // Wagah
      {"MX", "US", 32.54, -117.03, 0, 2},       // San Ysidro
      {"FI", "RU", 60.17, 24.94, 140, 220},     // Helsinki
      {"CA", "US", 66.0, -141.0, 0, 1},         // Alaska
      {"ES", "MA", 35.88, -5.33, 0, 5},         // Ceuta
      {"BR", "GF", 3.85, -51.80, 0, 6},         // Saint-Georges, Oyapock
      {"GT", "MX", 14.55, -92.24, 0, 2},        // on the Pacific, amended in the source
      {"BZ", "MX", 14.55, -92.24, 400, 600},    // which gives it to this one
      {"SD", "SS", 9.6, 30.0, 0, 100},          // sides without an ISO code in the source
      {"EH", "MA", 27.67, -12.0, 80, 130},      // the line of control is not the parallel
      {"RU", "CN", -40.0, -60.0, 15000, 20100}  // the other side of the earth
  };
  for (const Case& c : cases) {
    const Border* border = FindBorder(c.first, c.second);
    ASSERT_NE(border, nullptr) << c.first << " " << c.second;
    const double km = border->DistanceKm(c.lat, c.lon);
    EXPECT_GE(km, c.low_km) << c.first << " " << c.second << " " << c.lat;
    EXPECT_LE(km, c.high_km) << c.first << " " << c.second << " " << c.lat;
  }
}

TEST(BordersTest, FrenchGuianaCountsForBothItsCodes) {
  for (const char* neighbour : {"BR", "SR"}) {
    const Border* french = FindBorder("FR", neighbour);
    const Border* guianese = FindBorder("GF", neighbour);
    ASSERT_NE(french, nullptr);
    ASSERT_NE(guianese, nullptr);
    EXPECT_EQ(french->DistanceKm(4, -53), guianese->DistanceKm(4, -53));
  }
  EXPECT_EQ(FindBorder("DE", "GF"), nullptr);
}

TEST(BordersTest, DisputedLinesCountAndBuffersLeasesAndBasesDoNot) {
  EXPECT_NE(FindBorder("RS", "XK"), nullptr);
  EXPECT_NE(FindBorder("IL", "PS"), nullptr);
  EXPECT_NE(FindBorder("IL", "SY"), nullptr);
  EXPECT_NE(FindBorder("DZ", "MA"), nullptr);
  EXPECT_EQ(FindBorder("CY", "GB"), nullptr);
  EXPECT_EQ(FindBorder("CU", "US"), nullptr);
  EXPECT_EQ(FindBorder("SO", "SO"), nullptr);
}

TEST(BordersTest, TheListHasEveryBorderOnceAndInOrder) {
  const std::vector<std::string>& names = ListBorders();
  EXPECT_GT(names.size(), 300u);
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
  EXPECT_THAT(names, Contains("AF-TJ"));
  EXPECT_THAT(names, Not(Contains("TJ-AF")));
  for (const std::string& name : names) {
    ASSERT_EQ(name.size(), 5u);
    EXPECT_NE(codes::FindCountryByAlpha2(name.substr(0, 2)), nullptr) << name;
    EXPECT_NE(codes::FindCountryByAlpha2(name.substr(3)), nullptr) << name;
    EXPECT_NE(FindBorder(name.substr(3), name.substr(0, 2)), nullptr) << name;
  }
}

// A line given to the wrong countries would be far from their areas, which are drawn coarser.
TEST(BordersTest, EveryLineRunsAlongBothCountries) {
  // The coarse shapes have no Melilla, and draw the Ilemi triangle otherwise.
  const std::set<std::string> drawn_otherwise = {"ES-MA", "ET-SS", "KE-SS"};
  for (const BorderRow& row : BorderRows()) {
    if (drawn_otherwise.contains(std::string(row.first) + "-" + std::string(row.second))) continue;
    const Vertex* vertex = BorderVertices() + row.first_vertex;
    for (int line = row.first_line; line < row.first_line + row.line_count; ++line) {
      const Vertex& middle = vertex[BorderLineSizes()[line] / 2];
      for (const std::string_view country : {row.first, row.second}) {
        const std::optional<double> km =
            DistanceToCountryKm(country, middle.lat_e6 / 1e6, middle.lon_e6 / 1e6);
        EXPECT_LT(km.value_or(0), 50) << row.first << "-" << row.second << " to " << country
                                      << " at " << middle.lat_e6 << " " << middle.lon_e6;
      }
      vertex += BorderLineSizes()[line];
    }
  }
}

TEST(BordersTest, DistanceIsTheLeastOverAllArcs) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (const BorderRow& row : BorderRows()) {
    const Vertex& vertex = BorderVertices()[row.first_vertex];
    for (const double spread : {0.1, 5.0, 180.0}) {
      std::uniform_real_distribution<double> off(-spread, spread);
      const double lat = std::clamp(vertex.lat_e6 / 1e6 + off(random) / 2, -90.0, 90.0);
      const double lon = std::remainder(vertex.lon_e6 / 1e6 + off(random), 360);
      const double km = FindBorder(row.first, row.second)->DistanceKm(lat, lon);
      EXPECT_NEAR(km, NaiveDistanceKm(row, lat, lon), 1e-3)
          << row.first << "-" << row.second << " at " << lat << " " << lon;
    }
  }
}

TEST(BordersTest, APointOffTheGlobeHasNoDistance) {
  const Border* border = FindBorder("AF", "TJ");
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(std::isnan(border->DistanceKm(nan, 70)));
  EXPECT_TRUE(std::isnan(border->DistanceKm(37, nan)));
  EXPECT_TRUE(std::isnan(border->DistanceKm(90.001, 70)));
  EXPECT_TRUE(std::isnan(border->DistanceKm(37, -180.001)));
}

TEST(BordersTest, ManyThreadsMayAskForTheSameBorderAtOnce) {
  std::vector<std::thread> threads;
  std::vector<double> found(4, -1);
  for (double& km : found) {
    threads.emplace_back([&km] { km = FindBorder("AR", "CL")->DistanceKm(-33, -70); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(found, ::testing::Each(found.front()));
  EXPECT_GT(found.front(), 0);
}

}  // namespace
}  // namespace oxus::reference
