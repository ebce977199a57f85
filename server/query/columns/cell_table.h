#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace oxus::query {

// Counts or sums by cell. A small table is kept several times, and rows go to each in turn: a row
// then need not wait for the one before it when both are of one cell, as neighbours often are.
template <typename T>
class CellTable {
 public:
  static constexpr size_t kTurns = 4;
  using Turns = std::array<T*, kTurns>;

  // Makes a table of zeroes, and as many of it as stay in the first cache.
  void Reset(size_t cells) {
    const size_t bytes = cells * sizeof(T);
    copies_ = bytes * 4 <= kMostBytes ? 4 : bytes * 2 <= kMostBytes ? 2 : 1;
    size_ = cells;
    values_.assign(size_ * copies_, T());
  }
  // Adds cells of zero at the end. Only before there are copies, which Reset may make.
  void Grow(size_t cells) {
    size_ = cells;
    values_.resize(cells);
  }
  // Where the rows of each turn are added.
  Turns turns() {
    Turns turns;
    for (size_t turn = 0; turn < kTurns; ++turn) {
      turns[turn] = values_.data() + turn % copies_ * size_;
    }
    return turns;
  }
  T* data() { return values_.data(); }
  // Adds the copies up; nothing may be added by turns afterwards.
  void Join() {
    for (size_t copy = 1; copy < copies_; ++copy) {
      for (size_t cell = 0; cell < size_; ++cell) values_[cell] += values_[copy * size_ + cell];
    }
    copies_ = 1;
    values_.resize(size_);
  }
  const T& operator[](size_t cell) const { return values_[cell]; }
  size_t size() const { return size_; }
  size_t bytes() const { return values_.capacity() * sizeof(T); }

 private:
  static constexpr size_t kMostBytes = size_t{16} << 10;

  size_t size_ = 0;
  size_t copies_ = 1;
  std::vector<T> values_;
};

}  // namespace oxus::query
