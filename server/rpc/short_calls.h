#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <optional>

#include "absl/status/status.h"
#include "server/runtime/clock.h"

namespace oxus::rpc {

// Runs calls that mostly end soon on the thread of gRPC's that took them in: handing them to a
// worker may take longer than they do. One at a time, so that another thread goes on taking in
// calls. Any thread.
class ShortCalls {
 public:
  // After which a call is told to stop; it does as soon as it looks.
  static constexpr std::chrono::milliseconds kPatience{2};

  // What `work`, an absl::Status(const std::function<bool()>& cancelled, Answer*), made of it.
  // Nothing when another call is under way, or this one took too long and was told to stop: it is
  // to be run, from the start, on a worker. An exception ends the process, as there.
  template <typename Answer, typename Work>
  std::optional<absl::Status> Try(const runtime::Clock& clock, const Work& work,
                                  Answer* answer) noexcept {
    if (is_taken_.exchange(true, std::memory_order_acquire)) return std::nullopt;
    const auto end = clock.Steady() + kPatience;
    const auto late = [&clock, end] { return clock.Steady() >= end; };
    absl::Status status = work(std::function<bool()>(late), answer);
    is_taken_.store(false, std::memory_order_release);
    if (absl::IsCancelled(status) && late()) return std::nullopt;
    return status;
  }

 private:
  std::atomic<bool> is_taken_{false};
};

}  // namespace oxus::rpc
