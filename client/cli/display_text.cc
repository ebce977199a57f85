#include "client/cli/display_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "fmt/format.h"

namespace oxus::cli {
namespace {

constexpr char32_t kReplacement = 0xFFFD;
constexpr std::string_view kReplacementUtf8 = "\xEF\xBF\xBD";
constexpr std::string_view kEllipsis = "…";

struct Range {
  char32_t first;
  char32_t last;
};

// Combining marks of the scripts met in the data (Latin, Cyrillic, Hebrew, Arabic, Indic, Thai,
// Lao, Tibetan, Burmese, Khmer) and variation selectors.
constexpr std::array kZeroWidth = {
    Range{0x0300, 0x036F}, Range{0x0483, 0x0489}, Range{0x0591, 0x05BD}, Range{0x05BF, 0x05BF},
    Range{0x05C1, 0x05C2}, Range{0x05C4, 0x05C5}, Range{0x0610, 0x061A}, Range{0x064B, 0x065F},
    Range{0x0670, 0x0670}, Range{0x06D6, 0x06DC}, Range{0x06DF, 0x06E4}, Range{0x06E7, 0x06E8},
    Range{0x06EA, 0x06ED}, Range{0x0711, 0x0711}, Range{0x0730, 0x074A}, Range{0x07A6, 0x07B0},
    Range{0x0900, 0x0902}, Range{0x093A, 0x093A}, Range{0x093C, 0x093C}, Range{0x0941, 0x0948},
    Range{0x094D, 0x094D}, Range{0x0951, 0x0957}, Range{0x0962, 0x0963}, Range{0x0981, 0x0981},
    Range{0x09BC, 0x09BC}, Range{0x09C1, 0x09C4}, Range{0x09CD, 0x09CD}, Range{0x0A01, 0x0A02},
    Range{0x0A3C, 0x0A51}, Range{0x0A70, 0x0A71}, Range{0x0E31, 0x0E31}, Range{0x0E34, 0x0E3A},
    Range{0x0E47, 0x0E4E}, Range{0x0EB1, 0x0EB1}, Range{0x0EB4, 0x0EBC}, Range{0x0EC8, 0x0ECD},
    Range{0x0F71, 0x0F7E}, Range{0x102D, 0x1030}, Range{0x1032, 0x1037}, Range{0x1039, 0x103A},
    Range{0x103D, 0x103E}, Range{0x1058, 0x1059}, Range{0x135D, 0x135F}, Range{0x17B4, 0x17B5},
    Range{0x17B7, 0x17BD}, Range{0x17C6, 0x17C6}, Range{0x17C9, 0x17D3}, Range{0x1AB0, 0x1AFF},
    Range{0x1DC0, 0x1DFF}, Range{0x200C, 0x200D}, Range{0x20D0, 0x20F0}, Range{0x302A, 0x302D},
    Range{0x3099, 0x309A}, Range{0xFE00, 0xFE0F}, Range{0xFE20, 0xFE2F}, Range{0xE0100, 0xE01EF},
};

// East Asian wide and full-width characters, and pictographs.
constexpr std::array kDoubleWidth = {
    Range{0x1100, 0x115F},   Range{0x231A, 0x231B},   Range{0x2329, 0x232A},
    Range{0x23E9, 0x23EC},   Range{0x23F0, 0x23F0},   Range{0x23F3, 0x23F3},
    Range{0x25FD, 0x25FE},   Range{0x2614, 0x2615},   Range{0x2648, 0x2653},
    Range{0x267F, 0x267F},   Range{0x2693, 0x2693},   Range{0x26A1, 0x26A1},
    Range{0x26AA, 0x26AB},   Range{0x26BD, 0x26BE},   Range{0x26C4, 0x26C5},
    Range{0x26CE, 0x26CE},   Range{0x26D4, 0x26D4},   Range{0x26EA, 0x26EA},
    Range{0x26F2, 0x26F3},   Range{0x26F5, 0x26F5},   Range{0x26FA, 0x26FA},
    Range{0x26FD, 0x26FD},   Range{0x2705, 0x2705},   Range{0x270A, 0x270B},
    Range{0x2728, 0x2728},   Range{0x274C, 0x274C},   Range{0x274E, 0x274E},
    Range{0x2753, 0x2755},   Range{0x2757, 0x2757},   Range{0x2795, 0x2797},
    Range{0x27B0, 0x27B0},   Range{0x27BF, 0x27BF},   Range{0x2B1B, 0x2B1C},
    Range{0x2B50, 0x2B50},   Range{0x2B55, 0x2B55},   Range{0x2E80, 0x303E},
    Range{0x3041, 0x33FF},   Range{0x3400, 0x4DBF},   Range{0x4E00, 0x9FFF},
    Range{0xA000, 0xA4CF},   Range{0xA960, 0xA97C},   Range{0xAC00, 0xD7A3},
    Range{0xF900, 0xFAFF},   Range{0xFE10, 0xFE19},   Range{0xFE30, 0xFE6F},
    Range{0xFF00, 0xFF60},   Range{0xFFE0, 0xFFE6},   Range{0x1F004, 0x1F004},
    Range{0x1F0CF, 0x1F0CF}, Range{0x1F18E, 0x1F18E}, Range{0x1F191, 0x1F19A},
    Range{0x1F1E6, 0x1F202}, Range{0x1F210, 0x1F23B}, Range{0x1F240, 0x1F248},
    Range{0x1F250, 0x1F251}, Range{0x1F260, 0x1F265}, Range{0x1F300, 0x1F64F},
    Range{0x1F680, 0x1F6FF}, Range{0x1F7E0, 0x1F7EB}, Range{0x1F900, 0x1F9FF},
    Range{0x1FA70, 0x1FAFF}, Range{0x20000, 0x2FFFD}, Range{0x30000, 0x3FFFD},
};

template <size_t N>
bool Contains(const std::array<Range, N>& ranges, char32_t character) {
  const auto after =
      std::upper_bound(ranges.begin(), ranges.end(), character,
                       [](char32_t value, const Range& range) { return value < range.first; });
  return after != ranges.begin() && character <= std::prev(after)->last;
}

struct Decoded {
  char32_t character;
  size_t bytes;
};

// The first character of a text that is not empty; kReplacement and one byte when it is no UTF-8.
Decoded Decode(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return {first, 1};
  const size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return {kReplacement, 1};
  char32_t character = first & (0xFF >> (length + 1));
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {kReplacement, 1};
    character = (character << 6) | (byte(i) & 0x3F);
  }
  constexpr std::array<char32_t, 5> kSmallest = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = character >= 0xD800 && character <= 0xDFFF;
  if (character < kSmallest[length] || character > 0x10FFFF || surrogate) return {kReplacement, 1};
  return {character, length};
}

int Width(char32_t character) {
  if (character < 0x0300) return 1;
  if (Contains(kZeroWidth, character)) return 0;
  return Contains(kDoubleWidth, character) ? 2 : 1;
}

bool IsControl(char32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0); }

