#include "client/importer/utf8.h"

#include <cstdint>

namespace oxus::importer {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";

// One character, or the malformed bytes that stand where one should.
struct Piece {
  std::size_t size;
  bool good;
};

bool IsContinuation(unsigned char byte) { return (byte & 0xc0) == 0x80; }

// `text` is not empty. The ranges of the second byte are those of table 3-7 of the Unicode
// standard: they exclude overlong forms, surrogates and what lies beyond U+10FFFF.
Piece NextPiece(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {1, true};
  std::size_t length = 0;
  unsigned char low = 0x80;
  unsigned char high = 0xbf;
  if (lead >= 0xc2 && lead <= 0xdf) {
    length = 2;
  } else if (lead >= 0xe0 && lead <= 0xef) {
    length = 3;
    if (lead == 0xe0) low = 0xa0;
    if (lead == 0xed) high = 0x9f;
  } else if (lead >= 0xf0 && lead <= 0xf4) {
    length = 4;
    if (lead == 0xf0) low = 0x90;
    if (lead == 0xf4) high = 0x8f;
  } else {
    return {1, false};
  }
  if (text.size() < 2 || byte(1) < low || byte(1) > high) return {1, false};
  for (std::size_t i = 2; i < length; ++i) {
    if (i >= text.size() || !IsContinuation(byte(i))) return {i, false};
  }
  return {length, true};
}

}  // namespace

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const Piece piece = NextPiece(text);
    if (!piece.good) return false;
    text.remove_prefix(piece.size);
  }
  return true;
}

std::string RepairUtf8(std::string_view text) {
  std::string repaired;
  repaired.reserve(text.size());
  while (!text.empty()) {
    const Piece piece = NextPiece(text);
    repaired.append(piece.good ? text.substr(0, piece.size) : kReplacement);
    text.remove_prefix(piece.size);
  }
  return repaired;
}

std::string_view ClipUtf8(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && IsContinuation(static_cast<unsigned char>(text[limit]))) --limit;
  return text.substr(0, limit);
}

std::string Excerpt(std::string_view text) {
  constexpr std::size_t kLimit = 60;
  std::string shown = RepairUtf8(ClipUtf8(text, kLimit));
  for (char& c : shown) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  if (text.size() > kLimit) shown += "...";
  return shown;
}

}  // namespace oxus::importer
