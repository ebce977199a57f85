#include "server/rpc/call_runner.h"

#include <fmt/format.h>

#include "server/rpc/status.h"
#include "server/runtime/scheduling.h"

namespace oxus::rpc {

void ServePromptly() {
  [[maybe_unused]] thread_local const bool asked = [] {
    runtime::AskForShortSlices();
    return true;
  }();
}

absl::Status QueueFullError(const runtime::WorkerPool& workers) {
  const size_t limit = workers.queue_capacity();
  return WithRetryInfo(LimitError("QUEUE_FULL", "calls waiting", limit, limit + 1),
                       std::chrono::milliseconds(500));
}

absl::Status TimeoutError(std::chrono::milliseconds timeout) {
  return WithErrorInfo(
      absl::DeadlineExceededError(
          fmt::format("the call ran longer than the {} ms the server allows", timeout.count())),
      "SERVER_TIMEOUT", {{"limit_ms", fmt::to_string(timeout.count())}});
}

}  // namespace oxus::rpc