// Characters that change how others are laid out, or that cannot be seen at all.
bool IsInvisible(char32_t c) {
  return c == 0x00AD || c == 0x061C || c == 0x180E || c == 0x200B || c == 0x200E || c == 0x200F ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
         (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE007F);
}

}  // namespace

int DisplayWidth(std::string_view text) {
  int width = 0;
  while (!text.empty()) {
    const Decoded next = Decode(text);
    width += Width(next.character);
    text.remove_prefix(next.bytes);
  }
  return width;
}

std::string DisplaySafe(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  while (!text.empty()) {
    const Decoded next = Decode(text);
    const std::string_view bytes = text.substr(0, next.bytes);
    const char32_t c = next.character;
    if (c == '\n' || c == '\r' || c == '\t') {
      safe += ' ';
    } else if (IsControl(c)) {
      safe += fmt::format("\\x{:02x}", static_cast<uint32_t>(c));
    } else if (IsInvisible(c)) {
      safe += fmt::format("\\u{{{:x}}}", static_cast<uint32_t>(c));
    } else {
      safe += c == kReplacement ? kReplacementUtf8 : bytes;
    }
    text.remove_prefix(next.bytes);
  }
  return safe;
}

std::string Truncate(std::string_view text, int width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  if (width <= 0) return "";
  int used = 0;
  size_t end = 0;
  while (end < text.size()) {
    const Decoded next = Decode(text.substr(end));
    if (used + Width(next.character) > width - 1) break;
    used += Width(next.character);
    end += next.bytes;
  }
  return std::string(text.substr(0, end)).append(kEllipsis);
}

std::string WrapWithIndent(std::string_view text, int width, int indent) {
  std::string wrapped;
  int used = 0;
  const int room = std::max(width, 10);
  while (!text.empty()) {
    const size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    const int word_width = DisplayWidth(word);
    if (used > 0 && used + 1 + word_width > room) {
      wrapped += '\n';
      wrapped.append(indent, ' ');
      used = 0;
    } else if (used > 0) {
      wrapped += ' ';
      ++used;
    }
    wrapped += word;
    used += word_width;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return wrapped;
}

}  // namespace oxus::cli
