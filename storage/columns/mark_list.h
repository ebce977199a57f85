#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>

#include "storage/columns/segment_limits.h"

namespace oxus::storage {

// The rows of one segment whose place another record took, in the order in which that happened:
// `by` never goes down. So what was known at a sequence is a prefix, and its length tells two
// states apart. One writer; readers on any thread take no lock.
class MarkList {
 public:
  struct Mark {
    // Sequence of the record that took the row's place.
    uint64_t by = 0;
    uint32_t row = 0;
  };

  // At most one mark a row, so kSegmentRows of them; `by` must not be below the last one's.
  // Readers see it at once: publish the sequence after it.
  void Add(uint32_t row, uint64_t by);

  // How many marks have by <= as_of.
  uint32_t CountAt(uint64_t as_of) const;
  // index < a count seen before.
  const Mark& operator[](uint32_t index) const {
    return (*pages_[index / kPageMarks].load(std::memory_order_acquire))[index % kPageMarks];
  }
  size_t bytes() const;

  ~MarkList();
  MarkList() = default;
  MarkList(const MarkList&) = delete;
  MarkList& operator=(const MarkList&) = delete;

 private:
  static constexpr uint32_t kPageMarks = 1024;
  static constexpr uint32_t kPages = kSegmentRows / kPageMarks;
  using Page = std::array<Mark, kPageMarks>;

  std::array<std::atomic<Page*>, kPages> pages_{};
  std::atomic<uint32_t> count_{0};
};

}  // namespace oxus::storage
