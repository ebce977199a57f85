#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"

namespace oxus::storage {

// Sealed segments in which readers met damage, until they are mended. Thread-safe.
class DamageList {
 public:
  struct Damage {
    uint64_t first_sequence = 0;
    // The first that was met: "segment 65537, column day: checksum differs".
    std::string what;
  };

  // Nothing for a segment that is listed or was given up.
  void Add(uint64_t first_sequence, std::string what);
  // The first segment that waits to be mended. Costs nothing while there is no damage.
  std::optional<Damage> First() const;
  // It is mended: damage met from now on is listed again.
  void Remove(uint64_t first_sequence);
  // It cannot be mended now and is not to be tried again.
  void GiveUp(uint64_t first_sequence);

 private:
  struct State {
    std::string what;
    bool is_given_up = false;
  };
  std::atomic<bool> is_empty_{true};
  mutable std::mutex mutex_;
  std::map<uint64_t, State> states_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace oxus::storage
