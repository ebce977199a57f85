#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace oxus::reference {

struct BorderRow;
class BorderLines;

// The line between two neighbouring countries. Any thread may ask.
//
// The lines are Natural Earth 1:10m, good to a kilometre or two, mostly. What counts is the
// line as drawn between the two, which is the de facto one: settled, disputed, indefinite
// borders and lines of control alike, also where the line runs on through a river's mouth or a
// strait. Western Sahara's border with Morocco is the line of control. No border: claims that are
// not held, the edges of buffer zones, leased areas and foreign bases, and Siachen Glacier. French
// Guiana's lines are borders of both GF and FR, Somaliland's of SO, Northern Cyprus' of CY. Borders
// below a kilometre (BW-ZM) are not drawn.
class Border {
 public:
  explicit Border(const BorderRow& row);
  ~Border();

  // ISO 3166-1 alpha-2; first() < second().
  std::string_view first() const;
  std::string_view second() const;

  // Kilometres to the nearest point of the line, on a sphere of kEarthRadiusKm; NaN when the
  // point is not on the globe. Takes microseconds; the first call some milliseconds more.
  double DistanceKm(double lat, double lon) const;

  // A box that holds every point within `km` of the line, `km` from 0 on. Degrees; it goes from
  // `west` (-180 to 180) eastwards by `width` (0 to 360).
  struct Bounds {
    double south;
    double north;
    double west;
    double width;
  };
  Bounds BoundsWithin(double km) const;

 private:
  const BorderLines& Lines() const;

  const BorderRow& row_;
  // Indexed when first asked for: most processes meet few borders.
  mutable std::once_flag built_;
  mutable std::unique_ptr<const BorderLines> lines_;
};

// By ISO 3166-1 alpha-2 in either order; nullptr when the two share no land border or are no two
// countries. Lives for ever.
const Border* FindBorder(std::string_view first_alpha2, std::string_view second_alpha2);

// Every border as "AF-TJ", in alphabetical order.
const std::vector<std::string>& ListBorders();

}  // namespace oxus::reference
