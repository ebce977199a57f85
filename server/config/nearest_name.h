#pragma once

#include <span>
#include <string>
#include <string_view>

namespace oxus::config {

// The name with the fewest single-character edits to `text`, when it is close enough to have
// been meant: at most a third of the longer one's letters, at least two. Empty otherwise.
std::string NearestName(std::string_view text, std::span<const std::string> names);

}  // namespace oxus::config
