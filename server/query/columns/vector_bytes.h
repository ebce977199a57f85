#pragma once

#include <cstddef>
#include <vector>

namespace oxus::query {

// What the elements of a vector take, with those there is room for.
template <typename T>
size_t BytesOf(const std::vector<T>& values) {
  return values.capacity() * sizeof(T);
}

}  // namespace oxus::query
