#include "bench/row_event.h"

namespace oxus::bench {
namespace {

using namespace oxus::v1;

// Past this a single non-battle would be put up for review unless the count is confirmed.
constexpr uint32_t kLargeCount = 50;

void SetPlace(const EventVocabulary& words, const EventRow& row, Place* place) {
  place->set_country(words.countries[row.country].alpha2);
  place->set_admin1(words.regions[row.region].code);
  place->set_lat(row.lat_e4 / 1e4);
  place->set_lon(row.lon_e4 / 1e4);
  place->set_precision(GEO_PRECISION_NEAR);
}

void AddSide(const std::string& actor, Role role, Event* event) {
  Participant* const participant = event->add_participants();
  participant->set_actor_id(actor);
  participant->set_role(role);
}

void SetIncident(const EventVocabulary& words, const EventRow& row, Incident* incident) {
  incident->set_type(words.types[row.type].type);
  const bool has_nationality = row.nationality != kNoNationality;
  if (!has_nationality && row.fatalities + row.injured == 0) return;
  Casualty* const casualty = incident->add_casualties();
  if (has_nationality) casualty->set_nationality(words.countries[row.nationality].alpha3);
  casualty->mutable_killed()->set_best(row.fatalities);
  casualty->mutable_injured()->set_best(row.injured);
  if (row.fatalities > kLargeCount) incident->set_confirmed_large(true);
}

void SetReport(const EventVocabulary& words, const EventRow& row, Report* report) {
  report->set_source_id(words.sources[row.source]);
  report->set_published_ms(row.arrival_ms);
  report->set_credibility(static_cast<Credibility>(row.confidence));
}

}  // namespace

void ToEvent(const EventRows& rows, const EventRow& row, Event* event) {
  const EventVocabulary& words = rows.words();
  const bool is_incident = rows.is_incident(row);
  event->Clear();
  event->mutable_key()->set_producer_id("bench");
  event->mutable_key()->set_external_id(EventRows::IdOf(row));
  event->mutable_key()->set_revision(1);
  event->mutable_occurred()->set_start_ms(row.time_ms);
  event->mutable_occurred()->set_precision(TIME_PRECISION_MINUTE);
  SetPlace(words, row, event->mutable_place());
  AddSide(words.actors[row.initiator], is_incident ? ROLE_INITIATOR : ROLE_FROM, event);
  AddSide(words.actors[row.target], is_incident ? ROLE_TARGET : ROLE_TO, event);
  SetReport(words, row, event->add_reports());
  Code* const code = event->add_codes();
  code->set_scheme(CODE_SCHEME_CAMEO);
  code->set_code(words.sub_types[row.sub_type].code);
  EventRows::Headline(row, event->mutable_summary());
  if (is_incident) {
    SetIncident(words, row, event->mutable_incident());
  } else {
    event->mutable_contact()->set_kind(words.types[row.type].kind);
    event->mutable_contact()->set_domain(DOMAIN_POLITICAL);
  }
}

}  // namespace oxus::bench
