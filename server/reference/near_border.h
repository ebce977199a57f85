#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "server/reference/borders.h"

namespace oxus::reference {

// The points within a distance of a border, for questions about millions of points: grids, each
// finer than the one before, remember which of their cells are wholly inside or outside. Any
// thread may ask.
class NearBorder {
 public:
  // `border` outlives it. Takes below a millisecond, and a megabyte. Empty when km is NaN or
  // negative.
  NearBorder(const Border& border, double km);

  // border.DistanceKm(lat, lon) <= km. Some nanoseconds; microseconds for points in the finest
  // cells on the edge, and for the first one in some others.
  bool Contains(double lat, double lon) const;

 private:
  // kUnseen is 0: new grids are zeroes.
  enum Cell : uint8_t { kUnseen, kInside, kOutside, kEdge };

  // Row and column of the finest grid.
  uint8_t Find(int row, int column) const;
  // Of the grid of `side` rows and columns.
  Cell Judge(int side, int row, int column) const;

  const Border& border_;
  double km_;
  Border::Bounds box_;
  double rows_per_degree_ = 0;
  double columns_per_degree_ = 0;
  // All grids, the coarsest first. A cell is judged when first met; threads that meet it at once
  // judge it alike.
  std::unique_ptr<std::atomic<uint8_t>[]> cells_;
};

}  // namespace oxus::reference
