#pragma once

#include <cstddef>
#include <string_view>

namespace oxus::filter {

// Offset of the first byte that is not part of a well-formed UTF-8 character (RFC 3629: no
// overlong forms, no surrogates, nothing above U+10FFFF); the size of the text if there is none.
size_t FirstInvalidUtf8(std::string_view text);

}  // namespace oxus::filter
