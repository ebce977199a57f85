#include "server/filter/nearest.h"

#include <algorithm>
#include <numeric>

#include "fmt/format.h"

namespace oxus::filter {
namespace {

constexpr size_t kMaxListed = 40;
// No name is longer; it bounds the work on a long constant.
constexpr size_t kMaxCompared = 64;

std::string LowerAscii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

// Insertions, deletions, replacements and swaps of neighbours that lead from a to b.
size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> before(b.size() + 1);
  std::vector<size_t> above(b.size() + 1);
  std::vector<size_t> row(b.size() + 1);
  std::iota(above.begin(), above.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({replaced, above[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    before.swap(above);
    above.swap(row);
  }
  return above.back();
}

// A third of the letters may be wrong: one in a short name, three in a long one.
size_t Tolerance(size_t length) { return std::clamp<size_t>(length / 3, 1, 3); }

const std::string* Nearest(std::string_view found, const std::vector<std::string>& names) {
  if (found.empty() || found.size() > kMaxCompared) return nullptr;
  const std::string wanted = LowerAscii(found);
  const std::string* nearest = nullptr;
  size_t least = Tolerance(wanted.size()) + 1;
  for (const std::string& name : names) {
    if (name.size() >= wanted.size() + least || wanted.size() >= name.size() + least) continue;
    const size_t distance = EditDistance(wanted, LowerAscii(name));
    // "to" is not a slip of "x": a name keeps at least one letter.
    if (distance < least && distance < name.size()) {
      least = distance;
      nearest = &name;
    }
  }
  return nearest;
}

}  // namespace

std::string Suggestion(std::string_view found, const std::vector<std::string>& names) {
  if (const std::string* nearest = Nearest(found, names)) {
    return fmt::format(", did you mean '{}'?", *nearest);
  }
  const size_t listed = std::min(names.size(), kMaxListed);
  const std::string list =
      fmt::format("{}", fmt::join(names.begin(), names.begin() + listed, ", "));
  if (listed == names.size()) return fmt::format(", expected one of {}", list);
  return fmt::format(", expected one of {} and {} more", list, names.size() - listed);
}

}  // namespace oxus::filter
