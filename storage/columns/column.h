#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "storage/record.h"

// The columns that every record is a row of. Which event field fills which one is decided by the
// caller (RowDraft); here they are typed arrays. Numbers are those on disk and never reused.
namespace oxus::storage {

enum class ColumnType : uint8_t {
  kCode,     // a text, stored as its dictionary code; 0 is absent
  kInteger,  // signed 64-bit, or absent
  kReal,     // double, or absent
};

// Repeated parts of an event. The columns of one list have an element each for every element of
// the list; how many a row has is kept once for the list.
enum class List : uint8_t {
  kNone = 0,
  kInitiator = 1,
  kTarget = 2,
  kParticipant = 3,
  kCasualty = 4,
  kFacilityLink = 5,
  kReport = 6,
  kTactic = 7,
  kTag = 8,
  kLink = 9,
  kForeignCode = 10,
  kBloc = 11,
  kDyad = 12,
};
inline constexpr size_t kListCount = 13;

enum class Column : uint8_t {
  // Of the record. Filled by the store.
  kRecordType = 1,   // RecordType
  kQuarantined = 2,  // 0, 1
  kReceivedMs = 3,   // since the epoch, UTC
  kPrevious = 4,     // sequence of the record it takes the place of; absent if none
  kPrincipal = 5,
  // Of the key.
  kProducer = 6,
  kRevision = 7,
  // When. Local time is the wall clock at the event.
  kDay = 8,         // local days since 1970-01-01, rounded down
  kMinute = 9,      // of the local day, 0..1439
  kMinuteMs = 10,   // within the minute, 0..59999
  kUtcOffset = 11,  // minutes east
  kTimePrecision = 12,
  kSpanLengthMs = 13,  // how long it may have taken; int64 max: endless
  kSpanRestMs = 14,    // from its start to its last moment
  // What.
  kAct = 15,  // incident type, or contact kind + kContactBase
  kModality = 16,
  kScore = 17,  // thousandths
  kIsAggregate = 18,
  kConfirmedLarge = 19,
  kDuplicateLinks = 20,  // DUPLICATE_OF links; absent when there is none
  // Where.
  kCountry = 21,
  kAdmin1 = 22,
  kAdmin2 = 23,
  kPlaceName = 24,
  kPlaceId = 25,
  kLat = 26,
  kLon = 27,
  kGeoPrecision = 28,
  kOriginCountry = 29,
  kBorder = 30,
  // Casualties of the event as a whole; absent: nothing reported.
  kKilledLow = 31,
  kKilled = 32,
  kKilledHigh = 33,
  kInjuredLow = 34,
  kInjured = 35,
  kInjuredHigh = 36,
  kAbductedLow = 37,
  kAbducted = 38,
  kAbductedHigh = 39,
  // Contacts.
  kDomain = 40,
  kChannel = 41,
  kLevel = 42,
  kOutcome = 43,
  kSubject = 44,
  kOutcomeBy = 45,
  kCurrency = 46,
  kAmount = 47,  // minor units
  // Evidence as a whole.
  kReportCount = 48,
  kOriginCount = 49,
  kContested = 50,  // 0, 1
  // The site that was hit.
  kFacilityKind = 51,
  kFacilityName = 52,
  kFacilityId = 53,

  // Lists.
  kInitiator = 64,
  kTarget = 65,
  kParticipant = 66,
  kParticipantRole = 67,
  kParticipantName = 68,  // as the source writes it
  kAttribution = 69,
  kConfidence = 70,   // of the participant, 0..100
  kAlternative = 71,  // group of alternatives
  kNationality = 72,
  kVictimRole = 73,
  kCasualtyKilledLow = 74,
  kCasualtyKilled = 75,
  kCasualtyKilledHigh = 76,
  kCasualtyInjuredLow = 77,
  kCasualtyInjured = 78,
  kCasualtyInjuredHigh = 79,
  kCasualtyAbductedLow = 80,
  kCasualtyAbducted = 81,
  kCasualtyAbductedHigh = 82,
  kLinkCountry = 83,
  kFacilityLinkKind = 84,
  kLinkActor = 85,
  kFacilityTie = 86,  // country and kind in one: "CN:OPERATOR"
  kSource = 87,
  kOrigin = 88,
  kSourceType = 89,
  kStance = 90,
  kReliability = 91,
  kCredibility = 92,
  kPublishedMs = 93,  // UTC
  kLanguage = 94,
  kTactic = 95,
  kTag = 96,
  kLinkKind = 97,
  kCodeScheme = 98,
  kForeignCode = 99,
  kBloc = 100,  // that a participant is, or was with
  kDyad = 101,  // two sides in order: "AF-TJ"
};
// Above every column's number.
inline constexpr size_t kColumnLimit = 102;
// Contact kinds are kept apart from incident types in Column::kAct by this much.
inline constexpr int64_t kContactBase = 2'000;

struct ColumnInfo {
  Column column;
  std::string_view name;
  ColumnType type = ColumnType::kInteger;
  List list = List::kNone;
  // kCode: where its texts are numbered. Columns may share a dictionary.
  DictionaryColumn dictionary = DictionaryColumn::kNone;
};

// All columns, by number.
std::span<const ColumnInfo> Columns();
// Aborts for a number that is no column.
const ColumnInfo& InfoOf(Column column);

}  // namespace oxus::storage
