#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "oxus/v1/event.pb.h"

namespace oxus::bench {

// The words that benchmark rows are made of; a row holds indexes into them. Every list is
// ordered from what occurs most to what occurs least.
struct EventVocabulary {
  struct Country {
    std::string alpha2;
    std::string alpha3;
    // Its regions: `region_count` from `first_region`.
    uint32_t first_region = 0;
    uint32_t region_count = 0;
  };
  // A first-order division with a point inside its country, in ten-thousandths of a degree.
  struct Region {
    std::string code;
    uint32_t country = 0;
    int32_t lat_e4 = 0;
    int32_t lon_e4 = 0;
  };
  // One of `type` and `kind` is set.
  struct Type {
    std::string label;
    oxus::v1::IncidentType type = oxus::v1::INCIDENT_TYPE_UNSPECIFIED;
    oxus::v1::ContactKind kind = oxus::v1::CONTACT_KIND_UNSPECIFIED;
    uint32_t first_sub_type = 0;
    uint32_t sub_type_count = 0;
  };
  // A CAMEO code and its Goldstein score in tenths.
  struct SubType {
    std::string code;
    int32_t score_tenths = 0;
  };

  std::vector<Country> countries;
  std::vector<Region> regions;
  // Incident types first: those below `incident_types`.
  std::vector<Type> types;
  uint32_t incident_types = 0;
  std::vector<SubType> sub_types;
  std::vector<std::string> actors;
  std::vector<std::string> sources;

  // The same on every call. Takes about a second: each region is placed inside the shape of its
  // country.
  static EventVocabulary Make();

  // Throw std::out_of_range for a word that is not in the list.
  uint32_t CountryIndex(const std::string& alpha2) const;
  uint32_t RegionIndex(const std::string& code) const;
  uint32_t TypeIndex(const std::string& label) const;
  uint32_t ActorIndex(const std::string& actor) const;
};

}  // namespace oxus::bench
