#include "storage/columns/zeroed_memory.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

namespace oxus::storage {
namespace {

constexpr size_t kPageBytes = 4 << 10;
constexpr size_t kLargePageBytes = 2 << 20;
// A range that has fewer large pages than this would waste much of them.
constexpr size_t kLeastLargePages = 16;

bool HasLargePages(size_t bytes) { return bytes >= kLeastLargePages * kLargePageBytes; }

std::byte* Map(size_t bytes) {
  void* const memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  // Without large pages it is slower, nothing else.
  if (HasLargePages(bytes)) madvise(memory, bytes, MADV_HUGEPAGE);
  return static_cast<std::byte*>(memory);
}

}  // namespace

ZeroedMemory::ZeroedMemory(size_t bytes) : bytes_(bytes), data_(Map(bytes)) {}

ZeroedMemory::~ZeroedMemory() { munmap(data_, bytes_); }

size_t ZeroedMemory::page_bytes() const {
  return HasLargePages(bytes_) ? kLargePageBytes : kPageBytes;
}

void ZeroedMemory::SetWritten(std::vector<std::span<std::byte>> written, size_t page_bytes) {
  written_ = std::move(written);
  kept_bytes_ = std::max(kept_bytes_, page_bytes);
}

void ZeroedMemory::Clear() {
  for (const std::span<std::byte> part : written_) std::memset(part.data(), 0, part.size());
  written_.clear();
}

}  // namespace oxus::storage
