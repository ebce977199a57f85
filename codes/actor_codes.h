#pragma once

#include <string_view>

namespace oxus::codes {

// CAMEO Actor{1,2}CountryCode; iso3 is a country of ISO 3166-1; empty for a
// region such as SAF (Southern Africa) and for states that ended (YUG).
struct CameoActorCountry {
  std::string_view code;
  std::string_view label;
  std::string_view iso3;
};
const CameoActorCountry* FindCameoActorCountry(std::string_view code);

struct CameoActorRole {
  std::string_view code;
  std::string_view label;
  // A name of domain ActorType, e.g. "STATE_GOVERNMENT"; empty for attributes (MOD, RAD).
  std::string_view actor_type;
};
const CameoActorRole* FindCameoActorRole(std::string_view code);

struct CameoGroup {
  std::string_view code;
  std::string_view label;
};
const CameoGroup* FindCameoGroup(std::string_view code);

}  // namespace oxus::codes
