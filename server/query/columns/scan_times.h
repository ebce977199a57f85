#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace oxus::query {

// Where the time of a scan went, in nanoseconds of processor time over all threads.
struct ScanTimes {
  // Zones, and the columns of the segments that are read.
  std::atomic<uint64_t> bind{0};
  std::atomic<uint64_t> filter{0};
  std::atomic<uint64_t> group{0};
  std::atomic<uint64_t> merge{0};
  // Rows that the filter left.
  std::atomic<uint64_t> rows_left{0};
};

// Adds the time of its life to a sum; a null sum costs nothing.
class Stopwatch {
 public:
  explicit Stopwatch(std::atomic<uint64_t>* sum) : sum_(sum) {
    if (sum_ != nullptr) started_ = std::chrono::steady_clock::now();
  }
  ~Stopwatch() {
    if (sum_ == nullptr) return;
    const auto spent = std::chrono::steady_clock::now() - started_;
    sum_->fetch_add(
        static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(spent).count()));
  }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

 private:
  std::atomic<uint64_t>* const sum_;
  std::chrono::steady_clock::time_point started_;
};

}  // namespace oxus::query
