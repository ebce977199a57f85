#pragma once

#include <string>
#include <string_view>

// Text as it stands on a terminal.
namespace oxus::cli {

// Columns that `text` (UTF-8, as DisplaySafe makes it) takes: 2 for wide characters, 0 for
// combining ones.
int DisplayWidth(std::string_view text);

// Makes text from elsewhere harmless: line breaks and tabs become a space, other control bytes
// (terminal escapes begin with one), characters that turn the writing direction and invisible
// ones become "\x1b" or "\u{202e}", bytes that are no UTF-8 become U+FFFD.
std::string DisplaySafe(std::string_view text);

// The longest beginning that fits into `width` columns, with "…" at its end if something was cut.
std::string Truncate(std::string_view text, int width);

// Breaks text into lines of at most `width` columns, at spaces where there are some.
std::string WrapWithIndent(std::string_view text, int width, int indent);

}  // namespace oxus::cli
