#include "client/importer/ucdp_casualties.h"

#include <algorithm>

namespace oxus::importer {
namespace {

std::vector<UcdpSide> JoinedByRole(const std::vector<UcdpSide>& sides) {
  std::vector<UcdpSide> joined;
  for (const UcdpSide& side : sides) {
    if (side.deaths == 0) continue;
    const auto same = std::find_if(joined.begin(), joined.end(),
                                   [&](const UcdpSide& other) { return other.role == side.role; });
    if (same == joined.end()) {
      joined.push_back(side);
    } else {
      same->deaths += side.deaths;
    }
  }
  return joined;
}

std::uint64_t Total(const std::vector<UcdpSide>& sides) {
  std::uint64_t total = 0;
  for (const UcdpSide& side : sides) total += side.deaths;
  return total;
}

oxus::v1::Casualty Killed(const UcdpSide& side) {
  oxus::v1::Casualty casualty;
  casualty.set_role(side.role);
  casualty.mutable_killed()->set_low(side.deaths);
  casualty.mutable_killed()->set_best(side.deaths);
  casualty.mutable_killed()->set_high(side.deaths);
  return casualty;
}

// The sides whose deaths add up to best, whatever the row says.
std::vector<UcdpSide> SidesOf(const UcdpFigures& figures, bool& disagree) {
  // Joining sides of one role cannot overflow once their sum is known to be best or less.
  const std::uint64_t total = Total(figures.sides);
  disagree = total != figures.best;
  if (total > figures.best) return {UcdpSide{oxus::v1::VICTIM_ROLE_UNKNOWN, figures.best}};
  std::vector<UcdpSide> sides = figures.sides;
  const auto rest = static_cast<std::uint32_t>(figures.best - total);
  sides.push_back({oxus::v1::VICTIM_ROLE_UNKNOWN, rest});
  return JoinedByRole(sides);
}

}  // namespace

UcdpCasualties SpreadUcdpFigures(UcdpFigures figures) {
  UcdpCasualties result;
  const auto [least, greatest] = std::minmax({figures.low, figures.best, figures.high});
  result.reordered = figures.low > figures.best || figures.best > figures.high;
  figures.low = least;
  figures.high = greatest;

  std::vector<UcdpSide> sides = SidesOf(figures, result.sides_disagree);
  if (sides.empty()) sides.push_back({oxus::v1::VICTIM_ROLE_UNKNOWN, 0});
  std::stable_sort(sides.begin(), sides.end(),
                   [](const UcdpSide& a, const UcdpSide& b) { return a.deaths > b.deaths; });
  for (const UcdpSide& side : sides) result.casualties.push_back(Killed(side));

  oxus::v1::Count& largest = *result.casualties.front().mutable_killed();
  largest.set_high(largest.best() + (figures.high - figures.best));
  std::uint32_t shortfall = figures.best - figures.low;
  for (oxus::v1::Casualty& casualty : result.casualties) {
    oxus::v1::Count& killed = *casualty.mutable_killed();
    const std::uint32_t taken = std::min(shortfall, killed.best());
    killed.set_low(killed.best() - taken);
    shortfall -= taken;
  }
  return result;
}

}  // namespace oxus::importer
