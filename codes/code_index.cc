#include "codes/code_index.h"

#include <cassert>

namespace oxus::codes {

void CodeIndex::Reserve(size_t count) {
  // At most half full, so that runs of taken slots stay short.
  size_t size = 2;
  while (size < 2 * count) {
    size *= 2;
    --shift_;
  }
  slots_.resize(size);
  mask_ = size - 1;
}

void CodeIndex::Insert(std::string_view code, int row) {
  assert(!code.empty() && code.size() <= kMaxCodeBytes);
  const uint64_t key = Pack(code);
  size_t i = Home(key);
  while (slots_[i].key != 0) {
    if (slots_[i].key == key) return;
    i = (i + 1) & mask_;
  }
  slots_[i] = {key, row};
}

}  // namespace oxus::codes
