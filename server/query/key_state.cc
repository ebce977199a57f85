#include "server/query/key_state.h"

namespace oxus::query {

using storage::LogRecord;
using storage::RecordType;
using storage::Snapshot;

absl::StatusOr<std::optional<KeyState>> FindKeyState(const Snapshot& snapshot,
                                                     const oxus::v1::EventKey& key,
                                                     uint64_t as_of) {
  const auto entry = snapshot.FindKey(key.producer_id(), key.external_id());
  if (absl::IsNotFound(entry.status())) return std::nullopt;
  if (!entry.ok()) return entry.status();
  if (entry->first_sequence > as_of) return std::nullopt;
  if (entry->latest_sequence <= as_of) {
    return KeyState{entry->latest_sequence, entry->status == storage::KeyStatus::kRetracted};
  }
  const auto reader = snapshot.NewEventReader();
  uint64_t sequence = entry->latest_sequence;
  bool retracted = false;
  bool found = false;
  while (!found && sequence != 0) {
    uint64_t before = 0;
    const auto status = reader->ReadRecord(sequence, [&](const LogRecord& record) {
      found = record.sequence <= as_of;
      retracted = record.type == RecordType::kRetraction;
      before = record.previous_sequence;
      return true;
    });
    if (!status.ok()) return status;
    if (!found) sequence = before;
  }
  if (!found) return std::nullopt;
  return KeyState{sequence, retracted};
}

absl::StatusOr<bool> IsDuplicate(const Snapshot& snapshot, const oxus::v1::Event& event,
                                 uint64_t as_of) {
  for (const auto& link : event.links()) {
    if (link.kind() != oxus::v1::LINK_KIND_DUPLICATE_OF) continue;
    const auto state = FindKeyState(snapshot, link.to(), as_of);
    if (!state.ok()) return state.status();
    if (state->has_value() && !(*state)->retracted) return true;
  }
  return false;
}

}  // namespace oxus::query
