#include "server/filter/utf8.h"

namespace oxus::filter {
namespace {

// Length of a character by its first byte and the range its second byte must be in; length 0
// when no character starts so.
struct Lead {
  size_t length;
  unsigned char second_low;
  unsigned char second_high;
};

Lead LeadOf(unsigned char first) {
  if (first < 0x80) return {1, 0, 0};
  if (first < 0xC2) return {0, 0, 0};
  if (first < 0xE0) return {2, 0x80, 0xBF};
  if (first == 0xE0) return {3, 0xA0, 0xBF};
  if (first == 0xED) return {3, 0x80, 0x9F};
  if (first < 0xF0) return {3, 0x80, 0xBF};
  if (first == 0xF0) return {4, 0x90, 0xBF};
  if (first < 0xF4) return {4, 0x80, 0xBF};
  if (first == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

bool WellFormed(std::string_view rest, const Lead& lead) {
  if (lead.length == 0 || rest.size() < lead.length) return false;
  for (size_t i = 1; i < lead.length; ++i) {
    const auto byte = static_cast<unsigned char>(rest[i]);
    const unsigned char low = i == 1 ? lead.second_low : 0x80;
    const unsigned char high = i == 1 ? lead.second_high : 0xBF;
    if (byte < low || byte > high) return false;
  }
  return true;
}

}  // namespace

size_t FirstInvalidUtf8(std::string_view text) {
  size_t at = 0;
  while (at < text.size()) {
    const Lead lead = LeadOf(static_cast<unsigned char>(text[at]));
    if (!WellFormed(text.substr(at), lead)) return at;
    at += lead.length;
  }
  return text.size();
}

}  // namespace oxus::filter
