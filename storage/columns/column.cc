#include "storage/columns/column.h"

#include <array>
#include <cstdlib>

namespace oxus::storage {
namespace {

using D = DictionaryColumn;

constexpr ColumnInfo Code(Column column, std::string_view name, D dictionary,
                          List list = List::kNone) {
  return {column, name, ColumnType::kCode, list, dictionary};
}

constexpr ColumnInfo Integer(Column column, std::string_view name, List list = List::kNone) {
  return {column, name, ColumnType::kInteger, list, D::kNone};
}

constexpr ColumnInfo Real(Column column, std::string_view name) {
  return {column, name, ColumnType::kReal, List::kNone, D::kNone};
}

constexpr std::array kColumns = {
    Integer(Column::kRecordType, "record_type"),
    Integer(Column::kQuarantined, "quarantined"),
    Integer(Column::kReceivedMs, "received_ms"),
    Integer(Column::kPrevious, "previous"),
    Code(Column::kPrincipal, "principal", D::kPrincipal),
    Code(Column::kProducer, "producer", D::kProducer),
    Integer(Column::kRevision, "revision"),
    Integer(Column::kDay, "day"),
    Integer(Column::kMinute, "minute"),
    Integer(Column::kMinuteMs, "minute_ms"),
    Integer(Column::kUtcOffset, "utc_offset"),
    Integer(Column::kTimePrecision, "time_precision"),
    Integer(Column::kSpanLengthMs, "span_length_ms"),
    Integer(Column::kSpanRestMs, "span_rest_ms"),
    Integer(Column::kAct, "act"),
    Integer(Column::kModality, "modality"),
    Integer(Column::kScore, "score"),
    Integer(Column::kIsAggregate, "is_aggregate"),
    Integer(Column::kConfirmedLarge, "confirmed_large"),
    Integer(Column::kDuplicateLinks, "duplicate_links"),
    Code(Column::kCountry, "country", D::kCountry),
    Code(Column::kAdmin1, "admin1", D::kAdmin1),
    Code(Column::kAdmin2, "admin2", D::kAdmin2),
    Code(Column::kPlaceName, "place_name", D::kPlaceName),
    Code(Column::kPlaceId, "place_id", D::kPlaceId),
    Real(Column::kLat, "lat"),
    Real(Column::kLon, "lon"),
    Integer(Column::kGeoPrecision, "geo_precision"),
    Code(Column::kOriginCountry, "origin_country", D::kCountry),
    Code(Column::kBorder, "border", D::kBorder),
    Integer(Column::kKilledLow, "killed_low"),
    Integer(Column::kKilled, "killed"),
    Integer(Column::kKilledHigh, "killed_high"),
    Integer(Column::kInjuredLow, "injured_low"),
    Integer(Column::kInjured, "injured"),
    Integer(Column::kInjuredHigh, "injured_high"),
    Integer(Column::kAbductedLow, "abducted_low"),
    Integer(Column::kAbducted, "abducted"),
    Integer(Column::kAbductedHigh, "abducted_high"),
    Integer(Column::kDomain, "domain"),
    Integer(Column::kChannel, "channel"),
    Integer(Column::kLevel, "level"),
    Integer(Column::kOutcome, "outcome"),
    Code(Column::kSubject, "subject", D::kSubject),
    Code(Column::kOutcomeBy, "outcome_by", D::kActor),
    Code(Column::kCurrency, "currency", D::kCurrency),
    Integer(Column::kAmount, "amount"),
    Integer(Column::kReportCount, "report_count"),
    Integer(Column::kOriginCount, "origin_count"),
    Integer(Column::kContested, "contested"),
    Integer(Column::kFacilityKind, "facility_kind"),
    Code(Column::kFacilityName, "facility_name", D::kFacilityName),
    Code(Column::kFacilityId, "facility_id", D::kFacilityId),

    Code(Column::kInitiator, "initiator", D::kActor, List::kInitiator),
    Code(Column::kTarget, "target", D::kActor, List::kTarget),
    Code(Column::kParticipant, "participant", D::kActor, List::kParticipant),
    Integer(Column::kParticipantRole, "participant_role", List::kParticipant),
    Code(Column::kParticipantName, "participant_name", D::kActorName, List::kParticipant),
    Integer(Column::kAttribution, "attribution", List::kParticipant),
    Integer(Column::kConfidence, "confidence", List::kParticipant),
    Integer(Column::kAlternative, "alternative", List::kParticipant),
    Code(Column::kNationality, "nationality", D::kNationality, List::kCasualty),
    Integer(Column::kVictimRole, "victim_role", List::kCasualty),
    Integer(Column::kCasualtyKilledLow, "casualty_killed_low", List::kCasualty),
    Integer(Column::kCasualtyKilled, "casualty_killed", List::kCasualty),
    Integer(Column::kCasualtyKilledHigh, "casualty_killed_high", List::kCasualty),
    Integer(Column::kCasualtyInjuredLow, "casualty_injured_low", List::kCasualty),
    Integer(Column::kCasualtyInjured, "casualty_injured", List::kCasualty),
    Integer(Column::kCasualtyInjuredHigh, "casualty_injured_high", List::kCasualty),
    Integer(Column::kCasualtyAbductedLow, "casualty_abducted_low", List::kCasualty),
    Integer(Column::kCasualtyAbducted, "casualty_abducted", List::kCasualty),
    Integer(Column::kCasualtyAbductedHigh, "casualty_abducted_high", List::kCasualty),
    Code(Column::kLinkCountry, "link_country", D::kCountry, List::kFacilityLink),
    Integer(Column::kFacilityLinkKind, "facility_link_kind", List::kFacilityLink),
    Code(Column::kLinkActor, "link_actor", D::kActor, List::kFacilityLink),
    Code(Column::kFacilityTie, "facility_tie", D::kFacilityTie, List::kFacilityLink),
    Code(Column::kSource, "source", D::kSource, List::kReport),
    Code(Column::kOrigin, "origin", D::kSource, List::kReport),
    Integer(Column::kSourceType, "source_type", List::kReport),
    Integer(Column::kStance, "stance", List::kReport),
    Integer(Column::kReliability, "reliability", List::kReport),
    Integer(Column::kCredibility, "credibility", List::kReport),
    Integer(Column::kPublishedMs, "published_ms", List::kReport),
    Code(Column::kLanguage, "language", D::kLanguage, List::kReport),
    Integer(Column::kTactic, "tactic", List::kTactic),
    Code(Column::kTag, "tag", D::kTag, List::kTag),
    Integer(Column::kLinkKind, "link_kind", List::kLink),
    Integer(Column::kCodeScheme, "code_scheme", List::kForeignCode),
    Code(Column::kForeignCode, "foreign_code", D::kForeignCode, List::kForeignCode),
    Code(Column::kBloc, "bloc", D::kActor, List::kBloc),
    Code(Column::kDyad, "dyad", D::kDyad, List::kDyad),
};

constexpr std::array<const ColumnInfo*, kColumnLimit> ByNumber() {
  std::array<const ColumnInfo*, kColumnLimit> infos{};
  for (const ColumnInfo& info : kColumns) infos[static_cast<size_t>(info.column)] = &info;
  return infos;
}

constexpr std::array<const ColumnInfo*, kColumnLimit> kByNumber = ByNumber();

}  // namespace

std::span<const ColumnInfo> Columns() { return kColumns; }

const ColumnInfo& InfoOf(Column column) {
  const size_t number = static_cast<size_t>(column);
  if (number >= kColumnLimit || kByNumber[number] == nullptr) std::abort();
  return *kByNumber[number];
}

}  // namespace oxus::storage
