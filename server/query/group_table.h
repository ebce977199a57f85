#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "server/query/group_axes.h"
#include "server/query/tally.h"

namespace oxus::query {

// The groups met so far with their tallies. One thread.
class GroupTable {
 public:
  explicit GroupTable(size_t max_groups) : max_groups_(max_groups) {}

  // Adds a tally to a group. False, with nothing changed, when that would be one group too many.
  [[nodiscard]] bool Add(const GroupKey& key, const Tally& tally);

  struct Group {
    GroupKey key;
    Tally tally;
  };
  // In the order first met.
  const std::vector<Group>& groups() const { return groups_; }

 private:
  const size_t max_groups_;
  std::vector<Group> groups_;
  // From the encoded key to the place in groups_.
  std::unordered_map<std::string, size_t> index_;
  std::string encoded_;
};

}  // namespace oxus::query
