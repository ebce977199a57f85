#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "oxus/v1/event.pb.h"
#include "storage/event_store.h"

namespace oxus::scan {

// What a record of the log made of its key.
struct State {
  uint64_t sequence = 0;
  int64_t received_ms = 0;
  bool quarantined = false;
  std::string principal;
  // Withdrawn: there is no event.
  bool retracted = false;
  // Attached reports included.
  v1::Event event;
};

// Producer id, external id.
using KeyName = std::pair<std::string, std::string>;

inline KeyName NameOf(const v1::EventKey& key) { return {key.producer_id(), key.external_id()}; }

// The log, replayed: every state of every key, oldest first.
struct History {
  uint64_t as_of = 0;
  std::map<KeyName, std::vector<State>> keys;

  // Stored and not withdrawn.
  bool IsActive(const KeyName& key) const;
};

// The log up to `as_of`.
absl::StatusOr<History> Replay(const storage::Snapshot& snapshot, uint64_t as_of);

// The newest sequence received at `time_ms` or before; 0 when there is none.
absl::StatusOr<uint64_t> SequenceAt(const storage::Snapshot& snapshot, int64_t time_ms);

}  // namespace oxus::scan
