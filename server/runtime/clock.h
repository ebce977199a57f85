#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace oxus::runtime {

// Where the server reads the time, so that a test can say what time it is. Any thread.
class Clock {
 public:
  virtual ~Clock() = default;

  // Wall clock, milliseconds since 1970-01-01T00:00:00Z. May jump.
  virtual int64_t NowMs() const = 0;

  // Never goes back; for deadlines and durations only.
  virtual std::chrono::steady_clock::time_point Steady() const = 0;
};

// The machine's clock.
class SystemClock final : public Clock {
 public:
  int64_t NowMs() const override;
  std::chrono::steady_clock::time_point Steady() const override;
};

// A clock that stands still until it is moved; both times move together.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(int64_t now_ms = 0) : start_ms_(now_ms) {}

  int64_t NowMs() const override { return start_ms_ + elapsed_ms_.load(); }
  std::chrono::steady_clock::time_point Steady() const override {
    return std::chrono::steady_clock::time_point(std::chrono::milliseconds(elapsed_ms_.load()));
  }
  void Advance(std::chrono::milliseconds step) { elapsed_ms_ += step.count(); }

 private:
  const int64_t start_ms_;
  std::atomic<int64_t> elapsed_ms_{0};
};

}  // namespace oxus::runtime
