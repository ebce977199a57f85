#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "server/reference/blocs.h"

namespace oxus::reference {

// The rows compiled in from data/actors/bloc_memberships.tsv (generate_blocs.py writes the
// definitions, that of Blocs among them). Only full memberships.

struct BlocMembership {
  std::string_view country;  // ISO 3166-1 alpha-2
  uint8_t bloc;              // position in Blocs()
  // Days since 1970-01-01; the end is the first day after.
  int64_t first_day;
  int64_t end_day;
};

// By country.
std::span<const BlocMembership> BlocMemberships();

}  // namespace oxus::reference
