#include <string>

#include "gtest/gtest.h"
#include "tests/ingest/rule_case.h"

namespace oxus::ingest {
namespace {

using v1::Event;

class ContactRule : public testing::TestWithParam<RuleCase> {};

TEST_P(ContactRule, FindsExactly) {
  Event event = test::GoodContact();
  GetParam().bend(event);
  ExpectFindings(event, GetParam());
}

v1::DiplomaticContact& Contact(Event& e) { return *e.mutable_contact(); }

// Another kind, which has no outcome unless it is an ask.
void SetKind(Event& e, v1::ContactKind kind) {
  Contact(e).set_kind(kind);
  Contact(e).clear_outcome();
}

void SetName(v1::Participant& participant, const std::string& name) {
  participant.clear_actor_id();
  participant.set_name(name);
}

INSTANTIATE_TEST_SUITE_P(
    Sides, ContactRule,
    testing::ValuesIn<RuleCase>({
        {"NoFrom",
         [](Event& e) { e.mutable_participants(0)->set_role(v1::ROLE_PARTY); },
         {"R12 FROM_MISSING event.participants"}},
        {"NoTo",
         [](Event& e) { e.mutable_participants()->RemoveLast(); },
         {"R12 TO_MISSING event.participants"}},
        {"NobodyAtAll",
         [](Event& e) { e.clear_participants(); },
         {"R12 FROM_MISSING event.participants", "R12 TO_MISSING event.participants"}},
        {"StatementNeedsNoTo",
         [](Event& e) {
           e.mutable_participants()->RemoveLast();
           SetKind(e, v1::CONTACT_KIND_COMMENT);
         },
         {}},
        {"StatementNeedsFrom",
         [](Event& e) {
           e.clear_participants();
           SetKind(e, v1::CONTACT_KIND_STATEMENT);
         },
         {"R12 FROM_MISSING event.participants"}},
        {"EqualPartiesAreAllFrom",
         [](Event& e) {
           SetKind(e, v1::CONTACT_KIND_SIGN_AGREEMENT);
           e.mutable_participants(1)->set_role(v1::ROLE_FROM);
         },
         {}},
        {"FromIsTo",
         [](Event& e) { e.mutable_participants(1)->set_actor_id("CHN"); },
         {"R12 FROM_IS_TO event.participants[1]"}},
        {"FromIsToByName",
         [](Event& e) {
           SetName(*e.mutable_participants(0), "Tajikistan");
           SetName(*e.mutable_participants(1), "Tajikistan");
         },
         {"R12 FROM_IS_TO event.participants[1]"}},
        {"FromIsToByAlias",
         [](Event& e) { SetName(*e.mutable_participants(0), "tajikistan"); },
         {"R12 FROM_IS_TO event.participants[1]"}},
        {"RoleOfAnIncident",
         [](Event& e) { test::AddParticipant(e, "RUS", v1::ROLE_TARGET); },
         {"R12 ROLE_MISFIT event.participants[2].role"}},
        {"HostAndMediator",
         [](Event& e) {
           test::AddParticipant(e, "RUS", v1::ROLE_HOST);
           test::AddParticipant(e, "KAZ", v1::ROLE_MEDIATOR);
         },
         {}},
        {"RoleUnknownNumber",
         [](Event& e) { test::AddParticipant(e, "RUS", static_cast<v1::Role>(42)); },
         {"R9 ENUM_UNKNOWN event.participants[2].role"}},
    }),
    CaseName);

INSTANTIATE_TEST_SUITE_P(
    Values, ContactRule,
    testing::ValuesIn<RuleCase>({
        {"NoKindAndNoDomain",
         [](Event& e) {
           Contact(e).clear_kind();
           Contact(e).clear_domain();
         },
         {"R9 ENUM_UNSPECIFIED event.contact.kind", "R9 ENUM_UNSPECIFIED event.contact.domain"}},
        {"KindUnknownNumber",
         [](Event& e) { Contact(e).set_kind(static_cast<v1::ContactKind>(9999)); },
         {"R9 ENUM_UNKNOWN event.contact.kind"}},
        {"ChannelAndLevelUnknownNumbers",
         [](Event& e) {
           Contact(e).set_channel(static_cast<v1::Channel>(31));
           Contact(e).set_level(static_cast<v1::Level>(32));
         },
         {"R9 ENUM_UNKNOWN event.contact.channel", "R9 ENUM_UNKNOWN event.contact.level"}},
        {"OutcomeUnknownNumber",
         [](Event& e) { Contact(e).set_outcome(static_cast<v1::Outcome>(33)); },
         {"R9 ENUM_UNKNOWN event.contact.outcome"}},
        {"SubjectNoSlug",
         [](Event& e) { Contact(e).set_subject("Protect citizens"); },
         {"R9 SUBJECT_FORMAT event.contact.subject"}},
        {"CurrencyInLowerCase",
         [](Event& e) { Contact(e).mutable_amount()->set_currency("usd"); },
         {"R9 CURRENCY_FORMAT event.contact.amount.currency"}},
        {"AmountWithoutCurrency",
         [](Event& e) { Contact(e).mutable_amount()->set_minor_units(100); },
         {"R9 CURRENCY_FORMAT event.contact.amount.currency"}},
        {"Amount", [](Event& e) { Contact(e).mutable_amount()->set_currency("CNY"); }, {}},
        {"PlaceIsOptionalButNotItsCountry",
         [](Event& e) { e.mutable_place()->set_name("Dushanbe"); },
         {"R6 COUNTRY_MISSING event.place.country"}},
    }),
    CaseName);

INSTANTIATE_TEST_SUITE_P(Outcomes, ContactRule,
                         testing::ValuesIn<RuleCase>({
                             {"OutcomeByTheOneAsked",
                              [](Event& e) {
                                Contact(e).set_outcome(v1::OUTCOME_ACCEPTED);
                                Contact(e).set_outcome_by("TJK");
                              },
                              {}},
                             {"OutcomeByTheOneAskedByName",
                              [](Event& e) {
                                SetName(*e.mutable_participants(1), "Tajikistan");
                                Contact(e).set_outcome_by("TJK");
                              },
                              {}},
                             {"OutcomeByTheOneWhoAsks",
                              [](Event& e) { Contact(e).set_outcome_by("CHN"); },
                              {"R13 OUTCOME_BY_NOT_TO event.contact.outcome_by"}},
                             {"OutcomeOfNoAsk",
                              [](Event& e) { Contact(e).set_kind(v1::CONTACT_KIND_VISIT); },
                              {"R13 OUTCOME_NOT_ASK event.contact.outcome"}},
                             {"OutcomeByOfNoAsk",
                              [](Event& e) {
                                SetKind(e, v1::CONTACT_KIND_VISIT);
                                Contact(e).set_outcome_by("TJK");
                              },
                              {"R13 OUTCOME_NOT_ASK event.contact.outcome_by"}},
                         }),
                         CaseName);

}  // namespace
}  // namespace oxus::ingest
