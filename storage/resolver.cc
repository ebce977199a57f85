#include "storage/resolver.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "storage/record_key.h"

namespace oxus::storage {
namespace {

using google::protobuf::Message;
using google::protobuf::io::CodedOutputStream;
using google::protobuf::io::StringOutputStream;

// Bounds the walk along DUPLICATE_OF links; a longer chain is treated as a cycle.
constexpr int kMaxDuplicateHops = 64;

std::string Canonical(const Message& message) {
  std::string bytes;
  StringOutputStream stream(&bytes);
  CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

template <typename T>
bool Parse(std::string_view bytes, T* message) {
  return message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

uint32_t EffectiveRevision(uint32_t revision) { return std::max<uint32_t>(revision, 1); }

// An event's revision 0 is its first; what a retraction calls 0 depends on the moment.
void NormaliseRevision(oxus::v1::Event& event) {
  event.mutable_key()->set_revision(EffectiveRevision(event.key().revision()));
}
void NormaliseRevision(oxus::v1::Retraction&) {}

// Encoders may order fields as they like: equal bytes are equal content, other bytes may be.
template <typename T>
bool SameContent(std::string_view a, std::string_view b) {
  if (a == b) return true;
  T left;
  T right;
  if (!Parse(a, &left) || !Parse(b, &right)) return false;
  NormaliseRevision(left);
  NormaliseRevision(right);
  return Canonical(left) == Canonical(right);
}

absl::Status Unparsed(const char* what) {
  return absl::InternalError(absl::StrCat(what, " reached the store that cannot be parsed"));
}

Applied Refuse(Decision decision, const std::optional<KeyEntry>& entry) {
  Applied applied;
  applied.decision = decision;
  applied.held_revision = entry ? entry->revision : 0;
  return applied;
}

}  // namespace

absl::Status Resolver::Resolve(std::span<const RecordInput> records,
                               std::vector<Applied>* applied) {
  std::vector<KeyHash> hashes;
  hashes.reserve(records.size());
  for (const RecordInput& record : records) {
    hashes.push_back(hasher_.Hash(record.producer_id, record.external_id));
  }
  std::vector<std::optional<KeyEntry>> held;
  if (absl::Status found = index_.FindAll(hashes, &held); !found.ok()) return found;

  accepted_.reserve(records.size());
  changed_.reserve(records.size());
  applied->clear();
  applied->reserve(records.size());
  for (size_t i = 0; i < records.size(); ++i) {
    const RecordInput& input = records[i];
    absl::StatusOr<Slot> slot = FindSlot(input.producer_id, input.external_id, hashes[i], held[i]);
    if (!slot.ok()) return slot.status();
    absl::StatusOr<Applied> decided = Decide(input, *slot);
    if (!decided.ok()) return decided.status();
    applied->push_back(*std::move(decided));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<KeyEntry>> Resolver::Lookup(const KeyHash& hash) const {
  if (const auto it = changed_.find(hash); it != changed_.end()) return it->second;
  return index_.Find(hash);
}

absl::StatusOr<bool> Resolver::HoldsKey(uint64_t sequence, std::string_view producer_id,
                                        std::string_view external_id) {
  absl::StatusOr<ChunkRecord> record = ReadRecord(sequence);
  if (!record.ok()) return record.status();
  oxus::v1::EventKey key;
  if (absl::Status read = ReadKey(*record, &key); !read.ok()) return read;
  return key.producer_id() == producer_id && key.external_id() == external_id;
}

absl::StatusOr<Resolver::Slot> Resolver::FindSlot(std::string_view producer_id,
                                                  std::string_view external_id,
                                                  const KeyHash& first_hash,
                                                  const std::optional<KeyEntry>& first_entry) {
  Slot slot{first_hash, first_entry};
  if (const auto it = changed_.find(first_hash); it != changed_.end()) slot.entry = it->second;
  for (uint32_t attempt = 1; slot.entry.has_value(); ++attempt) {
    absl::StatusOr<bool> holds = HoldsKey(slot.entry->latest_sequence, producer_id, external_id);
    if (!holds.ok()) return holds.status();
    if (*holds) break;
    slot.hash = hasher_.Hash(producer_id, external_id, attempt);
    absl::StatusOr<std::optional<KeyEntry>> next = Lookup(slot.hash);
    if (!next.ok()) return next.status();
    slot.entry = *next;
  }
  return slot;
}

absl::StatusOr<Resolver::Slot> Resolver::FindSlot(std::string_view producer_id,
                                                  std::string_view external_id) {
  const KeyHash hash = hasher_.Hash(producer_id, external_id);
  absl::StatusOr<std::optional<KeyEntry>> entry = Lookup(hash);
  if (!entry.ok()) return entry.status();
  return FindSlot(producer_id, external_id, hash, *entry);
}

absl::StatusOr<Applied> Resolver::Decide(const RecordInput& input, const Slot& slot) {
  switch (input.type) {
    case RecordType::kRetraction:
      return DecideRetraction(input, slot);
    case RecordType::kReport:
      return DecideReport(input, slot);
    case RecordType::kEvent:
      break;
  }
  return DecideEvent(input, slot);
}

absl::StatusOr<Applied> Resolver::DecideEvent(const RecordInput& input, const Slot& slot) {
  const uint32_t revision = EffectiveRevision(input.revision);
  const uint32_t held = slot.entry ? slot.entry->revision : 0;
  if (slot.entry && revision <= held) return DecideAgainstHistory(input, *slot.entry, revision);
  if (revision > held + 1 && !input.allow_revision_gap) {
    return Refuse(Decision::kRevisionGap, slot.entry);
  }
  if (!input.duplicate_of.empty()) {
    absl::StatusOr<std::optional<Decision>> refusal = CheckDuplicateOf(input);
    if (!refusal.ok()) return refusal.status();
    if (refusal->has_value()) return Refuse(**refusal, slot.entry);
  }
  KeyEntry entry = slot.entry.value_or(KeyEntry{});
  entry.revision = revision;
  Applied applied = Accept(input, slot, slot.entry ? Decision::kRevised : Decision::kStored, entry,
                           input.quarantined);
  if (makes_rows_ && input.row.empty()) {
    auto event = std::make_unique<oxus::v1::Event>();
    if (!Parse(input.body, event.get())) return Unparsed("an event");
    accepted_.back().event = std::move(event);
  }
  if (absl::Status checked = FindDanglingLinks(input, &applied); !checked.ok()) return checked;
  return applied;
}

template <typename Matches>
absl::StatusOr<std::optional<Applied>> Resolver::FindDuplicate(const KeyEntry& entry,
                                                               const Matches& matches) {
  for (uint64_t sequence = entry.latest_sequence; sequence != 0;) {
    absl::StatusOr<ChunkRecord> record = ReadRecord(sequence);
    if (!record.ok()) return record.status();
    if (matches(*record)) {
      Applied applied;
      applied.decision = Decision::kDuplicate;
      applied.sequence = sequence;
      applied.held_revision = entry.revision;
      applied.quarantined = record->quarantined;
      return applied;
    }
    sequence = record->previous_sequence;
  }
  return std::nullopt;
}

// A revision that is not new: a resend of what is or was held, or a contradiction to it.
absl::StatusOr<Applied> Resolver::DecideAgainstHistory(const RecordInput& input,
                                                       const KeyEntry& entry, uint32_t revision) {
  absl::StatusOr<std::optional<Applied>> duplicate =
      FindDuplicate(entry, [&](const ChunkRecord& record) {
        return record.type == RecordType::kEvent &&
               SameContent<oxus::v1::Event>(record.body, input.body);
      });
  if (!duplicate.ok()) return duplicate.status();
  if (duplicate->has_value()) return **duplicate;
  return Refuse(revision == entry.revision ? Decision::kRevisionConflict : Decision::kRevisionStale,
                entry);
}

// A retraction that stands anywhere in the history is a resend, also when a later revision has
// brought the event back: a producer that lost its answers sends everything again.
absl::StatusOr<Applied> Resolver::DecideRetraction(const RecordInput& input, const Slot& slot) {
  if (!slot.entry) return Refuse(Decision::kKeyUnknown, slot.entry);
  const KeyEntry& held = *slot.entry;
  absl::StatusOr<std::optional<Applied>> duplicate =
      FindDuplicate(held, [&](const ChunkRecord& record) {
        return record.type == RecordType::kRetraction &&
               SameContent<oxus::v1::Retraction>(record.body, input.body);
      });
  if (!duplicate.ok()) return duplicate.status();
  if (duplicate->has_value()) return **duplicate;
  if (held.status == KeyStatus::kRetracted) return Refuse(Decision::kAlreadyRetracted, held);
  if (input.revision != 0 && input.revision != held.revision) {
    return Refuse(Decision::kRevisionMismatch, held);
  }
  absl::StatusOr<std::optional<Decision>> refusal = CheckMergeTarget(input, held);
  if (!refusal.ok()) return refusal.status();
  if (refusal->has_value()) return Refuse(**refusal, held);
  KeyEntry entry = held;
  entry.status = KeyStatus::kRetracted;
  return Accept(input, slot, Decision::kRetracted, entry, input.quarantined);
}

absl::StatusOr<std::optional<Decision>> Resolver::CheckMergeTarget(const RecordInput& input,
                                                                   const KeyEntry& entry) {
  if (input.merged_into_external_id.empty()) return std::nullopt;
  absl::StatusOr<Slot> target =
      FindSlot(input.merged_into_producer_id, input.merged_into_external_id);
  if (!target.ok()) return target.status();
  if (!target->entry) return Decision::kMergeTargetMissing;
  if (target->entry->status == KeyStatus::kRetracted) return Decision::kMergeTargetRetracted;
  if (target->entry->first_sequence > entry.first_sequence) return Decision::kMergeTargetYounger;
  return std::nullopt;
}

// As with retractions, a report attached at any time is a resend, even if a later revision has
// replaced the event and its evidence.
absl::StatusOr<Applied> Resolver::DecideReport(const RecordInput& input, const Slot& slot) {
  if (!slot.entry) return Refuse(Decision::kKeyUnknown, slot.entry);
  const KeyEntry& held = *slot.entry;
  oxus::v1::AttachReport sent;
  if (!Parse(input.body, &sent)) {
    return Unparsed("a report");
  }
  const std::string content = Canonical(sent.report());
  oxus::v1::AttachReport attached;
  oxus::v1::Event event;
  const auto holds_report = [&](const ChunkRecord& record) {
    if (record.type == RecordType::kReport) {
      return Parse(record.body, &attached) && Canonical(attached.report()) == content;
    }
    return record.type == RecordType::kEvent && Parse(record.body, &event) &&
           std::any_of(event.reports().begin(), event.reports().end(),
                       [&](const auto& report) { return Canonical(report) == content; });
  };
  absl::StatusOr<std::optional<Applied>> duplicate = FindDuplicate(held, holds_report);
  if (!duplicate.ok()) return duplicate.status();
  if (duplicate->has_value()) return **duplicate;
  if (held.status == KeyStatus::kRetracted) return Refuse(Decision::kAlreadyRetracted, held);
  if (absl::Status read = ReadEvent(held.latest_sequence, &event); !read.ok()) return read;
  for (const oxus::v1::Report& report : event.reports()) {
    if (report.report_id() == sent.report().report_id()) {
      return Refuse(Decision::kReportConflict, held);
    }
  }
  if (event.reports_size() >= kMaxReports) return Refuse(Decision::kReportLimit, held);
  absl::StatusOr<ChunkRecord> grown = ReadRecord(held.latest_sequence);
  if (!grown.ok()) return grown.status();
  const bool quarantined = grown->quarantined || input.quarantined;
  const Applied applied = Accept(input, slot, Decision::kReportAttached, held, quarantined);
  *event.add_reports() = std::move(*sent.mutable_report());
  accepted_.back().event = std::make_unique<oxus::v1::Event>(std::move(event));
  return applied;
}

absl::Status Resolver::FindDanglingLinks(const RecordInput& input, Applied* applied) {
  uint32_t index = 0;
  for (const auto* links : {&input.linked, &input.duplicate_of}) {
    for (const auto& [producer_id, external_id] : *links) {
      absl::StatusOr<Slot> slot = FindSlot(producer_id, external_id);
      if (!slot.ok()) return slot.status();
      if (!slot->entry) applied->dangling_links.push_back(index);
      ++index;
    }
  }
  return absl::OkStatus();
}

// Walks along DUPLICATE_OF from the record's own links: all it reaches must be of its kind, and
// none of it the record itself.
absl::StatusOr<std::optional<Decision>> Resolver::CheckDuplicateOf(const RecordInput& input) {
  oxus::v1::Event event;
  if (!Parse(input.body, &event)) {
    return Unparsed("an event");
  }
  const auto kind = event.detail_case();
  std::vector<std::pair<std::string, std::string>> todo;
  for (const auto& [producer_id, external_id] : input.duplicate_of) {
    todo.emplace_back(producer_id, external_id);
  }
  for (int hops = 0; !todo.empty(); ++hops) {
    if (hops == kMaxDuplicateHops) return Decision::kDuplicateCycle;
    const auto [producer_id, external_id] = todo.back();
    todo.pop_back();
    if (producer_id == input.producer_id && external_id == input.external_id) {
      return Decision::kDuplicateCycle;
    }
    absl::StatusOr<Slot> slot = FindSlot(producer_id, external_id);
    if (!slot.ok()) return slot.status();
    if (!slot->entry || slot->entry->status == KeyStatus::kRetracted) continue;
    if (absl::Status read = ReadEvent(slot->entry->latest_sequence, &event); !read.ok()) {
      return read;
    }
    if (event.detail_case() != kind) return Decision::kDuplicateOtherKind;
    for (const oxus::v1::Link& link : event.links()) {
      if (link.kind() != oxus::v1::LINK_KIND_DUPLICATE_OF) continue;
      todo.emplace_back(link.to().producer_id(), link.to().external_id());
    }
  }
  return std::nullopt;
}

Applied Resolver::Accept(const RecordInput& input, const Slot& slot, Decision decision,
                         KeyEntry entry, bool quarantined) {
  const uint64_t sequence = base_ + accepted_.size();
  accepted_.push_back({&input, slot.entry ? slot.entry->latest_sequence : 0, quarantined, nullptr});
  const bool was_active = slot.entry && slot.entry->status == KeyStatus::kActive;
  const bool was_retracted = slot.entry && slot.entry->status == KeyStatus::kRetracted;
  if (decision != Decision::kRetracted) entry.status = KeyStatus::kActive;
  const bool is_active = entry.status == KeyStatus::kActive;
  active_delta_ += (is_active ? 1 : 0) - (was_active ? 1 : 0);
  retracted_delta_ += (is_active ? 0 : 1) - (was_retracted ? 1 : 0);
  entry.latest_sequence = sequence;
  if (entry.first_sequence == 0) entry.first_sequence = sequence;
  changed_[slot.hash] = entry;
  Applied applied;
  applied.decision = decision;
  applied.sequence = sequence;
  applied.held_revision = entry.revision;
  applied.quarantined = quarantined;
  return applied;
}

absl::StatusOr<ChunkRecord> Resolver::ReadRecord(uint64_t sequence) {
  if (sequence < base_) return reader_.Read(sequence);
  if (sequence - base_ >= accepted_.size()) {
    return absl::DataLossError(
        absl::StrCat("the key index leads to sequence ", sequence, ", past the end of the log"));
  }
  const Accepted& accepted = accepted_[sequence - base_];
  ChunkRecord record;
  record.sequence = sequence;
  record.type = accepted.input->type;
  record.quarantined = accepted.quarantined;
  record.previous_sequence = accepted.previous_sequence;
  record.body = accepted.input->body;
  return record;
}

absl::Status Resolver::ReadEvent(uint64_t sequence, oxus::v1::Event* event) {
  return AssembleEvent(
      sequence, [this](uint64_t at) { return ReadRecord(at); }, event);
}

}  // namespace oxus::storage
