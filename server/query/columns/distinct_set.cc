#include "server/query/columns/distinct_set.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "server/query/limits.h"

namespace oxus::query {
namespace {

// The finaliser of SplitMix64 (Steele, Lea, Flood 2014): numbers are small and close together,
// registers want bits that look random.
uint64_t Mix(uint64_t x) {
  x += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

}  // namespace

DistinctSet& DistinctSet::operator=(const DistinctSet& other) {
  if (this == &other) return *this;
  bits_ = other.bits_;
  numbers_ = other.numbers_;
  registers_ = other.registers_ == nullptr
                   ? nullptr
                   : std::make_unique<std::vector<uint8_t>>(*other.registers_);
  return *this;
}

template <typename Visit>
void DistinctSet::VisitExact(const Visit& visit) const {
  for (size_t word = 0; word < bits_.size(); ++word) {
    for (uint64_t bits = bits_[word]; bits != 0; bits &= bits - 1) {
      visit(static_cast<int32_t>(word * 64 + static_cast<size_t>(std::countr_zero(bits))));
    }
  }
  for (const int32_t number : numbers_) visit(number);
}

void DistinctSet::AddOne(int32_t number) {
  if (number < 0 || number >= kBitNumbers) {
    numbers_.insert(number);
    return;
  }
  const auto word = static_cast<size_t>(number) / 64;
  if (word >= bits_.size()) {
    bits_.resize(std::min<size_t>(kBitNumbers / 64, std::max(word + 1, bits_.size() * 2)));
  }
  bits_[word] |= uint64_t{1} << (number % 64);
}

void DistinctSet::AddToRegisters(int32_t number) {
  const uint64_t hash = Mix(static_cast<uint64_t>(static_cast<int64_t>(number)));
  const size_t index = hash >> (64 - kIndexBits);
  const auto rank = static_cast<uint8_t>(std::countl_zero((hash << kIndexBits) | 1) + 1);
  uint8_t& held = (*registers_)[index];
  held = std::max(held, rank);
}

uint64_t DistinctSet::ExactCount() const {
  uint64_t count = numbers_.size();
  for (const uint64_t word : bits_) count += static_cast<uint64_t>(std::popcount(word));
  return count;
}

void DistinctSet::BecomeEstimateIfMany() {
  // Bits alone cannot be too many, and counting them takes time.
  static_assert(kBitNumbers < kExactDistinct);
  if (registers_ != nullptr || numbers_.size() + kBitNumbers <= kExactDistinct) return;
  if (ExactCount() > kExactDistinct) BecomeEstimate();
}

void DistinctSet::BecomeEstimate() {
  registers_ = std::make_unique<std::vector<uint8_t>>(kRegisters);
  VisitExact([this](int32_t number) { AddToRegisters(number); });
  bits_ = {};
  numbers_ = {};
}

void DistinctSet::Add(std::span<const int32_t> numbers) {
  if (registers_ != nullptr) {
    for (const int32_t number : numbers) AddToRegisters(number);
    return;
  }
  for (const int32_t number : numbers) AddOne(number);
  BecomeEstimateIfMany();
}

void DistinctSet::AddBits(std::span<const uint64_t> words) {
  if (registers_ == nullptr && words.size() > bits_.size()) bits_.resize(words.size());
  for (size_t word = 0; word < words.size(); ++word) {
    if (registers_ == nullptr) {
      bits_[word] |= words[word];
      continue;
    }
    for (uint64_t bits = words[word]; bits != 0; bits &= bits - 1) {
      AddToRegisters(static_cast<int32_t>(word * 64 + static_cast<size_t>(std::countr_zero(bits))));
    }
  }
  BecomeEstimateIfMany();
}

void DistinctSet::Add(const DistinctSet& other) {
  if (other.registers_ != nullptr) {
    if (registers_ == nullptr) BecomeEstimate();
    for (size_t i = 0; i < kRegisters; ++i) {
      (*registers_)[i] = std::max((*registers_)[i], (*other.registers_)[i]);
    }
    return;
  }
  if (registers_ != nullptr) {
    return other.VisitExact([this](int32_t number) { AddToRegisters(number); });
  }
  AddBits(other.bits_);
  if (registers_ != nullptr) {
    return other.VisitExact([this](int32_t number) { AddToRegisters(number); });
  }
  numbers_.insert(other.numbers_.begin(), other.numbers_.end());
  BecomeEstimateIfMany();
}

uint64_t DistinctSet::Count() const {
  if (registers_ == nullptr) return ExactCount();
  constexpr auto kCount = static_cast<double>(kRegisters);
  double inverse_sum = 0;
  for (const uint8_t rank : *registers_) inverse_sum += std::ldexp(1.0, -rank);
  // The bias correction for many registers; sets this large need none of the small-range kind.
  const double alpha = 0.7213 / (1 + 1.079 / kCount);
  return static_cast<uint64_t>(std::llround(alpha * kCount * kCount / inverse_sum));
}

size_t DistinctSet::bytes() const {
  return sizeof(*this) + bits_.capacity() * sizeof(uint64_t) +
         numbers_.capacity() * (sizeof(int32_t) + 1) +
         (registers_ == nullptr ? 0 : registers_->capacity());
}

}  // namespace oxus::query
