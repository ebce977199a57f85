#pragma once

#include <string>
#include <string_view>

namespace oxus::importer {

// Whether the bytes are well-formed UTF-8 (no overlong forms, no surrogates).
bool IsUtf8(std::string_view text);

// The text with U+FFFD in place of every maximal malformed part.
std::string RepairUtf8(std::string_view text);

// At most `limit` bytes of `text`, cut between characters.
std::string_view ClipUtf8(std::string_view text, std::size_t limit);

// A short printable form for messages: at most 60 bytes, control characters replaced.
std::string Excerpt(std::string_view text);

}  // namespace oxus::importer
