#include "server/reference/country_shapes.h"

#include <s2/mutable_s2shape_index.h>
#include <s2/s2closest_edge_query.h>
#include <s2/s2contains_point_query.h>
#include <s2/s2earth.h>
#include <s2/s2latlng.h>
#include <s2/s2lax_polygon_shape.h>

#include <cmath>
#include <memory>
#include <mutex>
#include <vector>

#include "codes/code_index.h"
#include "server/reference/shape_table.h"

namespace oxus::reference {
namespace {

// Vertices are rounded to 0.1 m: a point this near the border is on it.
constexpr double kBorderWidthKm = 0.001;

// One country, indexed when it is first asked for: most processes meet few of them.
class CountryShape {
 public:
  double DistanceKm(const ShapeRow& row, const S2Point& point) {
    std::call_once(built_, [&] { Build(row); });
    // By far most points are inside, and that is much cheaper to see than a distance.
    if (MakeS2ContainsPointQuery(&index_).Contains(point)) return 0;
    S2ClosestEdgeQuery query(&index_);
    S2ClosestEdgeQuery::PointTarget target(point);
    const double km = S2Earth::ToKm(query.GetDistance(&target));
    return km < kBorderWidthKm ? 0 : km;
  }

 private:
  void Build(const ShapeRow& row) {
    std::vector<std::vector<S2Point>> loops;
    loops.reserve(static_cast<size_t>(row.ring_count));
    const Vertex* vertex = Vertices() + row.first_vertex;
    for (int ring = row.first_ring; ring < row.first_ring + row.ring_count; ++ring) {
      std::vector<S2Point>& loop = loops.emplace_back();
      for (int i = 0; i < RingSizes()[ring]; ++i, ++vertex) {
        loop.push_back(S2LatLng::FromE6(vertex->lat_e6, vertex->lon_e6).ToPoint());
      }
    }
    index_.Add(std::make_unique<S2LaxPolygonShape>(loops));
    index_.ForceBuild();
  }

  std::once_flag built_;
  MutableS2ShapeIndex index_;
};

}  // namespace

std::optional<double> DistanceToCountryKm(std::string_view alpha2, double lat, double lon) {
  static const codes::CodeIndex index(Shapes(), [](const ShapeRow& row) { return row.alpha2; });
  static std::vector<CountryShape> countries(Shapes().size());
  const int row = index.Find(alpha2);
  const bool on_globe = std::abs(lat) <= 90 && std::abs(lon) <= 180;
  if (row == codes::CodeIndex::kNone || !on_globe) return std::nullopt;
  const S2Point point = S2LatLng::FromDegrees(lat, lon).ToPoint();
  return countries[static_cast<size_t>(row)].DistanceKm(Shapes()[row], point);
}

}  // namespace oxus::reference
