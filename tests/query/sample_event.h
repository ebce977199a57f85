#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "oxus/v1/event.pb.h"
#include "server/query/calendar.h"

namespace oxus::test {

// Builds an event in the words of a test: Sample::Incident("I2").On("2025-11-26").In("TJ").
// Times are local, five hours east of UTC unless said otherwise.
class Sample {
 public:
  static Sample Incident(std::string_view id,
                         v1::IncidentType type = v1::INCIDENT_TYPE_ARMED_CLASH) {
    Sample sample(id);
    sample.event_.mutable_incident()->set_type(type);
    return std::move(sample).In("TJ").On("2025-11-26");
  }

  static Sample Contact(std::string_view id, v1::ContactKind kind = v1::CONTACT_KIND_VISIT,
                        v1::Domain domain = v1::DOMAIN_POLITICAL) {
    Sample sample(id);
    sample.event_.mutable_contact()->set_kind(kind);
    sample.event_.mutable_contact()->set_domain(domain);
    return std::move(sample).On("2025-11-26");
  }

  Sample On(std::string_view local, int utc_offset_min = 300) && {
    event_.mutable_occurred()->set_utc_offset_min(utc_offset_min);
    event_.mutable_occurred()->set_start_ms(UtcMs(local));
    return std::move(*this);
  }
  Sample Until(std::string_view local) && {
    event_.mutable_occurred()->set_end_ms(UtcMs(local));
    return std::move(*this);
  }
  Sample Exactly(v1::TimePrecision precision) && {
    event_.mutable_occurred()->set_precision(precision);
    return std::move(*this);
  }
  Sample In(std::string country, std::string admin1 = "",
            v1::GeoPrecision precision = v1::GEO_PRECISION_NEAR) && {
    event_.mutable_place()->set_country(std::move(country));
    event_.mutable_place()->set_admin1(std::move(admin1));
    event_.mutable_place()->set_precision(precision);
    return std::move(*this);
  }
  Sample LaunchedFrom(std::string country) && {
    event_.mutable_incident()->set_origin_country(std::move(country));
    return std::move(*this);
  }
  Sample With(v1::Role role, std::string actor_id) && {
    auto* participant = event_.add_participants();
    participant->set_role(role);
    participant->set_actor_id(std::move(actor_id));
    return std::move(*this);
  }
  Sample Hurt(std::string nationality, v1::VictimRole role, std::optional<uint32_t> killed,
              std::optional<uint32_t> injured = std::nullopt) && {
    auto* casualty = event_.mutable_incident()->add_casualties();
    casualty->set_nationality(std::move(nationality));
    casualty->set_role(role);
    if (killed) casualty->mutable_killed()->set_best(*killed);
    if (injured) casualty->mutable_injured()->set_best(*injured);
    return std::move(*this);
  }
  // The range of the injured of the casualty named last.
  Sample InjuredBetween(uint32_t low, uint32_t high) && {
    auto* casualties = event_.mutable_incident()->mutable_casualties();
    auto* injured = casualties->rbegin()->mutable_injured();
    injured->set_low(low);
    injured->set_high(high);
    return std::move(*this);
  }
  Sample Tied(std::string country, v1::FacilityLinkKind kind) && {
    auto* link = event_.mutable_incident()->mutable_facility()->add_links();
    link->set_country(std::move(country));
    link->set_kind(kind);
    return std::move(*this);
  }
  Sample Told(std::string source, const std::vector<std::string>& quotes = {},
              v1::Stance stance = v1::STANCE_UNSPECIFIED) && {
    auto* report = event_.add_reports();
    report->set_source_id(std::move(source));
    for (const auto& quote : quotes) report->add_quotes(quote);
    report->set_stance(stance);
    return std::move(*this);
  }
  Sample DuplicateOf(std::string id) && {
    auto* link = event_.add_links();
    link->set_kind(v1::LINK_KIND_DUPLICATE_OF);
    link->mutable_to()->set_producer_id("test");
    link->mutable_to()->set_external_id(std::move(id));
    return std::move(*this);
  }
  Sample Coded(std::string cameo) && {
    auto* code = event_.add_codes();
    code->set_scheme(v1::CODE_SCHEME_CAMEO);
    code->set_code(std::move(cameo));
    return std::move(*this);
  }
  Sample Modal(v1::Modality modality) && {
    event_.set_modality(modality);
    return std::move(*this);
  }
  Sample Tagged(std::string tag) && {
    event_.add_tags(std::move(tag));
    return std::move(*this);
  }
  Sample Summary(std::string text) && {
    event_.set_summary(std::move(text));
    return std::move(*this);
  }
  Sample Revision(uint32_t revision) && {
    event_.mutable_key()->set_revision(revision);
    return std::move(*this);
  }

  const v1::Event& event() const { return event_; }
  // NOLINTNEXTLINE(google-explicit-constructor): a sample stands for its event.
  operator const v1::Event&() const { return event_; }

 private:
  explicit Sample(std::string_view id) {
    event_.mutable_key()->set_producer_id("test");
    event_.mutable_key()->set_external_id(std::string(id));
  }

  int64_t UtcMs(std::string_view local) const {
    return query::ParseLocalTime(local).value() -
           event_.occurred().utc_offset_min() * query::kMinuteMs;
  }

  v1::Event event_;
};

inline v1::EventKey KeyOf(std::string id) {
  v1::EventKey key;
  key.set_producer_id("test");
  key.set_external_id(std::move(id));
  return key;
}

inline v1::Retraction RetractionOf(std::string id) {
  v1::Retraction retraction;
  *retraction.mutable_key() = KeyOf(std::move(id));
  retraction.set_reason(v1::RETRACT_REASON_FALSE_REPORT);
  return retraction;
}

inline v1::AttachReport ReportOn(std::string id, std::string report_id, std::string source,
                                 v1::Stance stance = v1::STANCE_ASSERTS) {
  v1::AttachReport attach;
  *attach.mutable_key() = KeyOf(std::move(id));
  attach.mutable_report()->set_report_id(std::move(report_id));
  attach.mutable_report()->set_source_id(std::move(source));
  attach.mutable_report()->set_stance(stance);
  return attach;
}

}  // namespace oxus::test
