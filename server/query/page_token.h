#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace oxus::query {

// Where a page of ListEvents ended. Callers see it as opaque text.
struct PageToken {
  // The state all pages answer from.
  uint64_t as_of = 0;
  // Hash of what the pages list and in which order.
  uint64_t request_hash = 0;
  // The last row given: its place in the order, then its sequence.
  int64_t position = 0;
  uint64_t sequence = 0;
};

// Base64url without padding: a version byte, the fields as 8 little-endian bytes each in the order
// above, and the low 4 bytes of Fingerprint over all that.
std::string EncodePageToken(const PageToken& token);

// nullopt for a text that EncodePageToken did not make, or that was damaged since.
std::optional<PageToken> DecodePageToken(std::string_view text);

// 64-bit FNV-1a: the same on every machine and for ever. No protection against forgery, which
// would gain nothing: a token opens no row that a request could not ask for.
uint64_t Fingerprint(std::string_view bytes);

}  // namespace oxus::query
