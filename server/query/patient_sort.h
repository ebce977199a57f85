#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "server/query/patience.h"

namespace oxus::query {

// Sorts as std::sort does, but stops when patience is over: the values are then in no order. Short
// runs are sorted and then merged, two at a time.
template <typename T, typename Less>
void PatientSort(std::vector<T>& values, const Less& less, Patience& patience) {
  constexpr size_t kRun = 1'024;
  const size_t size = values.size();
  const auto at = [size](auto begin, size_t offset) {
    return begin + static_cast<std::ptrdiff_t>(std::min(offset, size));
  };
  for (size_t begin = 0; begin < size; begin += kRun) {
    std::sort(at(values.begin(), begin), at(values.begin(), begin + kRun), less);
    if (patience.IsOver(kRun)) return;
  }
  std::vector<T> merged(size);
  for (size_t run = kRun; run < size; run *= 2) {
    for (size_t begin = 0; begin < size; begin += 2 * run) {
      auto left = at(values.begin(), begin);
      const auto left_end = at(values.begin(), begin + run);
      auto right = left_end;
      const auto right_end = at(values.begin(), begin + 2 * run);
      for (auto to = at(merged.begin(), begin); left != left_end || right != right_end; ++to) {
        const bool takes_right = left == left_end || (right != right_end && less(*right, *left));
        *to = takes_right ? *right++ : *left++;
        if (patience.IsOver()) return;
      }
    }
    values.swap(merged);
  }
}

}  // namespace oxus::query
