#pragma once

#include <span>
#include <string_view>

#include "codes/actor_codes.h"
#include "codes/event_codes.h"
#include "codes/geography.h"

namespace oxus::codes {

// The rows compiled in from data/ (codes/generate_tables.py writes the definitions). For the
// look-ups of this folder; others use those.

struct CountryCode {
  std::string_view code;
  const Country* country;
};

struct CountryNumber {
  int number;
  const Country* country;
};

struct SubdivisionRow {
  Subdivision subdivision;
  // The word of ISO for what it is: "Province", "Capital city".
  std::string_view type;
  // Part of another subdivision of the list.
  bool nested;
};

struct SubdivisionCode {
  std::string_view code;
  const SubdivisionRow* row;
};

struct SubdivisionName {
  std::string_view name;
  const SubdivisionRow* row;
};

struct CameoMappingRow {
  std::string_view code;
  CameoMapping mapping;
};

struct CodeAlias {
  std::string_view seen;
  std::string_view meant;
};

std::span<const CountryCode> FipsCountries();
std::span<const CountryNumber> GleditschWardCountries();
std::span<const SubdivisionRow> Subdivisions();
std::span<const SubdivisionCode> FipsSubdivisions();
// Best first: a name may stand for several.
std::span<const SubdivisionName> OtherSubdivisionNames();
std::span<const CameoCode> CameoCodes();
std::span<const CameoMappingRow> CameoMappings();
std::span<const CodeAlias> CameoAliases();
std::span<const CameoActorCountry> CameoActorCountries();
std::span<const CameoActorRole> CameoActorRoles();
std::span<const CameoGroup> CameoGroups();

}  // namespace oxus::codes
