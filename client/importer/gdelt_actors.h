#pragma once

#include <string>
#include <string_view>

namespace oxus::importer {

// What a GDELT row says of one actor.
struct GdeltActorFields {
  std::string_view code;
  std::string_view name;
  std::string_view country;
  std::string_view known_group;
  std::string_view role;
};

// One side of a GDELT event. Absent when the row names nobody.
struct GdeltActor {
  // "TJK", "TJK-GOV", "AFG-TAL", "UNO"; empty for an actor known by name only (an ethnic group,
  // "PRESIDENT").
  std::string id;
  // As GDELT writes it.
  std::string name;
  // ISO 3166-1 alpha-3; empty for a region (EUR, AFR) and for no country.
  std::string_view country;

  bool present() const { return !id.empty() || !name.empty(); }
  // The same by id, or by name where there is no id.
  bool SameAs(const GdeltActor& other) const;
};

// The id is made of the country's ISO 3166-1 alpha-3 code (CAMEO's own codes rewritten: ROM is
// ROU, GZS is PSE) and, after a hyphen, the known group or else the first role. A group
// without a country is an id of its own, and so is a group under a region: NATO is "NAT",
// although GDELT files it under WST. A region ("EUR") is an id only when the row names it.
GdeltActor ReadGdeltActor(const GdeltActorFields& fields);

}  // namespace oxus::importer
