#include "server/query/page_token.h"

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"

namespace oxus::query {
namespace {

constexpr char kVersion = 1;
constexpr size_t kFieldCount = 4;
constexpr size_t kChecksumBytes = 4;
constexpr size_t kCheckedBytes = 1 + kFieldCount * sizeof(uint64_t);

void AppendBytes(uint64_t number, size_t count, std::string& out) {
  for (size_t i = 0; i < count; ++i) out += static_cast<char>(number >> (8 * i) & 0xff);
}

uint64_t ReadField(std::string_view bytes, size_t field) {
  uint64_t number = 0;
  for (size_t i = 0; i < sizeof(number); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[1 + field * sizeof(number) + i]);
    number |= uint64_t{byte} << (8 * i);
  }
  return number;
}

std::string WithChecksum(std::string bytes) {
  const uint64_t checksum = Fingerprint(bytes);
  AppendBytes(checksum, kChecksumBytes, bytes);
  return bytes;
}

}  // namespace

std::string EncodePageToken(const PageToken& token) {
  std::string bytes(1, kVersion);
  for (const uint64_t field :
       {token.as_of, token.request_hash, static_cast<uint64_t>(token.position), token.sequence}) {
    AppendBytes(field, sizeof(field), bytes);
  }
  return absl::WebSafeBase64Escape(WithChecksum(std::move(bytes)));
}

std::optional<PageToken> DecodePageToken(std::string_view text) {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(absl::string_view(text.data(), text.size()), &bytes)) {
    return std::nullopt;
  }
  if (bytes.size() != kCheckedBytes + kChecksumBytes || bytes[0] != kVersion ||
      WithChecksum(bytes.substr(0, kCheckedBytes)) != bytes) {
    return std::nullopt;
  }
  PageToken token;
  token.as_of = ReadField(bytes, 0);
  token.request_hash = ReadField(bytes, 1);
  token.position = static_cast<int64_t>(ReadField(bytes, 2));
  token.sequence = ReadField(bytes, 3);
  return token;
}

uint64_t Fingerprint(std::string_view bytes) {
  uint64_t hash = 14695981039346656037u;
  for (const char byte : bytes) {
    hash ^= static_cast<unsigned char>(byte);
    hash *= 1099511628211u;
  }
  return hash;
}

}  // namespace oxus::query
