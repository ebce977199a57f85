#pragma once

#include <cstdint>
#include <string>

#include "oxus/v1/event.pb.h"

// Events that no rule objects to, for tests to bend. They need the messages only.
namespace oxus::test {

// 2026-01-01T00:00:00Z, the receipt time the events below are made for.
inline constexpr int64_t kNowMs = 1'767'225'600'000;
// 2025-11-26T00:00 at UTC+5, the start of the day of the events below.
inline constexpr int64_t kStartMs = 1'764'097'200'000;
inline constexpr int64_t kDayMs = 86'400'000;

inline v1::EventKey Key(const std::string& producer_id, const std::string& external_id,
                        uint32_t revision = 1) {
  v1::EventKey key;
  key.set_producer_id(producer_id);
  key.set_external_id(external_id);
  key.set_revision(revision);
  return key;
}

inline v1::Participant* AddParticipant(v1::Event& event, const std::string& actor_id,
                                       v1::Role role) {
  v1::Participant* const participant = event.add_participants();
  participant->set_actor_id(actor_id);
  participant->set_role(role);
  return participant;
}

inline v1::Report GoodReport() {
  v1::Report report;
  report.set_source_id("TRT World");
  report.set_source_type(v1::SOURCE_TYPE_MEDIA);
  report.set_published_ms(kStartMs + kDayMs);
  report.set_url("https://www.trtworld.com/article/d1d5c494e77b");
  report.set_language("en");
  report.add_quotes("Tajik MFA");
  return report;
}

// What every good event shares: key, a local day at UTC+5, a report.
inline v1::Event GoodEnvelope(const std::string& external_id) {
  v1::Event event;
  *event.mutable_key() = Key("desk", external_id);
  event.mutable_occurred()->set_start_ms(kStartMs);
  event.mutable_occurred()->set_precision(v1::TIME_PRECISION_DAY);
  event.mutable_occurred()->set_utc_offset_min(300);
  *event.add_reports() = GoodReport();
  return event;
}

// A drone strike from Afghanistan on a mine in Khatlon: 3 killed, 1 injured.
inline v1::Event GoodIncident() {
  v1::Event event = GoodEnvelope("I2");
  v1::Place* const place = event.mutable_place();
  place->set_country("TJ");
  place->set_admin1("TJ-KT");
  place->set_name("Istiqlol");
  place->set_lat(37.94);
  place->set_lon(70.2);
  place->set_precision(v1::GEO_PRECISION_NEAR);
  AddParticipant(event, "AFG-TAL", v1::ROLE_INITIATOR)
      ->set_attribution(v1::ATTRIBUTION_OFFICIAL_ACCUSATION);
  AddParticipant(event, "CHN", v1::ROLE_TARGET);
  v1::Incident* const incident = event.mutable_incident();
  incident->set_type(v1::INCIDENT_TYPE_DRONE_STRIKE);
  incident->add_tactics(v1::TACTIC_DRONE);
  incident->set_origin_country("AF");
  v1::Casualty* const casualty = incident->add_casualties();
  casualty->set_nationality("CHN");
  casualty->set_role(v1::VICTIM_ROLE_WORKER);
  casualty->mutable_killed()->set_best(3);
  casualty->mutable_injured()->set_low(1);
  casualty->mutable_injured()->set_best(1);
  casualty->mutable_injured()->set_high(2);
  v1::Facility* const facility = incident->mutable_facility();
  facility->set_kind(v1::FACILITY_KIND_MINE);
  v1::FacilityLink* const link = facility->add_links();
  link->set_country("CN");
  link->set_kind(v1::FACILITY_LINK_KIND_OPERATOR);
  return event;
}

// China demands of Tajikistan that it protect its citizens.
inline v1::Event GoodContact() {
  v1::Event event = GoodEnvelope("C5");
  AddParticipant(event, "CHN", v1::ROLE_FROM);
  AddParticipant(event, "TJK", v1::ROLE_TO);
  v1::DiplomaticContact* const contact = event.mutable_contact();
  contact->set_kind(v1::CONTACT_KIND_DEMAND);
  contact->set_domain(v1::DOMAIN_SECURITY);
  contact->set_channel(v1::CHANNEL_PUBLIC_STATEMENT);
  contact->set_level(v1::LEVEL_AMBASSADOR);
  contact->set_subject("protect-citizens");
  contact->set_outcome(v1::OUTCOME_PENDING);
  return event;
}

inline v1::Submission Submit(const v1::Event& event) {
  v1::Submission submission;
  *submission.mutable_event() = event;
  return submission;
}

inline v1::Retraction GoodRetraction() {
  v1::Retraction retraction;
  *retraction.mutable_key() = Key("desk", "I2", 0);
  retraction.set_reason(v1::RETRACT_REASON_FALSE_REPORT);
  return retraction;
}

inline v1::AttachReport GoodAttachReport() {
  v1::AttachReport attach;
  *attach.mutable_key() = Key("desk", "I2", 0);
  *attach.mutable_report() = GoodReport();
  attach.mutable_report()->set_report_id("R4");
  return attach;
}

}  // namespace oxus::test
