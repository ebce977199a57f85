#include "server/reference/near_border.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "server/reference/great_circle.h"

namespace oxus::reference {
namespace {

// Rows, and columns, of the coarsest and the finest grid; each has 4 times those of the one
// before.
constexpr int kCoarsestSide = 4;
constexpr int kSide = 1024;
constexpr int kCoarsestShift = 8;
static_assert(kSide >> kCoarsestShift == kCoarsestSide);
constexpr double kRadiansPerDegree = std::numbers::pi / 180;
constexpr double kKmPerDegree = kEarthRadiusKm * kRadiansPerDegree;
// More than any rounding in distances and cell numbers.
constexpr double kSlackKm = 0.01;
constexpr Border::Bounds kNothing = {1, 0, 0, 0};

// The number of cells in the grids that are coarser than the one with `side` rows.
constexpr size_t CellsBefore(size_t side) {
  return (side * side - kCoarsestSide * kCoarsestSide) / 15;
}
static_assert(CellsBefore(kCoarsestSide) == 0 && CellsBefore(64) == 4 * 4 + 16 * 16);

int CellNumber(double degrees, double cells_per_degree) {
  return std::min(static_cast<int>(degrees * cells_per_degree), kSide - 1);
}

}  // namespace

NearBorder::NearBorder(const Border& border, double km)
    : border_(border), km_(km), box_(km >= 0 ? border.BoundsWithin(km) : kNothing) {
  if (!(km >= 0)) return;
  rows_per_degree_ = kSide / (box_.north - box_.south);
  columns_per_degree_ = kSide / box_.width;
  cells_ = std::make_unique<std::atomic<uint8_t>[]>(CellsBefore(4 * kSide));
}

bool NearBorder::Contains(double lat, double lon) const {
  if (!(lat >= box_.south && lat <= box_.north && std::abs(lon) <= 180)) return false;
  double east = lon - box_.west;
  if (east < 0) east += 360;
  if (east > box_.width) return false;
  const int row = CellNumber(lat - box_.south, rows_per_degree_);
  const int column = CellNumber(east, columns_per_degree_);
  const size_t finest = CellsBefore(kSide) + static_cast<size_t>(row) * kSide + column;
  uint8_t state = cells_[finest].load(std::memory_order_relaxed);
  if (state == kUnseen) {
    state = Find(row, column);
    cells_[finest].store(state, std::memory_order_relaxed);
  }
  return state == kEdge ? border_.DistanceKm(lat, lon) <= km_ : state == kInside;
}

uint8_t NearBorder::Find(int row, int column) const {
  uint8_t state = kEdge;
  for (int shift = kCoarsestShift; shift >= 0 && state == kEdge; shift -= 2) {
    const int side = kSide >> shift;
    const size_t in_grid = static_cast<size_t>(row >> shift) * side + (column >> shift);
    std::atomic<uint8_t>& cell = cells_[CellsBefore(side) + in_grid];
    state = cell.load(std::memory_order_relaxed);
    if (state != kUnseen) continue;
    state = Judge(side, row >> shift, column >> shift);
    cell.store(state, std::memory_order_relaxed);
  }
  return state;
}

NearBorder::Cell NearBorder::Judge(int side, int row, int column) const {
  const double half_height = (box_.north - box_.south) / side / 2;
  const double half_width = box_.width / side / 2;
  const double lat = std::clamp(box_.south + (2 * row + 1) * half_height, -90.0, 90.0);
  double lon = box_.west + (2 * column + 1) * half_width;
  if (lon > 180) lon -= 360;
  // No point of the cell is further from its middle: along the longer parallel, then north or
  // south.
  const double nearest_to_equator = std::max(0.0, std::abs(lat) - half_height);
  const double reach =
      kKmPerDegree * (half_height + half_width * std::cos(nearest_to_equator * kRadiansPerDegree)) +
      kSlackKm;
  const double distance = border_.DistanceKm(lat, lon);
  if (distance + reach < km_) return kInside;
  return distance - reach > km_ ? kOutside : kEdge;
}

}  // namespace oxus::reference
