#include "server/query/earlier_matches.h"

namespace oxus::query {

EarlierMatch EarlierMatches::Take(uint64_t sequence) {
  const auto found = last_by_successor_.find(sequence);
  if (found == last_by_successor_.end()) return {};
  const EarlierMatch match{true, found->second};
  last_by_successor_.erase(found);
  return match;
}

void EarlierMatches::PassOn(uint64_t successor, const EarlierMatch& match) {
  if (match.any) last_by_successor_.emplace(successor, match.last);
}

}  // namespace oxus::query
