#include "server/filter/message.h"

#include "fmt/format.h"

namespace oxus::filter {
namespace {

constexpr size_t kMaxShownBytes = 40;

bool ContinuesCharacter(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

absl::Status ErrorAt(size_t offset, std::string_view what) {
  return absl::InvalidArgumentError(fmt::format("at {}: {}", offset + 1, what));
}

std::string Shown(std::string_view text) {
  size_t end = text.size();
  if (end > kMaxShownBytes) {
    end = kMaxShownBytes;
    while (end > 0 && ContinuesCharacter(text[end])) --end;
  }
  std::string shown;
  for (const char c : text.substr(0, end)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) {
      shown += fmt::format("\\x{:02X}", byte);
    } else {
      shown += c;
    }
  }
  if (end < text.size()) shown += "...";
  return shown;
}

std::string Quoted(std::string_view text) { return fmt::format("'{}'", Shown(text)); }

}  // namespace oxus::filter
