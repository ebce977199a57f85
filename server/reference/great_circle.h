#pragma once

namespace oxus::reference {

// The earth as a sphere. The radius is that of the S2 library (S2Earth::RadiusKm()).
inline constexpr double kEarthRadiusKm = 6371.01;

// False for NaN, |lat| > 90 and |lon| > 180 (degrees).
bool IsOnGlobe(double lat, double lon);

// Kilometres between two points in degrees, by the haversine formula; exact to centimetres but
// near the antipode (some metres). NaN when one of them is not on the globe.
double GreatCircleKm(double lat1, double lon1, double lat2, double lon2);

}  // namespace oxus::reference
