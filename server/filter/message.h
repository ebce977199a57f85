#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace oxus::filter {

// INVALID_ARGUMENT "at N: what"; `offset` counts bytes from 0, N from 1.
absl::Status ErrorAt(size_t offset, std::string_view what);

// Text of the caller made fit for a message: control characters as \xNN, cut after 40 bytes. The
// text is valid UTF-8, and so is the answer.
std::string Shown(std::string_view text);

// Shown in single quotes.
std::string Quoted(std::string_view text);

}  // namespace oxus::filter
