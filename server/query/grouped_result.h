#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "server/query/cell.h"
#include "server/query/query_field.h"

namespace oxus::query {

// The groups of an aggregate with what was measured of them, before they are ordered, cut and
// written. One thread.
//
// A group is named by one number for each axis. On the bucket axis (the first, if there is a
// bucket) it is the bucket's number (BucketNumber); on the others it stands for a value that
// AxisValue tells, kUnknown for none, kOther in rows that sum up what was cut.
class GroupedResult {
 public:
  static constexpr int64_t kUnknown = -1;
  static constexpr int64_t kOther = -2;

  virtual ~GroupedResult() = default;

  virtual size_t size() const = 0;
  // Memory it takes.
  virtual size_t bytes() const = 0;
  virtual std::span<const int64_t> Key(size_t group) const = 0;
  // Of any axis but the bucket's; nothing for kUnknown.
  virtual OptionalValue AxisValue(size_t axis, int64_t number) const = 0;
  // Not set when nothing was reported, or for the mean of nothing. An integer unless spans were
  // spread or it is a mean.
  virtual Cell MeasureValue(size_t measure, size_t group) const = 0;

  // The group of that key, made with nothing measured when there is none.
  virtual size_t FindOrAdd(std::span<const int64_t> key) = 0;
  // Adds what was measured of one group to another, as if their events had been one group's. (An
  // event that is in both is counted twice; a distinct value is not.)
  virtual void Merge(size_t from, size_t into) = 0;
};

}  // namespace oxus::query
