#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace oxus::filter {

// The end of a message that rejects `found`: ", did you mean 'country'?" when a name is a slip
// of the keyboard away (letter case aside), else what there is: ", expected one of a, b, c". A
// long list is cut and says how many more there are.
std::string Suggestion(std::string_view found, const std::vector<std::string>& names);

}  // namespace oxus::filter
