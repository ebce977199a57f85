#pragma once

#include <cstddef>
#include <cstdint>

#include "absl/container/flat_hash_map.h"

namespace oxus::query {

// What a scan in order of the log knows of the states that an event went through before the one
// it meets now.
struct EarlierMatch {
  // A state of the event matched.
  bool any = false;
  // The state right before this record did.
  bool last = false;
};

// Carries, from the records that were replaced to those that took their place, whether they
// matched. Holds an entry only for a key of which a state matched and whose next record is still
// to come, so its size is that of the corrections in flight, not that of the log. One thread.
class EarlierMatches {
 public:
  // What is known of the states before the record at `sequence`; forgotten here.
  EarlierMatch Take(uint64_t sequence);

  // For the record at `successor` to take.
  void PassOn(uint64_t successor, const EarlierMatch& match);

  // Successors still to come.
  size_t pending() const { return last_by_successor_.size(); }

 private:
  // Holds `last`; that there is an entry is `any`.
  absl::flat_hash_map<uint64_t, bool> last_by_successor_;
};

}  // namespace oxus::query
