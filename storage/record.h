#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace oxus::storage {

struct Cell;

// What a log record holds; the number is the byte on disk.
enum class RecordType : uint8_t {
  kEvent = 1,       // body is an oxus.v1.Event
  kRetraction = 2,  // body is an oxus.v1.Retraction
  kReport = 3,      // body is an oxus.v1.AttachReport
};

// Columns whose strings are numbered in the dictionary; the number is the one on disk.
enum class DictionaryColumn : uint8_t {
  kNone = 0,
  kPrincipal = 1,
  kProducer = 2,
  kCountry = 3,  // ISO 3166-1 alpha-2
  kAdmin1 = 4,   // ISO 3166-2
  kAdmin2 = 5,
  kPlaceName = 6,
  kPlaceId = 7,
  kBorder = 8,
  kActor = 9,  // resolved ids
  kActorName = 10,
  kNationality = 11,  // ISO 3166-1 alpha-3
  kSubject = 12,
  kCurrency = 13,
  kFacilityName = 14,
  kFacilityId = 15,
  kFacilityTie = 16,
  kSource = 17,  // outlets and origins
  kLanguage = 18,
  kTag = 19,
  kForeignCode = 20,
  kDyad = 21,
};
inline constexpr size_t kDictionaryColumns = 22;

// One record offered to EventStore::Apply. The views must stay valid during that call only.
struct RecordInput {
  RecordType type = RecordType::kEvent;
  // The message as the producer sent it; stored byte for byte.
  std::string_view body;
  // The key inside the body.
  std::string_view producer_id;
  std::string_view external_id;
  // Events: the revision sent, 0 read as 1. Retractions: the revision withdrawn, 0 for the
  // latest. Reports: ignored.
  uint32_t revision = 0;
  bool allow_revision_gap = false;
  bool quarantined = false;
  // Retractions with reason DUPLICATE: the key that stays. Empty otherwise.
  std::string_view merged_into_producer_id;
  std::string_view merged_into_external_id;
  // Keys this event declares itself a DUPLICATE_OF.
  std::span<const std::pair<std::string_view, std::string_view>> duplicate_of;
  // Keys that other links of this event point at.
  std::span<const std::pair<std::string_view, std::string_view>> linked;
  // Authenticated sender, empty when there is none.
  std::string_view principal;
  // Events: the values of its row (StoreOptions::projection of the event).
  std::span<const Cell> row;
};

// What Apply decided about one record.
enum class Decision : uint8_t {
  kStored,
  kDuplicate,  // same key, revision and content held already
  kRevised,
  kRetracted,
  kReportAttached,
  // Refusals; nothing changed.
  kRevisionConflict,      // same key and revision, other content
  kRevisionStale,         // lower than the revision held
  kRevisionGap,           // not the revision held + 1, and no gap allowed
  kKeyUnknown,            // retraction of or report on a key never stored
  kAlreadyRetracted,      // retraction of or report on a withdrawn record
  kRevisionMismatch,      // retraction names a revision that is not the latest
  kReportConflict,        // same report_id, other content
  kReportLimit,           // the event holds kMaxReports already
  kMergeTargetMissing,    // merged_into was never stored
  kMergeTargetRetracted,  // merged_into is withdrawn
  kMergeTargetYounger,    // merged_into was stored after the record it replaces
  kDuplicateCycle,        // DUPLICATE_OF leads back to the record itself
  kDuplicateOtherKind,    // DUPLICATE_OF an event of the other kind
};

constexpr bool IsRefusal(Decision decision) { return decision > Decision::kReportAttached; }
// True when the record got a sequence of its own.
constexpr bool IsLogged(Decision decision) {
  return decision != Decision::kDuplicate && !IsRefusal(decision);
}

// Most reports one event may hold, attached ones included.
inline constexpr int kMaxReports = 64;

struct Applied {
  Decision decision = Decision::kStored;
  // The record's own sequence; for a duplicate, where the first one stands; 0 if refused.
  uint64_t sequence = 0;
  // The latest revision held for the key after the call; 0 if the key is unknown.
  uint32_t held_revision = 0;
  // The flag of the record at `sequence`; for a report, that of the event it grew.
  bool quarantined = false;
  // Indexes into RecordInput::linked and, after them, duplicate_of, of targets never stored.
  std::vector<uint32_t> dangling_links;
};

// One record read back. The views are valid inside the visitor that receives it.
struct LogRecord {
  uint64_t sequence = 0;
  RecordType type = RecordType::kEvent;
  int64_t received_ms = 0;
  // A report carries the flag of the event it grew.
  bool quarantined = false;
  // The record this one took the place of; 0 if none.
  uint64_t previous_sequence = 0;
  // The record that took this one's place, 0 if none at the snapshot. A row is visible at S
  // iff sequence <= S and (superseded_by == 0 or superseded_by > S).
  uint64_t superseded_by = 0;
  std::string_view principal;
  std::string_view body;
};

}  // namespace oxus::storage
