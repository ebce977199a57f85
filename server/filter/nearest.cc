#include "server/filter/nearest.h"

#include <algorithm>

#include "codes/nearest_word.h"
#include "fmt/format.h"

namespace oxus::filter {
namespace {

constexpr size_t kMaxListed = 40;
}  // namespace

std::string Suggestion(std::string_view found, const std::vector<std::string>& names) {
  if (const std::string nearest = codes::NearestWord(found, names); !nearest.empty()) {
    return fmt::format(", did you mean '{}'?", nearest);
  }
  const size_t listed = std::min(names.size(), kMaxListed);
  const std::string list =
      fmt::format("{}", fmt::join(names.begin(), names.begin() + listed, ", "));
  if (listed == names.size()) return fmt::format(", expected one of {}", list);
  return fmt::format(", expected one of {} and {} more", list, names.size() - listed);
}

}  // namespace oxus::filter
