#pragma once

#include <string>
#include <string_view>

namespace oxus::ingest {

// What a sender of an unknown country code may have meant, for the end of a message: "; did
// you mean \"ROU\" (Romania; ROM is its CAMEO code)?", or empty. Looks at letter case, at the
// other ISO 3166-1 form, at FIPS 10-4 and at CAMEO. Only called for faults.
std::string Alpha2Hint(std::string_view seen);
std::string Alpha3Hint(std::string_view seen);

}  // namespace oxus::ingest
