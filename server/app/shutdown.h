#pragma once

#include <chrono>
#include <functional>

#include "absl/status/status.h"

namespace oxus::app {

// SIGTERM and SIGINT as something to wait for instead of handlers. Make it in main before the
// first thread starts: threads inherit that these signals are blocked, so only Wait sees them.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  // Returns the signal, or 0 after `timeout`.
  int Wait(std::chrono::milliseconds timeout) const;

  // Runs `stop` on a thread of its own and returns OK when it has. Returns early, with the thread
  // still running, when another signal comes (CANCELLED) or `limit` has passed
  // (DEADLINE_EXCEEDED): the caller then has nothing left but to exit at once.
  absl::Status Guard(std::function<void()> stop, std::chrono::milliseconds limit) const;

 private:
  int signal_fd_ = -1;
};

}  // namespace oxus::app
