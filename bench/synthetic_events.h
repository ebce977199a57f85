#pragma once

#include <cstdint>
#include <random>

#include "oxus/v1/event.pb.h"

namespace oxus::bench {

// Makes events of about 300 bytes with the skew of real data: few countries and actors tell of
// most events, 30 % are contacts, most have no casualties. The same seed gives the same events.
// Not thread-safe.
class SyntheticEvents {
 public:
  explicit SyntheticEvents(uint64_t seed) : random_(seed) {}

  // Every event has a key of its own and passes validation.
  void Next(oxus::v1::Event* event);

 private:
  uint32_t Below(uint32_t bound) { return static_cast<uint32_t>(random_() % bound); }
  // 0 is the most frequent, each further one rarer.
  uint32_t Skewed(uint32_t bound);
  void FillPlace(oxus::v1::Place* place);
  void AddParticipant(oxus::v1::Event* event, oxus::v1::Role role, uint32_t avoid, uint32_t* actor);
  void FillIncident(oxus::v1::Incident* incident);

  std::mt19937_64 random_;
  uint64_t count_ = 0;
};

}  // namespace oxus::bench
