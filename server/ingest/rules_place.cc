#include <bit>
#include <optional>
#include <vector>

#include "codes/geography.h"
#include "fmt/format.h"
#include "server/ingest/country_hints.h"
#include "server/ingest/rules.h"
#include "server/reference/country_shapes.h"

namespace oxus::ingest {
namespace {

// Points farther from their country than this are doubtful (rule 7): more than the width of
// territorial waters and the error of a shape drawn at 1:50 million.
constexpr double kOutsideKm = 50;

// A point that stands for a place, not for an area around it.
bool IsPlacePrecision(oxus::v1::GeoPrecision precision) {
  return precision == oxus::v1::GEO_PRECISION_EXACT || precision == oxus::v1::GEO_PRECISION_NEAR ||
         precision == oxus::v1::GEO_PRECISION_ADMIN2;
}

// Distances already computed on this thread. A look-up in the shapes costs up to tens of
// microseconds for a point offshore, and data sets name the same places over and over. Each
// slot holds the last point that fell on it; the answers are those of the shapes.
class DistanceMemo {
 public:
  std::optional<double> Km(const std::string& alpha2, double lat, double lon) {
    const Point point{static_cast<uint16_t>(alpha2[0] << 8 | alpha2[1]),
                      std::bit_cast<uint64_t>(lat), std::bit_cast<uint64_t>(lon)};
    Slot& slot = slots_[SlotOf(point)];
    if (slot.point != point) slot = {point, reference::DistanceToCountryKm(alpha2, lat, lon)};
    return slot.km;
  }

 private:
  struct Point {
    uint16_t country = 0;
    uint64_t lat = 0;
    uint64_t lon = 0;
    bool operator==(const Point&) const = default;
  };
  struct Slot {
    Point point;
    std::optional<double> km;
  };
  static constexpr int kBits = 12;

  static size_t SlotOf(const Point& point) {
    const uint64_t mixed = (point.lat * 31 + point.lon) * 31 + point.country;
    return (mixed * 0x9E3779B97F4A7C15) >> (64 - kBits);
  }

  std::vector<Slot> slots_ = std::vector<Slot>(size_t{1} << kBits);
};

// Cells of a grid of which a point was found so near its country, on this thread, that all their
// points are near enough: most events lie where others did, seldom in the very same point.
class NearCells {
 public:
  // Whether the point is known to be at most kOutsideKm away.
  bool Knows(const std::string& alpha2, double lat, double lon) const {
    const uint64_t cell = CellOf(alpha2, lat, lon);
    return slots_[SlotOf(cell)] == cell;
  }
  // The point is `km` away from the country, or that has no shape.
  void Learn(const std::string& alpha2, double lat, double lon, std::optional<double> km) {
    if (km.value_or(0) > kOutsideKm - kDiagonalKm) return;
    const uint64_t cell = CellOf(alpha2, lat, lon);
    slots_[SlotOf(cell)] = cell;
  }

 private:
  // Of a degree. Two points of a cell are at most sqrt(2) / 4 degrees of a great circle apart,
  // which is 39.3 km.
  static constexpr int kPerDegree = 4;
  static constexpr double kDiagonalKm = 40;
  static constexpr int kBits = 12;

  // Never 0, since the country is not.
  static uint64_t CellOf(const std::string& alpha2, double lat, double lon) {
    const auto row = static_cast<uint64_t>((lat + 90) * kPerDegree);
    const auto column = static_cast<uint64_t>((lon + 180) * kPerDegree);
    const auto country = static_cast<uint64_t>(static_cast<unsigned char>(alpha2[0]) << 8 |
                                               static_cast<unsigned char>(alpha2[1]));
    return country << 32 | row << 16 | column;
  }
  static size_t SlotOf(uint64_t cell) { return (cell * 0x9E3779B97F4A7C15) >> (64 - kBits); }

