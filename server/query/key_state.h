#pragma once

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "oxus/v1/event.pb.h"
#include "storage/event_store.h"

namespace oxus::query {

// Where a key stood at a state of the log.
struct KeyState {
  // Its latest record up to then.
  uint64_t sequence = 0;
  // That record is a retraction.
  bool retracted = false;
};

// nullopt when the key was not stored yet. The revision is ignored. Reads the records of the key
// that came after `as_of`, and one more.
absl::StatusOr<std::optional<KeyState>> FindKeyState(const storage::Snapshot& snapshot,
                                                     const oxus::v1::EventKey& key, uint64_t as_of);

// Whether the event says that it is a DUPLICATE_OF one that is stored and not retracted at that
// state.
absl::StatusOr<bool> IsDuplicate(const storage::Snapshot& snapshot, const oxus::v1::Event& event,
                                 uint64_t as_of);

}  // namespace oxus::query
