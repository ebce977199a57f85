#include <string>

#include "gtest/gtest.h"
#include "tests/ingest/rule_case.h"

namespace oxus::ingest {
namespace {

using v1::Event;

class IncidentRule : public testing::TestWithParam<RuleCase> {};

TEST_P(IncidentRule, FindsExactly) {
  Event event = test::GoodIncident();
  GetParam().bend(event);
  ExpectFindings(event, GetParam());
}

v1::Incident& Incident(Event& e) { return *e.mutable_incident(); }
v1::Casualty& Victims(Event& e) { return *Incident(e).mutable_casualties(0); }

void SetKilled(Event& e, uint32_t low, uint32_t best, uint32_t high) {
  Victims(e).mutable_killed()->set_low(low);
  Victims(e).mutable_killed()->set_best(best);
  Victims(e).mutable_killed()->set_high(high);
}

INSTANTIATE_TEST_SUITE_P(
    Values, IncidentRule,
    testing::ValuesIn<RuleCase>({
        {"NoType",
         [](Event& e) { Incident(e).clear_type(); },
         {"R9 ENUM_UNSPECIFIED event.incident.type"}},
        {"ClassOnlyType", [](Event& e) { Incident(e).set_type(v1::INCIDENT_TYPE_BATTLE); }, {}},
        {"TypeUnknownNumber",
         [](Event& e) { Incident(e).set_type(static_cast<v1::IncidentType>(199)); },
         {"R9 ENUM_UNKNOWN event.incident.type"}},
        {"NegativeTypeNumber",
         [](Event& e) { Incident(e).set_type(static_cast<v1::IncidentType>(-1)); },
         {"R9 ENUM_UNKNOWN event.incident.type"}},
        {"TacticUnspecified",
         [](Event& e) { Incident(e).add_tactics(v1::TACTIC_UNSPECIFIED); },
         {"R9 ENUM_UNSPECIFIED event.incident.tactics[1]"}},
        {"VictimRoleUnknownNumber",
         [](Event& e) { Victims(e).set_role(static_cast<v1::VictimRole>(99)); },
         {"R9 ENUM_UNKNOWN event.incident.casualties[0].role"}},
        {"FacilityKindUnknownNumber",
         [](Event& e) {
           Incident(e).mutable_facility()->set_kind(static_cast<v1::FacilityKind>(99));
         },
         {"R9 ENUM_UNKNOWN event.incident.facility.kind"}},
        {"FacilityLinkWithoutKind",
         [](Event& e) { Incident(e).mutable_facility()->mutable_links(0)->clear_kind(); },
         {"R9 ENUM_UNSPECIFIED event.incident.facility.links[0].kind"}},
        {"FacilityLinkWithoutCountry",
         [](Event& e) { Incident(e).mutable_facility()->mutable_links(0)->clear_country(); },
         {"R6 COUNTRY_MISSING event.incident.facility.links[0].country"}},
        {"FacilityLinkWithAlpha3",
         [](Event& e) { Incident(e).mutable_facility()->mutable_links(0)->set_country("CHN"); },
         {"R6 COUNTRY_UNKNOWN event.incident.facility.links[0].country"}},
        {"OriginCountryUnknown",
         [](Event& e) { Incident(e).set_origin_country("AFG"); },
         {"R6 COUNTRY_UNKNOWN event.incident.origin_country"}},
        {"NothingOptional",
         [](Event& e) {
           const v1::IncidentType type = Incident(e).type();
           Incident(e).Clear();
           Incident(e).set_type(type);
         },
         {}},
    }),
    CaseName);

INSTANTIATE_TEST_SUITE_P(
    Figures, IncidentRule,
    testing::ValuesIn<RuleCase>({
        {"Ordered", [](Event& e) { SetKilled(e, 2, 3, 4); }, {}},
        {"EmptyCount", [](Event& e) { Victims(e).mutable_killed()->Clear(); }, {}},
        {"LowAboveBest",
         [](Event& e) { SetKilled(e, 4, 3, 5); },
         {"R10 COUNT_ORDER event.incident.casualties[0].killed.low"}},
        {"HighBelowBest",
         [](Event& e) { SetKilled(e, 1, 3, 2); },
         {"R10 COUNT_ORDER event.incident.casualties[0].killed.high"}},
        {"BothEndsWrong",
         [](Event& e) { SetKilled(e, 4, 3, 2); },
         {"R10 COUNT_ORDER event.incident.casualties[0].killed.low",
          "R10 COUNT_ORDER event.incident.casualties[0].killed.high"}},
        {"LowAboveHighWithoutBest",
         [](Event& e) {
           Victims(e).mutable_injured()->clear_best();
           Victims(e).mutable_injured()->set_low(3);
         },
         {"R10 COUNT_ORDER event.incident.casualties[0].injured.low"}},
        {"AbductedOutOfOrder",
         [](Event& e) {
           Victims(e).mutable_abducted()->set_best(1);
           Victims(e).mutable_abducted()->set_low(2);
         },
         {"R10 COUNT_ORDER event.incident.casualties[0].abducted.low"}},
        {"FiftyKilled", [](Event& e) { SetKilled(e, 50, 50, 50); }, {}},
        {"MoreThanFiftyKilledInAllInNoBattle",
         [](Event& e) {
           SetKilled(e, 25, 25, 25);
           *Incident(e).add_casualties() = Victims(e);
           Incident(e).mutable_casualties(1)->mutable_killed()->set_high(26);
           Incident(e).mutable_casualties(1)->mutable_killed()->set_best(26);
         },
         {"Q11 KILLED_LARGE event.incident.casualties"}},
        {"MoreThanFiftyKilledInABattle",
         [](Event& e) {
           SetKilled(e, 51, 51, 51);
           Incident(e).set_type(v1::INCIDENT_TYPE_ARMED_CLASH);
         },
         {}},
        {"MoreThanFiftyKilledInAnAggregate",
         [](Event& e) {
           SetKilled(e, 51, 51, 51);
           Incident(e).set_is_aggregate(true);
         },
         {}},
        {"MoreThanFiftyKilledConfirmed",
         [](Event& e) {
           SetKilled(e, 51, 51, 51);
           Incident(e).set_confirmed_large(true);
         },
         {}},
        {"MoreThanAHundredThousandKilledInABattle",
         [](Event& e) {
           SetKilled(e, 100'001, 100'001, 100'001);
           Incident(e).set_type(v1::INCIDENT_TYPE_ARMED_CLASH);
         },
         {"Q11 KILLED_LARGE event.incident.casualties"}},
        {"NationalityOutsideIso",
         [](Event& e) { Victims(e).set_nationality("ROM"); },
         {"R20 NATIONALITY_UNKNOWN event.incident.casualties[0].nationality"}},
        {"NationalityAsAlpha2",
         [](Event& e) { Victims(e).set_nationality("CN"); },
         {"R20 NATIONALITY_UNKNOWN event.incident.casualties[0].nationality"}},
        {"NationalityUnknownIsEmpty", [](Event& e) { Victims(e).clear_nationality(); }, {}},
        {"TooManyCasualties",
         [](Event& e) {
           for (int i = 0; i < 64; ++i) Incident(e).add_casualties();
         },
         {"R21 TOO_MANY_ELEMENTS event.incident.casualties"}},
        {"TooManyTactics",
         [](Event& e) {
           for (int i = 0; i < 64; ++i) Incident(e).add_tactics(v1::TACTIC_DRONE);
         },
         {"R21 TOO_MANY_ELEMENTS event.incident.tactics"}},
    }),
    CaseName);

INSTANTIATE_TEST_SUITE_P(
    Participants, IncidentRule,
    testing::ValuesIn<RuleCase>({
        {"NobodyInAnAttack",
         [](Event& e) { e.clear_participants(); },
         {"R12 PARTICIPANT_MISSING event.participants"}},
        {"NobodyInAProtest",
         [](Event& e) {
           e.clear_participants();
           Incident(e).set_type(v1::INCIDENT_TYPE_PROTEST_PEACEFUL);
         },
         {}},
        {"PartiesOnly",
         [](Event& e) {
           for (auto& participant : *e.mutable_participants()) {
             participant.set_role(v1::ROLE_PARTY);
           }
         },
         {}},
        {"RoleOfAContact",
         [](Event& e) { e.mutable_participants(1)->set_role(v1::ROLE_MEDIATOR); },
         {"R12 ROLE_MISFIT event.participants[1].role"}},
        {"NoRole",
         [](Event& e) { e.mutable_participants(1)->clear_role(); },
         {"R9 ENUM_UNSPECIFIED event.participants[1].role"}},
        {"AttributionUnknownNumber",
         [](Event& e) {
           e.mutable_participants(0)->set_attribution(static_cast<v1::Attribution>(50));
         },
         {"R9 ENUM_UNKNOWN event.participants[0].attribution"}},
        {"ConfidenceAbove100",
         [](Event& e) { e.mutable_participants(0)->set_confidence(101); },
         {"R9 CONFIDENCE_RANGE event.participants[0].confidence"}},
        {"NeitherIdNorName",
         [](Event& e) { e.mutable_participants(0)->clear_actor_id(); },
         {"R18 ACTOR_MISSING event.participants[0]"}},
        {"UnknownId",
         [](Event& e) { e.mutable_participants(0)->set_actor_id("QQQ-9"); },
         {"W18 ACTOR_UNKNOWN event.participants[0].actor_id"}},
        {"UnknownName",
         [](Event& e) {
           e.mutable_participants(0)->clear_actor_id();
           e.mutable_participants(0)->set_name("smugglers of Kavo");
         },
         {"W18 ACTOR_UNKNOWN event.participants[0].name"}},
        {"KnownName",
         [](Event& e) {
           e.mutable_participants(0)->clear_actor_id();
           e.mutable_participants(0)->set_name("tajikistan");
         },
         {}},
        {"AlternativesShareARole",
         [](Event& e) {
           e.mutable_participants(0)->set_alternative_group(1);
           test::AddParticipant(e, "AFG", v1::ROLE_INITIATOR)->set_alternative_group(1);
         },
         {}},
        {"AlternativesOfTwoRoles",
         [](Event& e) {
           e.mutable_participants(0)->set_alternative_group(1);
           e.mutable_participants(1)->set_alternative_group(1);
         },
         {"R19 ALTERNATIVE_ROLES event.participants[1].alternative_group"}},
        {"TooManyParticipants",
         [](Event& e) {
           for (int i = 0; i < 63; ++i) test::AddParticipant(e, "TJK", v1::ROLE_PARTY);
         },
         {"R21 TOO_MANY_ELEMENTS event.participants"}},
    }),
    CaseName);

}  // namespace
}  // namespace oxus::ingest
