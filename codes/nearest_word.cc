#include "codes/nearest_word.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace oxus::codes {
namespace {

// No word is longer; it bounds the work on a long constant.
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

}  // namespace

std::string NearestWord(std::string_view typed, std::span<const std::string> words) {
  if (typed.empty() || typed.size() > kMaxCompared) return "";
  const std::string wanted = LowerAscii(typed);
  std::string nearest;
  size_t least = Tolerance(wanted.size()) + 1;
  for (const std::string& word : words) {
    if (word.size() >= wanted.size() + least || wanted.size() >= word.size() + least) continue;
    const size_t distance = EditDistance(wanted, LowerAscii(word));
    // "to" is not a slip of "x": a word keeps at least one letter.
    if (distance < least && distance < word.size()) {
      least = distance;
      nearest = word;
    }
  }
  return nearest;
}

}  // namespace oxus::codes
