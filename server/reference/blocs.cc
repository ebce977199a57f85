#include "server/reference/blocs.h"

#include <algorithm>
#include <cstddef>

#include "codes/code_index.h"
#include "server/reference/bloc_table.h"

namespace oxus::reference {

BlocSet BlocOf(std::string_view actor_id) {
  const std::span<const std::string_view> blocs = Blocs();
  const auto bloc = std::lower_bound(blocs.begin(), blocs.end(), actor_id);
  if (bloc == blocs.end() || *bloc != actor_id) return 0;
  return BlocSet{1} << (bloc - blocs.begin());
}

BlocSet BlocsWith(std::string_view country, int64_t day) {
  const std::span<const BlocMembership> all = BlocMemberships();
  // To the first row of a country.
  static const codes::CodeIndex index(all, [](const BlocMembership& row) { return row.country; });
  const int first = index.Find(country);
  if (first == codes::CodeIndex::kNone) return 0;
  BlocSet blocs = 0;
  for (size_t i = first; i < all.size() && all[i].country == country; ++i) {
    if (all[i].first_day <= day && day < all[i].end_day) blocs |= BlocSet{1} << all[i].bloc;
  }
  return blocs;
}

}  // namespace oxus::reference
