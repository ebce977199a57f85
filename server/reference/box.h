#pragma once

namespace oxus::reference {

// The points between two parallels and two meridians, edges included. From `west` eastwards to
// `east`: with west > east it crosses the antimeridian. Empty when south > north or a bound is
// NaN. Longitudes 180 and -180 are one meridian; a pole is in every box that reaches it.
class Box {
 public:
  constexpr Box(double south, double west, double north, double east)
      : south_(south), west_(west), north_(north), east_(east) {}

  // False for a point that is not on the globe. Any thread may ask.
  constexpr bool Contains(double lat, double lon) const {
    if (!(lat >= south_ && lat <= north_ && lat >= -90 && lat <= 90)) return false;
    if (!(lon >= -180 && lon <= 180)) return false;
    if (lat == 90 || lat == -90) return west_ == west_ && east_ == east_;
    if (lon == 180 || lon == -180) return HasLongitude(180) || HasLongitude(-180);
    return HasLongitude(lon);
  }

 private:
  constexpr bool HasLongitude(double lon) const {
    if (west_ <= east_) return lon >= west_ && lon <= east_;
    return west_ > east_ && (lon >= west_ || lon <= east_);
  }

  double south_;
  double west_;
  double north_;
  double east_;
};

}  // namespace oxus::reference
