#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "tests/query/scan/history.h"
#include "tests/support/test_store.h"

namespace oxus::test {

// A log of random events on few keys: revised, withdrawn and told again, with reports attached,
// links that say what is a duplicate of what, some of it quarantined.
class RandomHistory {
 public:
  explicit RandomHistory(std::mt19937_64& random) : random_(random) {}

  // Offers the store that many records, of which it refuses some, and seals what can be sealed at
  // random moments.
  void Grow(uint32_t records, TestStore& store);

 private:
  void AddOne(TestStore& store);

  std::mt19937_64& random_;
  int64_t received_ms_ = 1'767'225'600'000;
};

// Every state in the log that holds an event, by sequence.
std::vector<scan::State> StatesOf(const storage::EventStore& store);

}  // namespace oxus::test
