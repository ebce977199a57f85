#include "server/reference/borders.h"

#include <s2/mutable_s2shape_index.h>
#include <s2/s2closest_edge_query.h>
#include <s2/s2latlng.h>
#include <s2/s2latlng_rect.h>
#include <s2/s2latlng_rect_bounder.h>
#include <s2/s2lax_polyline_shape.h>

#include <algorithm>
#include <limits>
#include <numbers>
#include <tuple>
#include <utility>

#include "server/reference/border_table.h"
#include "server/reference/great_circle.h"

namespace oxus::reference {

// The lines of one border, indexed.
class BorderLines {
 public:
  explicit BorderLines(const BorderRow& row) : bounds_(S2LatLngRect::Empty()) {
    const Vertex* vertex = BorderVertices() + row.first_vertex;
    for (int line = row.first_line; line < row.first_line + row.line_count; ++line) {
      const int size = BorderLineSizes()[line];
      Add(vertex, size);
      vertex += size;
    }
    index_.ForceBuild();
  }

  double DistanceKm(const S2Point& point) const {
    S2ClosestEdgeQuery query(&index_);
    S2ClosestEdgeQuery::PointTarget target(point);
    return query.GetDistance(&target).ToAngle().radians() * kEarthRadiusKm;
  }

  const S2LatLngRect& bounds() const { return bounds_; }

 private:
  void Add(const Vertex* vertex, int size) {
    std::vector<S2Point> points;
    S2LatLngRectBounder bounder;
    for (int i = 0; i < size; ++i, ++vertex) {
      points.push_back(S2LatLng::FromE6(vertex->lat_e6, vertex->lon_e6).ToPoint());
      bounder.AddPoint(points.back());
    }
    bounds_ = bounds_.Union(bounder.GetBound());
    index_.Add(std::make_unique<S2LaxPolylineShape>(points));
  }

  MutableS2ShapeIndex index_;
  S2LatLngRect bounds_;
};

Border::Border(const BorderRow& row) : row_(row) {}

Border::~Border() = default;

std::string_view Border::first() const { return row_.first; }

std::string_view Border::second() const { return row_.second; }

const BorderLines& Border::Lines() const {
  std::call_once(built_, [this] { lines_ = std::make_unique<BorderLines>(row_); });
  return *lines_;
}

double Border::DistanceKm(double lat, double lon) const {
  if (!IsOnGlobe(lat, lon)) return std::numeric_limits<double>::quiet_NaN();
  return Lines().DistanceKm(S2LatLng::FromDegrees(lat, lon).ToPoint());
}

Border::Bounds Border::BoundsWithin(double km) const {
  // A little more than asked for, so that rounding does not matter.
  const double radians = std::min(km / kEarthRadiusKm + 2e-6, std::numbers::pi);
  const S2LatLngRect box = Lines().bounds().ExpandedByDistance(S1Angle::Radians(radians));
  if (box.lng().is_full()) return {box.lat_lo().degrees(), box.lat_hi().degrees(), -180, 360};
  return {box.lat_lo().degrees(), box.lat_hi().degrees(), box.lng_lo().degrees(),
          S1Angle::Radians(box.lng().GetLength()).degrees()};
}

const Border* FindBorder(std::string_view first_alpha2, std::string_view second_alpha2) {
  static const std::vector<Border> borders(BorderRows().begin(), BorderRows().end());
  const std::pair wanted = std::minmax(first_alpha2, second_alpha2);
  const auto found = std::lower_bound(
      borders.begin(), borders.end(), wanted, [](const Border& border, const auto& pair) {
        return std::tuple(border.first(), border.second()) < std::tuple(pair.first, pair.second);
      });
  const bool is_it =
      found != borders.end() && found->first() == wanted.first && found->second() == wanted.second;
  return is_it ? &*found : nullptr;
}

const std::vector<std::string>& ListBorders() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> list;
    for (const BorderRow& row : BorderRows()) {
      list.push_back(std::string(row.first) + "-" + std::string(row.second));
    }
    return list;
  }();
  return names;
}

}  // namespace oxus::reference
