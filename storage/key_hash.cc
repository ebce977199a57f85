#include "storage/key_hash.h"

#include <xxhash.h>

#include <algorithm>
#include <random>
#include <utility>

#include "storage/coding.h"

namespace oxus::storage {

KeyHash::Bytes KeyHash::Encode() const {
  Bytes bytes;
  for (size_t i = 0; i < 8; ++i) bytes[i] = static_cast<char>(high >> (56 - 8 * i));
  for (size_t i = 0; i < 8; ++i) bytes[8 + i] = static_cast<char>(low >> (56 - 8 * i));
  return bytes;
}

std::string KeyHasher::NewSecret() {
  std::random_device device;
  std::string secret;
  while (secret.size() < kSecretBytes) AppendFixed32(secret, device());
  return secret;
}

KeyHasher::KeyHasher(std::string secret, int bits) : secret_(std::move(secret)) {
  const auto low_bits = [](int count) {
    return count >= 64 ? ~uint64_t{0} : (uint64_t{1} << std::max(count, 0)) - 1;
  };
  mask_ = {low_bits(bits - 64), low_bits(bits)};
}

KeyHash KeyHasher::Hash(std::string_view producer_id, std::string_view external_id,
                        uint32_t attempt) const {
  // Producer ids hold no control characters, so a zero byte keeps the parts apart.
  thread_local std::string text;
  text.assign(producer_id);
  text.push_back('\0');
  text.append(external_id);
  if (attempt > 0) {
    text.push_back('\0');
    AppendFixed32(text, attempt);
  }
  const XXH128_hash_t hash =
      XXH3_128bits_withSecret(text.data(), text.size(), secret_.data(), secret_.size());
  return {hash.high64 & mask_.high, hash.low64 & mask_.low};
}

}  // namespace oxus::storage
