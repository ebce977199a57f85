#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace oxus::cli {

// The word that `typed` was probably meant to be: the one with the fewest letters to change, if
// those are at most a third of it. Empty when none is near.
std::string NearestWord(std::string_view typed, const std::vector<std::string>& words);

}  // namespace oxus::cli
