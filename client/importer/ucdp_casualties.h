#pragma once

#include <cstdint>
#include <vector>

#include "oxus/v1/event.pb.h"

namespace oxus::importer {

// Deaths of one side, as UCDP gives them.
struct UcdpSide {
  oxus::v1::VictimRole role = oxus::v1::VICTIM_ROLE_UNKNOWN;
  std::uint32_t deaths = 0;
};

struct UcdpFigures {
  std::vector<UcdpSide> sides;
  std::uint32_t low = 0;
  std::uint32_t best = 0;
  std::uint32_t high = 0;
};

struct UcdpCasualties {
  std::vector<oxus::v1::Casualty> casualties;
  // low <= best <= high did not hold: low was lowered to the least of the three, high raised to
  // the greatest.
  bool reordered = false;
  // The sides did not add up to best.
  bool sides_disagree = false;
};

// One casualty for each side with deaths, sides of one role joined. UCDP gives a range for the
// event only, so the sides carry low = best = high and the range is put on top: what high
// exceeds best by goes to the side with most deaths, what low falls short of best is taken from
// the sides, most deaths first. An event without a best figure (best 0) is one casualty of role
// UNKNOWN. So the sums of low, best and high over the casualties are those of the event.
UcdpCasualties SpreadUcdpFigures(UcdpFigures figures);

}  // namespace oxus::importer
