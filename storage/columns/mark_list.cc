#include "storage/columns/mark_list.h"

#include <cassert>

namespace oxus::storage {

void MarkList::Add(uint32_t row, uint64_t by) {
  const uint32_t count = count_.load(std::memory_order_relaxed);
  assert(count < kPages * kPageMarks);
  assert(count == 0 || (*this)[count - 1].by <= by);
  std::atomic<Page*>& slot = pages_[count / kPageMarks];
  Page* page = slot.load(std::memory_order_relaxed);
  if (page == nullptr) {
    page = new Page;
    slot.store(page, std::memory_order_release);
  }
  (*page)[count % kPageMarks] = {by, row};
  count_.store(count + 1, std::memory_order_release);
}

uint32_t MarkList::CountAt(uint64_t as_of) const {
  uint32_t low = 0;
  uint32_t high = count_.load(std::memory_order_acquire);
  // Most readers ask for the newest state.
  if (high == 0 || (*this)[high - 1].by <= as_of) return high;
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    if ((*this)[middle].by <= as_of) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

size_t MarkList::bytes() const {
  const size_t count = count_.load(std::memory_order_acquire);
  return (count + kPageMarks - 1) / kPageMarks * sizeof(Page);
}

MarkList::~MarkList() {
  for (std::atomic<Page*>& page : pages_) delete page.load(std::memory_order_relaxed);
}

}  // namespace oxus::storage
