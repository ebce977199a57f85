#pragma once

#include <string>
#include <string_view>

namespace oxus::importer {

// The CAMEO code of a row as text with its leading zeros, or as it stands when no known code can
// be made of it. Programs that take codes for numbers drop the zeros: "42" is 042 and "841" may
// be 0841, which the root or base code beside it tells from 841. Aliases met in the wild are
// resolved.
std::string ReadCameoCode(std::string_view event_code, std::string_view base_code,
                          std::string_view root_code);

// "04" of "042" and "0411".
std::string_view CameoRoot(std::string_view code);

// The quad class (1..4) the root stands for; 0 for an unknown root.
int QuadClassOfRoot(std::string_view root);

}  // namespace oxus::importer
