#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "google/protobuf/generated_enum_reflection.h"
#include "oxus/v1/event.pb.h"
#include "server/ingest/findings.h"

// The stateless rules of docs/validation.md, by concern. Inner to the validator: every
// function walks one part of a submission and adds what it finds to the sink. All are pure
// and touch no heap while nothing is wrong.
namespace oxus::ingest {

inline constexpr int64_t kDayMs = 86'400'000;
// 1900-01-01 and 2200-01-01, UTC. The upper end keeps day numbers small; only plans reach it.
inline constexpr int64_t kEarliestMs = -2'208'988'800'000;
inline constexpr int64_t kLatestMs = 7'258'118'400'000;

struct RuleContext {
  FindingSink& sink;
  int64_t now_ms;
};

// A type or kind is class * 100 + leaf.
constexpr int ClassOf(int type_or_kind) { return type_or_kind / 100; }
inline constexpr int kBattleClass = 1;
inline constexpr int kViolenceAgainstCiviliansClass = 3;
inline constexpr int kStatementClass = 1;
inline constexpr int kAskClass = 2;

// How many elements of a repeated field are looked at: all, or the first `limit` with a finding.
int CheckedSize(int size, int limit, const FieldPath& list, const RuleContext& context);

// Whether zero, the UNSPECIFIED value, is refused.
enum class Zero { kAllowed, kRefused };
void ReportEnum(const google::protobuf::EnumDescriptor* type, int number, const FieldPath& field,
                const RuleContext& context);
// Rule 9. True when the value may be used by other rules.
template <typename E>
bool CheckEnum(E value, bool (*is_valid)(int), Zero zero, const FieldPath& field,
               const RuleContext& context) {
  const int number = value;
  if (number == 0 ? zero == Zero::kAllowed : is_valid(number)) [[likely]] {
    return true;
  }
  ReportEnum(google::protobuf::GetEnumDescriptor<E>(), number, field, context);
  return false;
}

// Rule 9, for a confidence that is set.
void CheckConfidence(uint32_t confidence, const FieldPath& field, const RuleContext& context);

// rules_envelope.cc: keys (1), time (4, 5), links (17), texts and tags (21).
void CheckKey(const oxus::v1::EventKey& key, const FieldPath& path, const RuleContext& context);
bool SameKey(const oxus::v1::EventKey& a, const oxus::v1::EventKey& b);
void CheckEvent(const oxus::v1::Event& event, const FieldPath& path, const RuleContext& context);
void CheckTextSize(std::string_view text, size_t limit, const FieldPath& field,
                   const RuleContext& context);

// rules_place.cc: places (6 to 8) and lone country codes (6).
void CheckEventPlace(const oxus::v1::Event& event, const FieldPath& path,
                     const RuleContext& context);
void CheckCountryCode(std::string_view country, const FieldPath& field, const RuleContext& context);

// rules_participants.cc: roles and sides (12), actors (18), alternatives (19).
void CheckParticipants(const oxus::v1::Event& event, const FieldPath& path,
                       const RuleContext& context);
bool IsToActor(const oxus::v1::Event& event, std::string_view actor_id);

// rules_incident.cc: types (9), figures (10, 11, 20), facilities (6).
void CheckIncident(const oxus::v1::Event& event, const FieldPath& path, const RuleContext& context);
void CheckCasualty(const oxus::v1::Casualty& casualty, const FieldPath& path,
                   const RuleContext& context);

// rules_contact.cc: kinds, subject and amount (9), outcomes (13).
void CheckContact(const oxus::v1::Event& event, const FieldPath& path, const RuleContext& context);

// rules_reports.cc: reports (14 to 16).
void CheckReports(const oxus::v1::Event& event, const FieldPath& path, const RuleContext& context);
void CheckReport(const oxus::v1::Report& report, const FieldPath& path, const RuleContext& context);

// rules_codes.cc: codes of other data sets (22).
void CheckCodes(const oxus::v1::Event& event, const FieldPath& path, const RuleContext& context);

// rules_corrections.cc: retractions and attached reports (23 as far as it needs no state).
void CheckRetraction(const oxus::v1::Retraction& retraction, const FieldPath& path,
                     const RuleContext& context);
void CheckAttachReport(const oxus::v1::AttachReport& attach, const FieldPath& path,
                       const RuleContext& context);

}  // namespace oxus::ingest
