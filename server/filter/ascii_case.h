#pragma once

#include <string_view>

namespace oxus::filter {

// Letters A to Z only; every other byte is itself, in any locale.
char AsciiLower(char c);

bool EqualIgnoringCase(std::string_view a, std::string_view b);

}  // namespace oxus::filter
