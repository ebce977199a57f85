#include "codes/name_fold.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <utility>

namespace oxus::codes {
namespace {

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x80; });
}

std::string FoldAscii(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string Map(std::string_view text, int options) {
  if (IsAscii(text)) return FoldAscii(text);
  utf8proc_uint8_t* mapped = nullptr;
  const utf8proc_ssize_t size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                             static_cast<utf8proc_ssize_t>(text.size()), &mapped,
                                             static_cast<utf8proc_option_t>(options));
  if (size < 0) return FoldAscii(text);
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, &std::free);
  return std::string(reinterpret_cast<const char*>(mapped), static_cast<size_t>(size));
}

std::string JoinBlanks(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const bool blank = c == ' ' || (c >= '\t' && c <= '\r');
    if (!blank) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

// Letters that Unicode does not decompose, and marks that stand for none (apostrophes and
// the signs that transliterations use in their place).
constexpr std::array<std::pair<std::string_view, std::string_view>, 17> kReplacements = {{
    {"ø", "o"},
    {"đ", "d"},
    {"ł", "l"},
    {"ı", "i"},
    {"æ", "ae"},
    {"œ", "oe"},
    {"ə", "e"},
    {"ð", "d"},
    {"þ", "th"},
    {"‘", ""},
    {"’", ""},
    {"ʻ", ""},
    {"ʼ", ""},
    {"ʹ", ""},
    {"ʿ", ""},
    {"ʾ", ""},
    {"–", " "},
}};

std::string ToBaseLetters(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    const unsigned char c = static_cast<unsigned char>(text[i]);
    if (c < 0x80) {
      const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      if (kept) out += text[i];
      if (!kept && c != '\'' && c != '`') out += ' ';
      ++i;
      continue;
    }
    const auto* found =
        std::find_if(kReplacements.begin(), kReplacements.end(),
                     [&](const auto& entry) { return text.substr(i).starts_with(entry.first); });
    if (found == kReplacements.end()) {
      out += text[i++];
    } else {
      out += found->second;
      i += found->first.size();
    }
  }
  return out;
}

}  // namespace

std::string FoldCase(std::string_view text) {
  return JoinBlanks(Map(text, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD));
}

std::string FoldToBase(std::string_view text) {
  return JoinBlanks(ToBaseLetters(
      Map(text, UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK | UTF8PROC_CASEFOLD)));
}

}  // namespace oxus::codes
