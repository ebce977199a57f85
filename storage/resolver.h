#pragma once

#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/key_index.h"
#include "storage/log_reader.h"

namespace oxus::storage {

// A record that gets a sequence, with the one it takes the place of.
struct Accepted {
  const RecordInput* input = nullptr;
  uint64_t previous_sequence = 0;
  // As the input says, or for a report as the event it grows.
  bool quarantined = false;
  // What its row is made of, when that is still to be made: for a report the event it grew, for
  // an event that came without a row the event itself.
  std::unique_ptr<oxus::v1::Event> event;
};

// Decides the records of one Apply in order: identity, revisions, retractions, attached
// reports, links. Later records see what earlier ones of the same call did. Reads, never
// writes; make one per call.
class Resolver {
 public:
  // Accepted records get sequences from `next_sequence`. Events without a row are parsed when
  // `makes_rows` is set.
  Resolver(const Database& database, const KeyIndex& index, const KeyHasher& hasher,
           uint64_t next_sequence, bool makes_rows)
      : index_(index),
        hasher_(hasher),
        reader_(database),
        base_(next_sequence),
        makes_rows_(makes_rows) {}

  // An error means that the store could not be read; nothing is decided then.
  absl::Status Resolve(std::span<const RecordInput> records, std::vector<Applied>* applied);

  const std::vector<Accepted>& accepted() const { return accepted_; }
  // Entries that changed, newest state each.
  std::vector<std::pair<KeyHash, KeyEntry>> changed_entries() const {
    return {changed_.begin(), changed_.end()};
  }
  int64_t active_delta() const { return active_delta_; }
  int64_t retracted_delta() const { return retracted_delta_; }

 private:
  // A key found or the hash under which it may be stored.
  struct Slot {
    KeyHash hash;
    std::optional<KeyEntry> entry;
  };

  absl::StatusOr<Slot> FindSlot(std::string_view producer_id, std::string_view external_id,
                                const KeyHash& first_hash,
                                const std::optional<KeyEntry>& first_entry);
  absl::StatusOr<Slot> FindSlot(std::string_view producer_id, std::string_view external_id);
  absl::StatusOr<std::optional<KeyEntry>> Lookup(const KeyHash& hash) const;
  absl::StatusOr<bool> HoldsKey(uint64_t sequence, std::string_view producer_id,
                                std::string_view external_id);

  absl::StatusOr<Applied> Decide(const RecordInput& input, const Slot& slot);
  absl::StatusOr<Applied> DecideEvent(const RecordInput& input, const Slot& slot);
  absl::StatusOr<Applied> DecideAgainstHistory(const RecordInput& input, const KeyEntry& entry,
                                               uint32_t revision);
  // Walks the records of a key, newest first, to the one `matches` accepts; the answer is then
  // that the input is a duplicate of it.
  template <typename Matches>
  absl::StatusOr<std::optional<Applied>> FindDuplicate(const KeyEntry& entry,
                                                       const Matches& matches);
  absl::StatusOr<Applied> DecideRetraction(const RecordInput& input, const Slot& slot);
  absl::StatusOr<Applied> DecideReport(const RecordInput& input, const Slot& slot);
  absl::StatusOr<std::optional<Decision>> CheckMergeTarget(const RecordInput& input,
                                                           const KeyEntry& entry);
  absl::Status FindDanglingLinks(const RecordInput& input, Applied* applied);
  absl::StatusOr<std::optional<Decision>> CheckDuplicateOf(const RecordInput& input);

  // Gives the record its sequence.
  Applied Accept(const RecordInput& input, const Slot& slot, Decision decision, KeyEntry entry,
                 bool quarantined);
  absl::StatusOr<ChunkRecord> ReadRecord(uint64_t sequence);
  absl::Status ReadEvent(uint64_t sequence, oxus::v1::Event* event);

  const KeyIndex& index_;
  const KeyHasher& hasher_;
  LogReader reader_;
  const uint64_t base_;
  const bool makes_rows_;
  std::vector<Accepted> accepted_;
  absl::flat_hash_map<KeyHash, KeyEntry> changed_;
  int64_t active_delta_ = 0;
  int64_t retracted_delta_ = 0;
};

}  // namespace oxus::storage
