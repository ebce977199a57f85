#pragma once

#include <cstddef>
#include <cstdint>
#include <random>

#include "google/protobuf/generated_enum_reflection.h"

namespace oxus::test {

// Draws that are the same with every standard library.

inline uint32_t Below(std::mt19937_64& random, uint64_t bound) {
  return static_cast<uint32_t>(random() % bound);
}

inline bool OneIn(std::mt19937_64& random, uint32_t count) { return Below(random, count) == 0; }

template <typename T, size_t size>
const T& PickOf(std::mt19937_64& random, const T (&pool)[size]) {
  return pool[Below(random, size)];
}

// A value of a protobuf enum; the first one, UNSPECIFIED, only with AnyOrNone.
template <typename E>
E Any(std::mt19937_64& random) {
  const auto* type = google::protobuf::GetEnumDescriptor<E>();
  const int index = 1 + static_cast<int>(Below(random, type->value_count() - 1));
  return static_cast<E>(type->value(index)->number());
}
template <typename E>
E AnyOrNone(std::mt19937_64& random) {
  return OneIn(random, 3) ? static_cast<E>(0) : Any<E>(random);
}

}  // namespace oxus::test
