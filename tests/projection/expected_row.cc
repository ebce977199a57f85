#include "tests/projection/expected_row.h"

#include <chrono>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "codes/event_codes.h"
#include "server/reference/actors.h"
#include "tests/projection/expected_sides.h"

namespace oxus::test {
namespace {

using namespace oxus::v1;  // NOLINT(google-build-using-namespace): every message of the model
using storage::Column;
using storage::List;

constexpr int64_t kEndless = std::numeric_limits<int64_t>::max();

void SetUnlessZero(RowText& row, Column column, int64_t value) {
  if (value != 0) row.Set(column, value);
}

void ExpectTime(const Span& span, RowText& row) {
  using namespace std::chrono;  // NOLINT(google-build-using-namespace)
  const sys_time<milliseconds> local(milliseconds(span.start_ms()) +
                                     minutes(span.utc_offset_min()));
  const auto day = floor<days>(local);
  const hh_mm_ss<milliseconds> clock(local - day);
  row.Set(Column::kDay, int64_t{day.time_since_epoch().count()});
  row.Set(Column::kMinute, int64_t{clock.hours().count() * 60 + clock.minutes().count()});
  row.Set(Column::kMinuteMs, int64_t{clock.seconds().count() * 1000 + clock.subseconds().count()});
  row.Set(Column::kUtcOffset, int64_t{span.utc_offset_min()});
  row.Set(Column::kTimePrecision, int64_t{span.precision() == 0 ? 3 : span.precision()});
  // By the number of the precision, in minutes; DAY when not stated.
  const int64_t units[] = {1440, 1, 60, 1440, 1440, 7 * 1440, 31 * 1440, 366 * 1440};
  if (span.has_end_ms()) {
    row.Set(Column::kSpanLengthMs, span.end_ms() - span.start_ms());
    row.Set(Column::kSpanRestMs, span.end_ms() - span.start_ms());
  } else if (span.precision() == TIME_PRECISION_RANGE) {
    row.Set(Column::kSpanLengthMs, kEndless);
    row.Set(Column::kSpanRestMs, kEndless);
  } else {
    row.Set(Column::kSpanLengthMs, units[span.precision()] * 60'000);
    row.Set(Column::kSpanRestMs, units[span.precision()] * 60'000 - 1);
  }
}

std::optional<double> Score(const Event& event) {
  for (const Code& code : event.codes()) {
    const auto* cameo = codes::FindCameo(codes::CameoAlias(code.code()));
    if (code.scheme() == CODE_SCHEME_CAMEO && cameo != nullptr) return cameo->goldstein;
  }
  return event.has_incident() ? codes::DefaultScore(event.incident().type())
                              : codes::DefaultScore(event.contact().kind());
}

void ExpectAct(const Event& event, RowText& row) {
  row.Set(Column::kModality, int64_t{event.modality() == 0 ? 1 : event.modality()});
  if (Score(event)) row.Set(Column::kScore, int64_t{std::lround(*Score(event) * 1000)});
  if (event.has_incident()) row.Set(Column::kAct, int64_t{event.incident().type()});
  if (event.has_contact()) row.Set(Column::kAct, storage::kContactBase + event.contact().kind());
  if (event.incident().is_aggregate()) row.Set(Column::kIsAggregate, int64_t{1});
  if (event.incident().confirmed_large()) row.Set(Column::kConfirmedLarge, int64_t{1});
  std::set<int> tactics;
  for (const int tactic : event.incident().tactics()) {
    if (!tactics.insert(tactic).second) continue;
    row.AddElement(List::kTactic);
    row.Set(Column::kTactic, int64_t{tactic});
  }
}

void ExpectContact(const DiplomaticContact& contact, RowText& row) {
  SetUnlessZero(row, Column::kDomain, contact.domain());
  SetUnlessZero(row, Column::kChannel, contact.channel());
  SetUnlessZero(row, Column::kLevel, contact.level());
  SetUnlessZero(row, Column::kOutcome, contact.outcome());
  row.Set(Column::kSubject, contact.subject());
  row.Set(Column::kOutcomeBy, contact.outcome_by());
  row.Set(Column::kCurrency, contact.amount().currency());
  if (contact.has_amount()) row.Set(Column::kAmount, contact.amount().minor_units());
}

void ExpectPlace(const Event& event, RowText& row) {
  const Place& place = event.place();
  row.Set(Column::kCountry, place.country());
  const std::set<int> knows_admin2 = {GEO_PRECISION_UNSPECIFIED, GEO_PRECISION_EXACT,
                                      GEO_PRECISION_NEAR, GEO_PRECISION_ADMIN2,
                                      GEO_PRECISION_UNKNOWN};
  const bool has_admin2 = knows_admin2.count(place.precision()) > 0;
  if (has_admin2) row.Set(Column::kAdmin2, place.admin2());
  if (has_admin2 || place.precision() == GEO_PRECISION_ADMIN1) {
    row.Set(Column::kAdmin1, place.admin1());
  }
  row.Set(Column::kPlaceName, place.name());
  row.Set(Column::kPlaceId, place.place_id());
  if (place.has_lat()) row.Set(Column::kLat, place.lat());
  if (place.has_lon()) row.Set(Column::kLon, place.lon());
  SetUnlessZero(row, Column::kGeoPrecision, place.precision());
  const std::string& origin = event.incident().origin_country();
  row.Set(Column::kOriginCountry, origin);
  if (origin.empty() || place.country().empty() || origin == place.country()) return;
  const std::set<std::string> sides = {origin, place.country()};
  row.Set(Column::kBorder, *sides.begin() + "-" + *sides.rbegin());
}

std::string ActorOf(const Participant& participant) {
  return reference::ResolveActor(participant.actor_id(), participant.name());
}

void ExpectParticipants(const Event& event, RowText& row) {
  std::set<std::string> initiators = {""};
  std::set<std::string> targets = {""};
  for (const Participant& each : event.participants()) {
    const std::string actor = ActorOf(each);
    const bool initiates = each.role() == ROLE_INITIATOR || each.role() == ROLE_FROM;
    const bool suffers = each.role() == ROLE_TARGET || each.role() == ROLE_TO;
    if (initiates && initiators.insert(actor).second) {
      row.AddElement(List::kInitiator);
      row.Set(Column::kInitiator, actor);
    }
    if (suffers && targets.insert(actor).second) {
      row.AddElement(List::kTarget);
      row.Set(Column::kTarget, actor);
    }
    row.AddElement(List::kParticipant);
    row.Set(Column::kParticipant, actor);
    row.Set(Column::kParticipantName, each.name());
    SetUnlessZero(row, Column::kParticipantRole, each.role());
    SetUnlessZero(row, Column::kAttribution, each.attribution());
    SetUnlessZero(row, Column::kAlternative, each.alternative_group());
    if (each.has_confidence()) row.Set(Column::kConfidence, int64_t{each.confidence()});
  }
}

using Bound = std::optional<int64_t>;

Bound LowOf(const Count& count) {
  if (count.has_low()) return count.low();
  return count.has_best() ? Bound(count.best()) : std::nullopt;
}
Bound BestOf(const Count& count) { return count.has_best() ? Bound(count.best()) : std::nullopt; }
Bound HighOf(const Count& count) {
  if (count.has_high()) return count.high();
  return count.has_best() ? Bound(count.best()) : std::nullopt;
}

// One figure of each casualty, and of all together when some casualty has it.
struct FigureRule {
  const Count& (Casualty::*count)() const;
  Bound (*bound)(const Count&);
  Column of_casualty;
  Column total;
};
const std::vector<FigureRule>& FigureRules() {
  static const std::vector<FigureRule> rules = {
      {&Casualty::killed, LowOf, Column::kCasualtyKilledLow, Column::kKilledLow},
      {&Casualty::killed, BestOf, Column::kCasualtyKilled, Column::kKilled},
      {&Casualty::killed, HighOf, Column::kCasualtyKilledHigh, Column::kKilledHigh},
      {&Casualty::injured, LowOf, Column::kCasualtyInjuredLow, Column::kInjuredLow},
      {&Casualty::injured, BestOf, Column::kCasualtyInjured, Column::kInjured},
      {&Casualty::injured, HighOf, Column::kCasualtyInjuredHigh, Column::kInjuredHigh},
      {&Casualty::abducted, LowOf, Column::kCasualtyAbductedLow, Column::kAbductedLow},
      {&Casualty::abducted, BestOf, Column::kCasualtyAbducted, Column::kAbducted},
      {&Casualty::abducted, HighOf, Column::kCasualtyAbductedHigh, Column::kAbductedHigh},
  };
  return rules;
}

void ExpectCasualties(const Incident& incident, RowText& row) {
  std::map<Column, int64_t> totals;
  for (const Casualty& casualty : incident.casualties()) {
    row.AddElement(List::kCasualty);
    row.Set(Column::kNationality, casualty.nationality());
    SetUnlessZero(row, Column::kVictimRole, casualty.role());
    for (const FigureRule& rule : FigureRules()) {
      const Bound figure = rule.bound((casualty.*rule.count)());
      if (!figure) continue;
      row.Set(rule.of_casualty, *figure);
      totals[rule.total] += *figure;
    }
  }
  for (const auto& [column, total] : totals) row.Set(column, total);
}

void ExpectFacility(const Facility& facility, RowText& row) {
  const char* const kinds[] = {"",          "OWNER",     "OPERATOR", "CONTRACTOR",
                               "FINANCIER", "WORKFORCE", "GUARD"};
  SetUnlessZero(row, Column::kFacilityKind, facility.kind());
  row.Set(Column::kFacilityName, facility.name());
  row.Set(Column::kFacilityId, facility.facility_id());
  for (const FacilityLink& link : facility.links()) {
    row.AddElement(List::kFacilityLink);
    row.Set(Column::kLinkCountry, link.country());
    SetUnlessZero(row, Column::kFacilityLinkKind, link.kind());
    row.Set(Column::kLinkActor, link.actor_id());
    row.Set(Column::kFacilityTie, link.country() + ":" + kinds[link.kind()]);
  }
}

void ExpectReports(const Event& event, RowText& row) {
  std::set<std::string> origins;
  std::set<int> stances;
  for (const Report& report : event.reports()) {
    const int quotes = report.quotes_size();
    const std::string origin = quotes == 0 ? report.source_id() : report.quotes(quotes - 1);
    const int stance = report.stance() == 0 ? 1 : report.stance();
    origins.insert(origin);
    stances.insert(stance);
    row.AddElement(List::kReport);
    row.Set(Column::kSource, report.source_id());
    row.Set(Column::kOrigin, origin);
    SetUnlessZero(row, Column::kSourceType, report.source_type());
    row.Set(Column::kStance, int64_t{stance});
    row.Set(Column::kReliability, int64_t{report.reliability() == 0 ? 6 : report.reliability()});
    row.Set(Column::kCredibility, int64_t{report.credibility() == 0 ? 6 : report.credibility()});
    SetUnlessZero(row, Column::kPublishedMs, report.published_ms());
    row.Set(Column::kLanguage, report.language());
  }
  row.Set(Column::kReportCount, int64_t{event.reports_size()});
  row.Set(Column::kOriginCount, static_cast<int64_t>(origins.size()));
  if (stances.count(STANCE_ASSERTS) > 0 && stances.count(STANCE_DENIES) > 0) {
    row.Set(Column::kContested, int64_t{1});
  }
}

void ExpectMarks(const Event& event, RowText& row) {
  int64_t duplicates = 0;
  for (const Link& link : event.links()) {
    row.AddElement(List::kLink);
    row.Set(Column::kLinkKind, int64_t{link.kind()});
    if (link.kind() == LINK_KIND_DUPLICATE_OF) ++duplicates;
  }
  SetUnlessZero(row, Column::kDuplicateLinks, duplicates);
  for (const Code& code : event.codes()) {
    row.AddElement(List::kForeignCode);
    row.Set(Column::kCodeScheme, int64_t{code.scheme()});
    row.Set(Column::kForeignCode, code.code());
  }
  std::set<std::string> tags;
  for (const std::string& tag : event.tags()) {
    if (!tags.insert(tag).second) continue;
    row.AddElement(List::kTag);
    row.Set(Column::kTag, tag);
  }
}

}  // namespace

RowText ExpectedRow(const Event& event) {
  RowText row;
  row.Set(Column::kProducer, event.key().producer_id());
  row.Set(Column::kRevision, int64_t{event.key().revision() == 0 ? 1 : event.key().revision()});
  ExpectTime(event.occurred(), row);
  ExpectAct(event, row);
  ExpectContact(event.contact(), row);
  ExpectPlace(event, row);
  ExpectParticipants(event, row);
  ExpectSides(event, row);
  ExpectCasualties(event.incident(), row);
  ExpectFacility(event.incident().facility(), row);
  ExpectReports(event, row);
  ExpectMarks(event, row);
  return row;
}

}  // namespace oxus::test
