#include "client/importer/gdelt_actors.h"

#include "codes/actor_codes.h"
#include "codes/geography.h"

namespace oxus::importer {
namespace {

// A country code of the row that the list of 2013 lacks (SSD) may still be an ISO one.
std::string_view CountryIso3(std::string_view cameo_country) {
  if (const codes::CameoActorCountry* known = codes::FindCameoActorCountry(cameo_country)) {
    return known->iso3;
  }
  const codes::Country* country = codes::FindCountryByAlpha3(cameo_country);
  return country != nullptr ? country->alpha3 : std::string_view();
}

std::string WithPart(std::string_view base, std::string_view part) {
  std::string id(base);
  if (!part.empty()) {
    id += '-';
    id += part;
  }
  return id;
}

}  // namespace

bool GdeltActor::SameAs(const GdeltActor& other) const {
  if (!present() || !other.present()) return false;
  return id == other.id && (!id.empty() || name == other.name);
}

GdeltActor ReadGdeltActor(const GdeltActorFields& fields) {
  GdeltActor actor;
  actor.name = std::string(fields.name.empty() ? fields.code : fields.name);
  actor.country = CountryIso3(fields.country);
  if (!actor.country.empty()) {
    // "NATNAT": a group that repeats the country's own code says nothing more.
    const std::string_view part = fields.known_group.empty() ? fields.role : fields.known_group;
    actor.id = WithPart(actor.country, part == actor.country ? std::string_view() : part);
  } else if (!fields.known_group.empty()) {
    actor.id = std::string(fields.known_group);
  } else if (!fields.country.empty() && !fields.name.empty()) {
    actor.id = WithPart(fields.country, fields.role);
  }
  return actor;
}

}  // namespace oxus::importer
