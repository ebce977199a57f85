#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/container/flat_hash_map.h"

namespace oxus::query {

// Finds groups by their keys, a value for each axis; see GroupedResult. Groups are numbered 0, 1,
// 2 ... as they are made, and so are the values of an axis: these numbers are its ids. As many
// groups as 32 bits count. One thread.
class GroupIndex {
 public:
  explicit GroupIndex(size_t axes);

  size_t size() const { return size_; }
  std::span<const int64_t> Key(size_t group) const {
    return {keys_.data() + group * axes_.size(), axes_.size()};
  }

  // The id of a value, a new one if need be.
  int32_t IdOf(size_t axis, int64_t value);
  // The group with those ids, one for each axis. A new one has the number that size() was.
  size_t GroupOf(std::span<const int32_t> ids) {
    if (is_dense_) {
      if (const uint32_t cell = cells_[CellOf(ids)]; cell != 0) return cell - 1;
    }
    return FindOrAdd(ids);
  }
  size_t GroupOf(std::span<const int64_t> key);

  size_t bytes() const;

 private:
  struct Axis {
    // By value less kLeastSmall while values are small; the others in the map.
    std::vector<int32_t> small;
    absl::flat_hash_map<int64_t, int32_t> large;
    // By id.
    std::vector<int64_t> values;
    // Ids a cell has room for: a power of two.
    uint32_t bits = 0;
  };
  // A place of the open-addressed table.
  struct Slot {
    // 1 + group; 0 is free.
    uint32_t group = 0;
    uint32_t hash = 0;
  };

  std::span<const int32_t> IdsOf(size_t group) const {
    return {ids_.data() + group * axes_.size(), axes_.size()};
  }
  uint64_t CellOf(std::span<const int32_t> ids) const {
    uint64_t cell = 0;
    for (size_t axis = 0; axis < ids.size(); ++axis) {
      cell = cell << axes_[axis].bits | static_cast<uint32_t>(ids[axis]);
    }
    return cell;
  }
  void LayOut();
  size_t FindOrAdd(std::span<const int32_t> ids);
  size_t Add(std::span<const int32_t> ids);
  size_t FindByHash(std::span<const int32_t> ids);
  void GrowSlots();

  std::vector<Axis> axes_;
  // By cell, 1 + group; used while few bits make a cell. Else slots_ is.
  std::vector<uint32_t> cells_;
  bool is_dense_ = true;
  std::vector<Slot> slots_;
  size_t size_ = 0;
  // By group, one for each axis.
  std::vector<int64_t> keys_;
  std::vector<int32_t> ids_;
  // Of GroupOf.
  std::vector<int32_t> scratch_;
};

}  // namespace oxus::query
