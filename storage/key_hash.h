#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace oxus::storage {

// 128 bits of a keyed hash of (producer_id, external_id): the name of a record in the key
// index. Two keys with one hash are told apart by the full key in the log record.
struct KeyHash {
  uint64_t high = 0;
  uint64_t low = 0;
  auto operator<=>(const KeyHash&) const = default;

  // Bytes whose order is that of the hashes.
  using Bytes = std::array<char, 16>;
  Bytes Encode() const;

  template <typename H>
  friend H AbslHashValue(H state, const KeyHash& hash) {
    // Already uniform; one word is enough to spread over buckets.
    return H::combine(std::move(state), hash.low);
  }
};

// Hashes keys under the secret of one store, so that nobody outside can make collisions.
class KeyHasher {
 public:
  // XXH3's least secret size is 136 bytes.
  static constexpr size_t kSecretBytes = 192;
  static std::string NewSecret();

  // `secret` has kSecretBytes. Of the hash, `bits` are used, 1 to 128.
  explicit KeyHasher(std::string secret, int bits = 128);
  // `attempt` gives further names for a key whose earlier names are taken by other keys.
  KeyHash Hash(std::string_view producer_id, std::string_view external_id,
               uint32_t attempt = 0) const;

 private:
  std::string secret_;
  KeyHash mask_;
};

}  // namespace oxus::storage
