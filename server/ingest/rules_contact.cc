#include "fmt/format.h"
#include "server/ingest/rules.h"

namespace oxus::ingest {
namespace {

bool IsSlug(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

bool IsCurrency(std::string_view text) {
  return text.size() == 3 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

void CheckOutcome(const oxus::v1::Event& event, const FieldPath& path, const RuleContext& context) {
  const oxus::v1::DiplomaticContact& contact = event.contact();
  const bool outcome_known = CheckEnum(contact.outcome(), oxus::v1::Outcome_IsValid, Zero::kAllowed,
                                       path.Field("outcome"), context);
  const bool has_outcome = contact.outcome() != oxus::v1::OUTCOME_UNSPECIFIED;
  if (!has_outcome && contact.outcome_by().empty()) return;

  const bool kind_known = contact.kind() != oxus::v1::CONTACT_KIND_UNSPECIFIED &&
                          oxus::v1::ContactKind_IsValid(contact.kind());
  if (kind_known && ClassOf(contact.kind()) != kAskClass) {
    context.sink.Add(
        reasons::kOutcomeNotAsk, path.Field(has_outcome ? "outcome" : "outcome_by"),
        fmt::format("{} is set on kind {}; only asks (ASK, REQUEST, DEMAND) have an outcome",
                    !has_outcome    ? Quoted(contact.outcome_by())
                    : outcome_known ? oxus::v1::Outcome_Name(contact.outcome())
                                    : fmt::format("{}", static_cast<int>(contact.outcome())),
                    oxus::v1::ContactKind_Name(contact.kind())));
  }
  if (!contact.outcome_by().empty() && !IsToActor(event, contact.outcome_by())) {
    context.sink.Add(reasons::kOutcomeByNotTo, path.Field("outcome_by"),
                     fmt::format("{} is no TO participant; expected the actor id of one",
                                 Quoted(contact.outcome_by())));
  }
}

}  // namespace

void CheckContact(const oxus::v1::Event& event, const FieldPath& path, const RuleContext& context) {
  const oxus::v1::DiplomaticContact& contact = event.contact();
  const FieldPath field = path.Field("contact");
  CheckEnum(contact.kind(), oxus::v1::ContactKind_IsValid, Zero::kRefused, field.Field("kind"),
            context);
  CheckEnum(contact.domain(), oxus::v1::Domain_IsValid, Zero::kRefused, field.Field("domain"),
            context);
  CheckEnum(contact.channel(), oxus::v1::Channel_IsValid, Zero::kAllowed, field.Field("channel"),
            context);
  CheckEnum(contact.level(), oxus::v1::Level_IsValid, Zero::kAllowed, field.Field("level"),
            context);
  if (!IsSlug(contact.subject())) {
    context.sink.Add(reasons::kSubjectFormat, field.Field("subject"),
                     fmt::format("{} is no slug; expected lower-case letters, digits and hyphens, "
                                 "e.g. \"joint-border-patrol\"",
                                 Quoted(contact.subject())));
  }
  CheckOutcome(event, field, context);
  if (contact.has_amount() && !IsCurrency(contact.amount().currency())) {
    const FieldPath amount = field.Field("amount");
    context.sink.Add(reasons::kCurrencyFormat, amount.Field("currency"),
                     fmt::format("{} is no currency; expected an ISO 4217 code such as \"USD\"",
                                 Quoted(contact.amount().currency())));
  }
}

}  // namespace oxus::ingest