  std::vector<uint64_t> slots_ = std::vector<uint64_t>(size_t{1} << kBits);
};

// Rule 6. True when the country may be used by other rules.
bool CheckCountry(const oxus::v1::Place& place, const FieldPath& path, const RuleContext& context) {
  if (!place.country().empty()) {
    if (codes::FindCountryByAlpha2(place.country()) != nullptr) [[likely]] {
      return true;
    }
    CheckCountryCode(place.country(), path.Field("country"), context);
  } else if (place.precision() != oxus::v1::GEO_PRECISION_INTERNATIONAL) {
    context.sink.Add(reasons::kCountryMissing, path.Field("country"),
                     "is empty; expected ISO 3166-1 alpha-2, or precision INTERNATIONAL");
  }
  return false;
}

void CheckAdmin1(const oxus::v1::Place& place, const FieldPath& path, const RuleContext& context) {
  const std::string& admin1 = place.admin1();
  const codes::Subdivision* division = codes::FindSubdivision(admin1);
  if (division == nullptr) {
    context.sink.Add(reasons::kAdmin1Unknown, path.Field("admin1"),
                     fmt::format("{} is not known; expected an ISO 3166-2 code such as \"TJ-KT\"",
                                 Quoted(admin1)));
  } else if (!place.country().empty() && division->code.substr(0, 2) != place.country()) {
    context.sink.Add(
        reasons::kAdmin1OtherCountry, path.Field("admin1"),
        fmt::format("{} ({}) lies in {}; expected a division of country {}", Quoted(admin1),
                    division->name, division->code.substr(0, 2), Quoted(place.country())));
  }
}

// Rule 7 but for the distance. True when there is a point and it is sound.
bool CheckPoint(const oxus::v1::Place& place, const FieldPath& path, const RuleContext& context) {
  if (place.has_lat() != place.has_lon()) {
    context.sink.Add(reasons::kPointIncomplete, path.Field(place.has_lat() ? "lon" : "lat"),
                     "is not set while the other coordinate is; expected both or none");
  }
  bool sound = place.has_lat() && place.has_lon();
  // Written so that NaN fails.
  if (place.has_lat() && !(place.lat() >= -90 && place.lat() <= 90)) {
    context.sink.Add(reasons::kLatitudeRange, path.Field("lat"),
                     fmt::format("is {}; expected -90..90", place.lat()));
    sound = false;
  }
  if (place.has_lon() && !(place.lon() >= -180 && place.lon() <= 180)) {
    context.sink.Add(reasons::kLongitudeRange, path.Field("lon"),
                     fmt::format("is {}; expected -180..180", place.lon()));
    sound = false;
  }
  if (sound && place.lat() == 0 && place.lon() == 0) {
    context.sink.Add(reasons::kPointZero, path.Field("lat"),
                     "lat and lon are both 0, which stands for an unset point; expected the "
                     "point or neither");
    sound = false;
  }
  return sound;
}

void CheckDistance(const oxus::v1::Place& place, const FieldPath& path,
                   const RuleContext& context) {
  thread_local NearCells near;
  if (near.Knows(place.country(), place.lat(), place.lon())) return;
  thread_local DistanceMemo memo;
  const std::optional<double> km = memo.Km(place.country(), place.lat(), place.lon());
  near.Learn(place.country(), place.lat(), place.lon(), km);
  if (km.has_value() && *km > kOutsideKm) {
    context.sink.Add(reasons::kPointOutsideCountry, path.Field("lat"),
                     fmt::format("({}, {}) is {:.0f} km outside {}; expected at most {:.0f}",
                                 place.lat(), place.lon(), *km, place.country(), kOutsideKm));
  }
}

void CheckPlace(const oxus::v1::Place& place, const FieldPath& path, const RuleContext& context) {
  const bool precision_known = CheckEnum(place.precision(), oxus::v1::GeoPrecision_IsValid,
                                         Zero::kAllowed, path.Field("precision"), context);
  const bool country_known = CheckCountry(place, path, context);
  if (!place.admin1().empty()) CheckAdmin1(place, path, context);
  if (!CheckPoint(place, path, context) || !precision_known) return;
  if (!IsPlacePrecision(place.precision())) {
    context.sink.Add(
        reasons::kPointIsCentroid, path.Field("precision"),
        fmt::format("a point of precision {} is kept as a centroid and not used for distances",
                    place.precision() == oxus::v1::GEO_PRECISION_UNSPECIFIED
                        ? "UNKNOWN (the default)"
                        : oxus::v1::GeoPrecision_Name(place.precision())));
  } else if (country_known) {
    CheckDistance(place, path, context);
  }
}

}  // namespace

void CheckCountryCode(std::string_view country, const FieldPath& field,
                      const RuleContext& context) {
  if (country.empty()) {
    context.sink.Add(reasons::kCountryMissing, field, "is empty; expected ISO 3166-1 alpha-2");
  } else if (codes::FindCountryByAlpha2(country) == nullptr) {
    context.sink.Add(
        reasons::kCountryUnknown, field,
        fmt::format("{} is no ISO 3166-1 alpha-2 code{}", Quoted(country), Alpha2Hint(country)));
  }
}

void CheckEventPlace(const oxus::v1::Event& event, const FieldPath& path,
                     const RuleContext& context) {
  const FieldPath place = path.Field("place");
  if (event.has_place()) {
    CheckPlace(event.place(), place, context);
  } else if (event.has_incident()) {
    context.sink.Add(reasons::kPlaceMissing, place,
                     "is not set; an incident needs its country at least");
  }
}

}  // namespace oxus::ingest
