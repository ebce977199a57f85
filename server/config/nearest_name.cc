#include "server/config/nearest_name.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace oxus::config {
namespace {

size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row.back();
}

}  // namespace

std::string NearestName(std::string_view text, std::span<const std::string> names) {
  // Longer than any name of ours: not a slip of the finger, and not worth the square of its size.
  constexpr size_t kMaxLength = 64;
  if (text.size() > kMaxLength) return "";
  std::string best;
  size_t best_distance = kMaxLength;
  for (const std::string& name : names) {
    const size_t distance = EditDistance(text, name);
    const size_t allowed = std::max<size_t>(2, std::max(text.size(), name.size()) / 3);
    if (distance <= allowed && distance < best_distance) {
      best = name;
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace oxus::config
