#include "bench/skewed_choice.h"

#include <cmath>
#include <numeric>

namespace oxus::bench {

uint64_t Mix(uint64_t number) {
  number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9;
  number = (number ^ (number >> 27)) * 0x94d049bb133111eb;
  return number ^ (number >> 31);
}

uint64_t RandomStream::Next() {
  state_ += 0x9e3779b97f4a7c15;
  return Mix(state_);
}

WeightedChoice::WeightedChoice(const std::vector<double>& weights) : cells_(weights.size()) {
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  const double count = static_cast<double>(weights.size());
  std::vector<double> share(weights.size());
  std::vector<uint32_t> poor;
  std::vector<uint32_t> rich;
  for (uint32_t i = 0; i < weights.size(); ++i) {
    share[i] = weights[i] / total * count;
    (share[i] < 1 ? poor : rich).push_back(i);
  }
  while (!poor.empty() && !rich.empty()) {
    const uint32_t from = rich.back();
    const uint32_t to = poor.back();
    poor.pop_back();
    cells_[to] = {static_cast<uint64_t>(share[to] * 0x1.0p32), from};
    share[from] -= 1 - share[to];
    if (share[from] < 1) {
      rich.pop_back();
      poor.push_back(from);
    }
  }
  for (const uint32_t full : rich) cells_[full] = {uint64_t{1} << 32, full};
  for (const uint32_t full : poor) cells_[full] = {uint64_t{1} << 32, full};
}

WeightedChoice WeightedChoice::Zipf(uint32_t count, double exponent) {
  std::vector<double> weights;
  for (uint32_t k = 1; k <= count; ++k) weights.push_back(std::pow(k, -exponent));
  return WeightedChoice(weights);
}

uint32_t WeightedChoice::Draw(RandomStream& random) const {
  const uint64_t bits = random.Next();
  const uint32_t cell = static_cast<uint32_t>((bits >> 32) * cells_.size() >> 32);
  return (bits & 0xffffffff) < cells_[cell].stay ? cell : cells_[cell].alias;
}

}  // namespace oxus::bench
