#pragma once

#include <cstdint>

#include "oxus/v1/ingest_service.pb.h"

namespace oxus::ingest {

// Why a submission is refused, quarantined or warned of by the rules that need no state: every
// code their Issues can carry. A code is a promise to producers: one may be added, none
// renamed. The meaning of each is in docs/validation.md, which a test compares with this file.
struct Reason {
  uint32_t rule;
  oxus::v1::Issue::Severity severity;
  const char* code;
};

namespace reasons {

inline constexpr auto kReject = oxus::v1::Issue::SEVERITY_ERROR;
inline constexpr auto kQuarantine = oxus::v1::Issue::SEVERITY_QUARANTINE;
inline constexpr auto kWarn = oxus::v1::Issue::SEVERITY_WARNING;

// 1: keys.
inline constexpr Reason kKeyMissing{1, kReject, "KEY_MISSING"};
inline constexpr Reason kProducerIdEmpty{1, kReject, "PRODUCER_ID_EMPTY"};
inline constexpr Reason kProducerIdTooLong{1, kReject, "PRODUCER_ID_TOO_LONG"};
inline constexpr Reason kProducerIdCharacters{1, kReject, "PRODUCER_ID_CHARACTERS"};
inline constexpr Reason kExternalIdEmpty{1, kReject, "EXTERNAL_ID_EMPTY"};
inline constexpr Reason kExternalIdTooLong{1, kReject, "EXTERNAL_ID_TOO_LONG"};
inline constexpr Reason kExternalIdCharacters{1, kReject, "EXTERNAL_ID_CHARACTERS"};
// 4 and 5: time.
inline constexpr Reason kTimeMissing{4, kReject, "TIME_MISSING"};
inline constexpr Reason kTimeTooEarly{4, kReject, "TIME_TOO_EARLY"};
inline constexpr Reason kTimeInFuture{4, kReject, "TIME_IN_FUTURE"};
inline constexpr Reason kTimeTooLate{4, kReject, "TIME_TOO_LATE"};
inline constexpr Reason kEndBeforeStart{5, kReject, "END_BEFORE_START"};
inline constexpr Reason kSpanTooLong{5, kReject, "SPAN_TOO_LONG"};
inline constexpr Reason kUtcOffsetRange{5, kReject, "UTC_OFFSET_RANGE"};
// 6 to 8: place.
inline constexpr Reason kPlaceMissing{6, kReject, "PLACE_MISSING"};
inline constexpr Reason kCountryMissing{6, kReject, "COUNTRY_MISSING"};
inline constexpr Reason kCountryUnknown{6, kReject, "COUNTRY_UNKNOWN"};
inline constexpr Reason kAdmin1OtherCountry{6, kReject, "ADMIN1_OTHER_COUNTRY"};
inline constexpr Reason kAdmin1Unknown{6, kQuarantine, "ADMIN1_UNKNOWN"};
inline constexpr Reason kLatitudeRange{7, kReject, "LATITUDE_RANGE"};
inline constexpr Reason kLongitudeRange{7, kReject, "LONGITUDE_RANGE"};
inline constexpr Reason kPointIncomplete{7, kReject, "POINT_INCOMPLETE"};
inline constexpr Reason kPointZero{7, kReject, "POINT_ZERO"};
inline constexpr Reason kPointOutsideCountry{7, kQuarantine, "POINT_OUTSIDE_COUNTRY"};
inline constexpr Reason kPointIsCentroid{8, kWarn, "POINT_IS_CENTROID"};
// 9: values.
inline constexpr Reason kSubmissionEmpty{9, kReject, "SUBMISSION_EMPTY"};
inline constexpr Reason kDetailMissing{9, kReject, "DETAIL_MISSING"};
inline constexpr Reason kEnumUnspecified{9, kReject, "ENUM_UNSPECIFIED"};
inline constexpr Reason kEnumUnknown{9, kReject, "ENUM_UNKNOWN"};
inline constexpr Reason kConfidenceRange{9, kReject, "CONFIDENCE_RANGE"};
inline constexpr Reason kSubjectFormat{9, kReject, "SUBJECT_FORMAT"};
inline constexpr Reason kCurrencyFormat{9, kReject, "CURRENCY_FORMAT"};
// 10 and 11: figures.
inline constexpr Reason kCountOrder{10, kReject, "COUNT_ORDER"};
inline constexpr Reason kKilledLarge{11, kQuarantine, "KILLED_LARGE"};
// 12 and 13: sides and outcomes.
inline constexpr Reason kParticipantMissing{12, kReject, "PARTICIPANT_MISSING"};
inline constexpr Reason kRoleMisfit{12, kReject, "ROLE_MISFIT"};
inline constexpr Reason kFromMissing{12, kReject, "FROM_MISSING"};
inline constexpr Reason kToMissing{12, kReject, "TO_MISSING"};
inline constexpr Reason kFromIsTo{12, kReject, "FROM_IS_TO"};
inline constexpr Reason kOutcomeNotAsk{13, kReject, "OUTCOME_NOT_ASK"};
inline constexpr Reason kOutcomeByNotTo{13, kReject, "OUTCOME_BY_NOT_TO"};
// 14 to 16: reports.
inline constexpr Reason kReportMissing{14, kQuarantine, "REPORT_MISSING"};
inline constexpr Reason kPublishedBeforeEvent{14, kQuarantine, "PUBLISHED_BEFORE_EVENT"};
inline constexpr Reason kPublishedInFuture{14, kQuarantine, "PUBLISHED_IN_FUTURE"};
inline constexpr Reason kPublishedRange{14, kReject, "PUBLISHED_RANGE"};
inline constexpr Reason kAttachedReportMissing{14, kReject, "ATTACHED_REPORT_MISSING"};
inline constexpr Reason kReportIdMissing{15, kReject, "REPORT_ID_MISSING"};
inline constexpr Reason kReportIdRepeated{15, kReject, "REPORT_ID_REPEATED"};
inline constexpr Reason kSourceMissing{15, kReject, "SOURCE_MISSING"};
inline constexpr Reason kQuotesTooMany{15, kReject, "QUOTES_TOO_MANY"};
inline constexpr Reason kQuoteEmpty{15, kReject, "QUOTE_EMPTY"};
inline constexpr Reason kQuoteRepeated{15, kReject, "QUOTE_REPEATED"};
inline constexpr Reason kOnlyDenials{15, kReject, "ONLY_DENIALS"};
inline constexpr Reason kUrlFormat{16, kWarn, "URL_FORMAT"};
inline constexpr Reason kUrlTooLong{16, kWarn, "URL_TOO_LONG"};
inline constexpr Reason kLanguageFormat{16, kWarn, "LANGUAGE_FORMAT"};
// 17: links.
inline constexpr Reason kLinkTargetMissing{17, kReject, "LINK_TARGET_MISSING"};
inline constexpr Reason kLinkToSelf{17, kReject, "LINK_TO_SELF"};
// 18 to 20: who.
inline constexpr Reason kActorMissing{18, kReject, "ACTOR_MISSING"};
inline constexpr Reason kActorUnknown{18, kWarn, "ACTOR_UNKNOWN"};
inline constexpr Reason kAlternativeRoles{19, kReject, "ALTERNATIVE_ROLES"};
inline constexpr Reason kNationalityUnknown{20, kReject, "NATIONALITY_UNKNOWN"};
// 21: sizes.
inline constexpr Reason kSubmissionTooLarge{21, kReject, "SUBMISSION_TOO_LARGE"};
inline constexpr Reason kMalformedSubmission{21, kReject, "MALFORMED_SUBMISSION"};
inline constexpr Reason kTooManyElements{21, kReject, "TOO_MANY_ELEMENTS"};
inline constexpr Reason kTextTooLong{21, kReject, "TEXT_TOO_LONG"};
inline constexpr Reason kMoreFindings{21, kWarn, "MORE_FINDINGS"};
// 22: codes of other data sets.
inline constexpr Reason kCodeEmpty{22, kReject, "CODE_EMPTY"};
inline constexpr Reason kCodeUnknown{22, kWarn, "CODE_UNKNOWN"};
inline constexpr Reason kGoldsteinFormat{22, kWarn, "GOLDSTEIN_FORMAT"};
inline constexpr Reason kGoldsteinMismatch{22, kWarn, "GOLDSTEIN_MISMATCH"};
// 23: corrections.
inline constexpr Reason kMergedIntoMissing{23, kReject, "MERGED_INTO_MISSING"};
inline constexpr Reason kMergedIntoSelf{23, kReject, "MERGED_INTO_SELF"};
inline constexpr Reason kMergedIntoUnused{23, kWarn, "MERGED_INTO_UNUSED"};

}  // namespace reasons
}  // namespace oxus::ingest
