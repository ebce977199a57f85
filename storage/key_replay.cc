#include "storage/key_replay.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "storage/record_key.h"

namespace oxus::storage {

absl::Status ReplayKey(const ChunkRecord& record, const KeyHasher& hasher, KeyIndex& index) {
  oxus::v1::EventKey key;
  if (absl::Status read = ReadKey(record, &key); !read.ok()) return read;
  const bool is_new = record.previous_sequence == 0;
  // The slot is the first attempt whose entry is this key's previous record, or that is free.
  for (uint32_t attempt = 0;; ++attempt) {
    const KeyHash hash = hasher.Hash(key.producer_id(), key.external_id(), attempt);
    absl::StatusOr<std::optional<KeyEntry>> held = index.Find(hash);
    if (!held.ok()) return held.status();
    if (!held->has_value() && !is_new) {
      return absl::DataLossError(
          absl::StrCat("key index does not lead to sequence ", record.previous_sequence));
    }
    if (held->has_value() && (is_new || (*held)->latest_sequence != record.previous_sequence)) {
      continue;
    }
    KeyEntry entry = held->value_or(KeyEntry{});
    entry.latest_sequence = record.sequence;
    if (entry.first_sequence == 0) entry.first_sequence = record.sequence;
    if (record.type == RecordType::kEvent) entry.revision = std::max(key.revision(), 1u);
    entry.status =
        record.type == RecordType::kRetraction ? KeyStatus::kRetracted : KeyStatus::kActive;
    const std::pair<KeyHash, KeyEntry> changed{hash, entry};
    index.Set({&changed, 1});
    return absl::OkStatus();
  }
}

}  // namespace oxus::storage
