#pragma once

namespace oxus::reference {

// The points within a distance of a centre. Immutable; any thread may ask.
class Circle {
 public:
  // Degrees and kilometres. Empty when the centre is not on the globe, or km is NaN or negative.
  Circle(double lat, double lon, double km);

  // GreatCircleKm(centre, point) <= km. Some nanoseconds for a point far away.
  bool Contains(double lat, double lon) const;

 private:
  double lat_;
  double lon_;
  double km_;
  // What is further off in latitude, or in longitude, is outside. Both are a little wider than
  // needed, so that rounding does not matter.
  double max_lat_off_ = -1;
  double max_lon_off_ = 360;
};

}  // namespace oxus::reference
