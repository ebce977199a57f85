#include "bench/synthetic_events.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace oxus::bench {
namespace {

using namespace oxus::v1;

struct Region {
  const char* country;
  const char* alpha3;
  const char* admin1;
  double lat;
  double lon;
};

// Centres of first-order divisions, busiest first.
constexpr std::array<Region, 16> kRegions = {{
    {"AF", "AFG", "AF-KAB", 34.5, 69.2},
    {"AF", "AFG", "AF-HEL", 31.6, 64.4},
    {"PK", "PAK", "PK-BA", 28.5, 65.5},
    {"MM", "MMR", "MM-16", 20.1, 93.6},
    {"AF", "AFG", "AF-NAN", 34.3, 70.4},
    {"UA", "UKR", "UA-14", 48.0, 37.8},
    {"SY", "SYR", "SY-ID", 35.9, 36.6},
    {"TJ", "TJK", "TJ-GB", 38.4, 72.0},
    {"TJ", "TJK", "TJ-KT", 37.9, 69.2},
    {"IN", "IND", "IN-MN", 24.8, 93.9},
    {"RU", "RUS", "RU-DA", 42.6, 47.1},
    {"CN", "CHN", "CN-XJ", 42.0, 86.0},
    {"KG", "KGZ", "KG-B", 39.9, 71.0},
    {"IR", "IRN", "IR-11", 29.0, 60.5},
    {"UZ", "UZB", "UZ-SU", 38.0, 67.5},
    {"KZ", "KAZ", "KZ-ALM", 44.5, 77.5},
}};

constexpr std::array<const char*, 12> kStates = {"AFG", "PAK", "MMR", "UKR", "SYR", "TJK",
                                                 "IND", "RUS", "CHN", "KGZ", "IRN", "UZB"};
constexpr std::array<const char*, 6> kRoles = {"MIL", "GOV", "COP", "REB", "CVL", "BUS"};
constexpr std::array<IncidentType, 8> kTypes = {
    INCIDENT_TYPE_ARMED_CLASH,      INCIDENT_TYPE_ATTACK_ON_CIVILIANS,
    INCIDENT_TYPE_SHELLING,         INCIDENT_TYPE_PROTEST_PEACEFUL,
    INCIDENT_TYPE_ARREST,           INCIDENT_TYPE_DRONE_STRIKE,
    INCIDENT_TYPE_BORDER_VIOLATION, INCIDENT_TYPE_ABDUCTION};
constexpr std::array<ContactKind, 6> kKinds = {CONTACT_KIND_TALKS,     CONTACT_KIND_VISIT,
                                               CONTACT_KIND_CRITICISE, CONTACT_KIND_REQUEST,
                                               CONTACT_KIND_PROMISE,   CONTACT_KIND_COOPERATE};

constexpr int64_t kYear2010Ms = 1'262'304'000'000;
constexpr int64_t kSpanMs = int64_t{15} * 365 * 86'400'000;

}  // namespace

uint32_t SyntheticEvents::Skewed(uint32_t bound) {
  const double uniform = static_cast<double>(random_() >> 11) * 0x1.0p-53;
  return std::min(bound - 1, static_cast<uint32_t>(std::pow(bound, uniform)) - 1);
}

void SyntheticEvents::FillPlace(Place* place) {
  const Region& region = kRegions[Skewed(kRegions.size())];
  place->set_country(region.country);
  place->set_admin1(region.admin1);
  place->set_name("district " + std::to_string(Skewed(400)));
  place->set_lat(region.lat + Below(1000) / 4000.0);
  place->set_lon(region.lon + Below(1000) / 4000.0);
  place->set_precision(GEO_PRECISION_NEAR);
}

void SyntheticEvents::AddParticipant(Event* event, Role role, uint32_t avoid, uint32_t* actor) {
  uint32_t number = Skewed(kStates.size() * kRoles.size());
  if (number == avoid) number = (number + 1) % (kStates.size() * kRoles.size());
  *actor = number;
  Participant* const participant = event->add_participants();
  participant->set_actor_id(std::string(kStates[number % kStates.size()]) + "-" +
                            kRoles[number / kStates.size()]);
  participant->set_role(role);
  participant->set_attribution(ATTRIBUTION_REPORTED);
}

void SyntheticEvents::FillIncident(Incident* incident) {
  incident->set_type(kTypes[Skewed(kTypes.size())]);
  incident->add_tactics(static_cast<Tactic>(TACTIC_FIREARMS + Below(4)));
  if (Below(3) == 0) {
    Casualty* const casualty = incident->add_casualties();
    casualty->set_nationality(kStates[Skewed(kStates.size())]);
    casualty->set_role(VICTIM_ROLE_CIVILIAN);
    const uint32_t killed = Skewed(12);
    casualty->mutable_killed()->set_best(killed);
    casualty->mutable_killed()->set_low(killed);
    casualty->mutable_killed()->set_high(killed + Below(3));
    casualty->mutable_injured()->set_best(Skewed(20));
  }
}

void SyntheticEvents::Next(Event* event) {
  event->Clear();
  ++count_;
  event->mutable_key()->set_producer_id("synthetic");
  event->mutable_key()->set_external_id("event-" + std::to_string(1'000'000'000 + count_));
  event->mutable_key()->set_revision(1);
  const int64_t day = (kYear2010Ms + static_cast<int64_t>(random_() % kSpanMs)) / 86'400'000;
  event->mutable_occurred()->set_start_ms(day * 86'400'000);
  event->mutable_occurred()->set_precision(TIME_PRECISION_DAY);
  FillPlace(event->mutable_place());
  const bool is_contact = Below(10) < 3;
  uint32_t first = 0;
  uint32_t second = 0;
  AddParticipant(event, is_contact ? ROLE_FROM : ROLE_INITIATOR, UINT32_MAX, &first);
  AddParticipant(event, is_contact ? ROLE_TO : ROLE_TARGET, first, &second);
  Report* const report = event->add_reports();
  report->set_source_id("source-" + std::to_string(Skewed(300)) + ".example");
  report->set_source_type(SOURCE_TYPE_MEDIA);
  report->set_published_ms((day + Below(3)) * 86'400'000);
  report->set_reliability(static_cast<Reliability>(RELIABILITY_A + Below(6)));
  report->set_credibility(static_cast<Credibility>(CREDIBILITY_CONFIRMED + Below(6)));
  event->set_summary("Synthetic headline number " + std::to_string(random_()) +
                     " about an event that never took place anywhere at all");
  if (is_contact) {
    event->mutable_contact()->set_kind(kKinds[Skewed(kKinds.size())]);
    event->mutable_contact()->set_domain(static_cast<Domain>(DOMAIN_POLITICAL + Below(4)));
  } else {
    FillIncident(event->mutable_incident());
  }
}

}  // namespace oxus::bench
