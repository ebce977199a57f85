#pragma once

#include <atomic>
#include <cstddef>

namespace oxus::rpc {

// Bytes held for clients that have not taken them yet, over all calls. Any thread.
class HeldBytes {
 public:
  explicit HeldBytes(size_t limit) : limit_(limit) {}

  // False, and nothing is added, when that would pass the limit.
  bool TryAdd(size_t bytes) {
    size_t used = used_.load(std::memory_order_relaxed);
    while (bytes <= limit_ && used <= limit_ - bytes) {
      if (used_.compare_exchange_weak(used, used + bytes, std::memory_order_relaxed)) return true;
    }
    return false;
  }
  void Subtract(size_t bytes) { used_.fetch_sub(bytes, std::memory_order_relaxed); }

  size_t limit() const { return limit_; }
  size_t used() const { return used_.load(std::memory_order_relaxed); }

 private:
  const size_t limit_;
  std::atomic<size_t> used_{0};
};

}  // namespace oxus::rpc
