#pragma once

#include <cstdint>
#include <vector>

namespace oxus::bench {

// Mixes a number so that neighbours have nothing in common (the finaliser of splitmix64, by
// Sebastiano Vigna, public domain).
uint64_t Mix(uint64_t number);

// A reproducible stream of random numbers: the same seed gives the same numbers everywhere.
class RandomStream {
 public:
  explicit RandomStream(uint64_t seed) : state_(seed) {}

  uint64_t Next();
  // 0..bound-1; bound is at least 1 and small beside 2^32.
  uint32_t Below(uint32_t bound) { return static_cast<uint32_t>((Next() >> 32) * bound >> 32); }
  // In [0, 1).
  double Unit() { return static_cast<double>(Next() >> 11) * 0x1.0p-53; }

 private:
  uint64_t state_;
};

// Draws one of several choices, each with its weight, in constant time (A. J. Walker's alias
// method, 1977). Immutable: any thread may draw.
class WeightedChoice {
 public:
  // At least one weight; all positive.
  explicit WeightedChoice(const std::vector<double>& weights);
  // The k-th of `count` choices, from 1, has the weight k^-exponent (Zipf's law).
  static WeightedChoice Zipf(uint32_t count, double exponent);

  uint32_t Draw(RandomStream& random) const;

 private:
  struct Cell {
    // A draw below this, of 2^32, stays; any other goes to `alias`.
    uint64_t stay;
    uint32_t alias;
  };
  std::vector<Cell> cells_;
};

}  // namespace oxus::bench
