#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

// Integers as bytes. Keys are big-endian, so that byte order is numeric order; everything else
// is little-endian or a base-128 varint, as in Protobuf.
namespace oxus::storage {

inline void AppendFixed32(std::string& out, uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8) out.push_back(static_cast<char>(value >> shift));
}

inline void AppendFixed64(std::string& out, uint64_t value) {
  for (int shift = 0; shift < 64; shift += 8) out.push_back(static_cast<char>(value >> shift));
}

inline void AppendVarint(std::string& out, uint64_t value) {
  while (value >= 0x80) {
    out.push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<char>(value));
}

inline std::string BigEndian64(uint64_t value) {
  std::string key(8, '\0');
  for (int i = 0; i < 8; ++i) key[i] = static_cast<char>(value >> (56 - 8 * i));
  return key;
}

inline std::string BigEndian32(uint32_t value) {
  std::string key(4, '\0');
  for (int i = 0; i < 4; ++i) key[i] = static_cast<char>(value >> (24 - 8 * i));
  return key;
}

// Takes values off the front of a view. After the first read past the end `ok()` is false and
// every read gives 0 or nothing.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  bool ok() const { return ok_; }
  bool empty() const { return rest_.empty(); }

  uint8_t Byte() { return static_cast<uint8_t>(Little(1)); }
  uint32_t Fixed32() { return static_cast<uint32_t>(Little(4)); }
  uint64_t Fixed64() { return Little(8); }
  uint32_t Big32() { return static_cast<uint32_t>(Big(4)); }
  uint64_t Big64() { return Big(8); }

  uint64_t Varint() {
    uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const uint8_t byte = Byte();
      if (!ok_) return 0;
      value |= static_cast<uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    ok_ = false;
    return 0;
  }

  std::string_view Bytes(uint64_t count) {
    if (!Has(count)) return {};
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }

 private:
  bool Has(uint64_t count) {
    if (!ok_ || rest_.size() < count) ok_ = false;
    return ok_;
  }

  uint64_t Little(int count) {
    const std::string_view bytes = Bytes(count);
    uint64_t value = 0;
    for (size_t i = 0; i < bytes.size(); ++i) {
      value |= static_cast<uint64_t>(static_cast<uint8_t>(bytes[i])) << (8 * i);
    }
    return value;
  }

  uint64_t Big(int count) {
    uint64_t value = 0;
    for (const char byte : Bytes(count)) value = value << 8 | static_cast<uint8_t>(byte);
    return value;
  }

  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace oxus::storage
