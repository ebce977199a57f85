#pragma once

#include <cstdint>
#include <limits>
#include <optional>

#include "server/filter/filter.h"

namespace oxus::query {

// The values, both ends included, that a term's operator and constant ask for. For != those that
// are equal. Empty when low > high.
struct IntegerRange {
  int64_t low = std::numeric_limits<int64_t>::min();
  int64_t high = std::numeric_limits<int64_t>::max();
};
struct RealRange {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
};

// The term has a constant: int64_t, or double for RangeOfReals.
IntegerRange RangeOfIntegers(const filter::Node& term);
RealRange RangeOfReals(const filter::Node& term);

// The integers v with range.low <= v / scale <= range.high.
IntegerRange ScaledRange(const RealRange& range, double scale);

}  // namespace oxus::query
