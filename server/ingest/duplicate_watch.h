#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "oxus/v1/ingest_service.pb.h"
#include "server/ingest/duplicate_finder.h"
#include "storage/event_store.h"

namespace oxus::ingest {

// Names the events of other producers that may tell of the same thing as one just stored (rule
// 24): the finder's candidates with their keys, and the finder kept in step with revisions and
// retractions. Remembers the last kWindow sequences. Not thread-safe: the committer is its one
// caller.
class DuplicateWatch {
 public:
  static constexpr uint64_t kWindow = DuplicateFinder::kWindow;

  DuplicateWatch() : keys_(kWindow), heads_(kWindow) {}

  // Fills the window from the end of the log.
  void Load(const storage::EventStore& store);

  // An event was stored at `sequence`, which rises from call to call: adds its candidates to the
  // outcome. For a revision OnReplaced comes first.
  void OnEvent(uint64_t sequence, std::string_view producer_id, std::string_view external_id,
               const DuplicateTraits& traits, oxus::v1::SubmissionOutcome& outcome);

  // The event held for this key was revised or retracted.
  void OnReplaced(std::string_view producer_id, std::string_view external_id);

  // Has the processor fetch what OnEvent will look at. Worth it some events ahead.
  void Prefetch(std::string_view producer_id, std::string_view external_id,
                const DuplicateTraits& traits) const;

 private:
  // Keys are chained by their hash. A chain ends where it leaves the window.
  struct Key {
    uint64_t sequence = 0;
    uint64_t hash = 0;
    // The next older key of the chain; 0 for none.
    uint64_t previous = 0;
    // producer_id, '/', external_id; producer ids hold no slash.
    std::string text;
  };

  void Remember(uint64_t sequence, std::string_view producer_id, std::string_view external_id,
                const DuplicateTraits& traits);
  bool IsHeld(uint64_t sequence) const { return sequence != 0 && sequence + kWindow > newest_; }
  Key& SlotOf(uint64_t sequence) { return keys_[sequence % kWindow]; }
  uint64_t& HeadOf(uint64_t hash) { return heads_[hash % kWindow]; }

  DuplicateFinder finder_;
  std::vector<Key> keys_;
  // The newest sequence of each chain.
  std::vector<uint64_t> heads_;
  uint64_t newest_ = 0;
};

}  // namespace oxus::ingest
