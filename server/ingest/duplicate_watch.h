#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "oxus/v1/ingest_service.pb.h"
#include "server/ingest/duplicate_finder.h"
#include "storage/event_store.h"

namespace oxus::ingest {

// Names the events of other producers that may tell of the same thing as one just stored (rule
// 24): the finder's candidates with their keys, and the finder kept in step with revisions and
// retractions. Remembers the last DuplicateFinder::kWindow sequences. Not thread-safe: the
// committer is its one caller.
class DuplicateWatch {
 public:
  DuplicateWatch() : keys_(DuplicateFinder::kWindow) {}

  // Fills the window from the end of the log.
  void Load(const storage::EventStore& store);

  // An event was stored or revised at `sequence`: adds its candidates to the outcome.
  void OnEvent(uint64_t sequence, std::string_view producer_id, std::string_view external_id,
               const DuplicateTraits& traits, oxus::v1::SubmissionOutcome& outcome);

  // The event of this key was retracted.
  void OnRetraction(std::string_view producer_id, std::string_view external_id);

 private:
  struct Key {
    uint64_t sequence = 0;
    // producer_id, '/', external_id; producer ids hold no slash.
    std::string text;
  };

  void Remember(uint64_t sequence, std::string_view producer_id, std::string_view external_id,
                const DuplicateTraits& traits);
  void Forget(std::string_view producer_id, std::string_view external_id);
  Key& SlotOf(uint64_t sequence) { return keys_[sequence % keys_.size()]; }

  DuplicateFinder finder_;
  std::vector<Key> keys_;
  // Hash of a key text -> the sequence under which the finder holds it.
  absl::flat_hash_map<uint64_t, uint64_t> held_;
};

}  // namespace oxus::ingest
