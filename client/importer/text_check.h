#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace oxus::importer {

// Looks at the first bytes of an input. nullopt when they may be text in UTF-8 or an 8-bit
// encoding; else what they look like, fit for "... looks like X, not text": "a PNG image".
std::optional<std::string> WhatInsteadOfText(std::string_view first_bytes);

}  // namespace oxus::importer
