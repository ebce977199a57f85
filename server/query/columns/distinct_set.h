#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "absl/container/flat_hash_set.h"

namespace oxus::query {

// How many different numbers it was given: exact up to kExactDistinct, an estimate beyond. The
// answer depends on the numbers alone, not on their order or on how parts were merged. One thread.
class DistinctSet {
 public:
  // Numbers below this are kept as bits: a group of a small dictionary takes 2 KiB at most.
  static constexpr int32_t kBitNumbers = 1 << 14;

  void Add(std::span<const int32_t> numbers);
  // Bit i of word w is the number 64 w + i, below kBitNumbers.
  void AddBits(std::span<const uint64_t> words);
  void Add(const DistinctSet& other);

  uint64_t Count() const;
  bool is_estimate() const { return registers_ != nullptr; }
  size_t bytes() const;

 private:
  // HyperLogLog (Flajolet, Fusy, Gandouet, Meunier 2007) with 2^14 registers: standard error
  // 1.04 / 2^7 = 0.8 %.
  static constexpr int kIndexBits = 14;
  static constexpr size_t kRegisters = size_t{1} << kIndexBits;
  void AddOne(int32_t number);
  void AddToRegisters(int32_t number);
  uint64_t ExactCount() const;
  void BecomeEstimate();
  void BecomeEstimateIfMany();
  template <typename Visit>
  void VisitExact(const Visit& visit) const;

  // Exact: small numbers as bits, the others in a set.
  std::vector<uint64_t> bits_;
  absl::flat_hash_set<int32_t> numbers_;
  std::unique_ptr<std::vector<uint8_t>> registers_;

 public:
  DistinctSet() = default;
  DistinctSet(const DistinctSet& other) { *this = other; }
  DistinctSet& operator=(const DistinctSet& other);
  DistinctSet(DistinctSet&&) = default;
  DistinctSet& operator=(DistinctSet&&) = default;
};

}  // namespace oxus::query
