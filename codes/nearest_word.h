#pragma once

#include <span>
#include <string>
#include <string_view>

namespace oxus::codes {

// The word of a list that `typed` was probably meant to be, letter case aside: the one with the
// fewest letters to insert, delete, replace or swap, if those are at most a third of it (one in
// a short word, three in a long one). Empty when none is near.
std::string NearestWord(std::string_view typed, std::span<const std::string> words);

}  // namespace oxus::codes
