#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace oxus::codes {

// From a short code to its row: a flat hash table that is filled once and then read by any
// thread. A look-up takes some nanoseconds: the code is one integer, most are found at the
// first slot. Codes have 1 to 7 bytes; longer ones are in no list.
class CodeIndex {
 public:
  static constexpr size_t kMaxCodeBytes = 7;
  static constexpr int kNone = -1;

  // Row i is that of `rows[i].*code`. Of two equal codes the first stays.
  template <typename Rows, typename Code>
  CodeIndex(const Rows& rows, Code code) {
    Reserve(rows.size());
    int row = 0;
    for (const auto& entry : rows) Insert(code(entry), row++);
  }

  // kNone when the code is not in the list.
  int Find(std::string_view code) const {
    if (code.empty() || code.size() > kMaxCodeBytes) return kNone;
    const uint64_t key = Pack(code);
    for (size_t i = Home(key);; i = (i + 1) & mask_) {
      if (slots_[i].key == key) return slots_[i].row;
      if (slots_[i].key == 0) return kNone;
    }
  }

 private:
  struct Slot {
    uint64_t key = 0;
    int row = kNone;
  };

  // The length is in the top byte: no key is 0 and a NUL in a code is not padding.
  static uint64_t Pack(std::string_view code) {
    uint64_t key = static_cast<uint64_t>(code.size()) << 56;
    for (size_t i = 0; i < code.size(); ++i) {
      key |= static_cast<uint64_t>(static_cast<unsigned char>(code[i])) << (8 * i);
    }
    return key;
  }

  size_t Home(uint64_t key) const { return (key * 0x9E3779B97F4A7C15ull) >> shift_; }
  void Reserve(size_t count);
  void Insert(std::string_view code, int row);

  std::vector<Slot> slots_;
  size_t mask_ = 0;
  int shift_ = 63;
};

}  // namespace oxus::codes
