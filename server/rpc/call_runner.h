#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "server/runtime/clock.h"
#include "server/runtime/worker_pool.h"

namespace oxus::rpc {

// How the calls of a service are run; what it refers to must outlive them.
struct CallRunner {
  runtime::WorkerPool& workers;
  const runtime::Clock& clock;
  // Longest a call may take until its answer is made, waiting for a worker included.
  std::chrono::milliseconds timeout;
};

// Has this thread of gRPC's, which takes in calls that somebody waits for, run in short slices.
void ServePromptly();
// The status of a call that could not be queued.
absl::Status QueueFullError(const runtime::WorkerPool& workers);
// The status of a call that ran past the runner's timeout.
absl::Status TimeoutError(std::chrono::milliseconds timeout);

// Runs `work`, an absl::Status(const std::function<bool()>& cancelled, Answer*), on a worker.
// `cancelled` turns true when the client has gone or the timeout has passed. Then claims the call
// and passes it to `deliver`, a void(Call&, const absl::Status&, Answer), which must finish it;
// unless the call has been claimed by then. RESOURCE_EXHAUSTED when too many calls wait.
template <typename Answer, typename Call, typename Work, typename Deliver>
void RunCall(const CallRunner& runner, const std::shared_ptr<Call>& call, Work work,
             Deliver deliver) {
  ServePromptly();
  const auto end = runner.clock.Steady() + runner.timeout;
  const bool queued =
      runner.workers.Submit([call, end, &clock = runner.clock, timeout = runner.timeout,
                             work = std::move(work), deliver = std::move(deliver)] {
        const auto late = [&clock, end] { return clock.Steady() >= end; };
        const auto stopped = [&call, &late] { return call->cancelled() || late(); };
        Answer answer;
        absl::Status status = absl::CancelledError();
        if (!stopped()) status = work(std::function<bool()>(stopped), &answer);
        if (!status.ok() && late()) status = TimeoutError(timeout);
        if (call->Claim()) deliver(*call, status, std::move(answer));
      });
  if (!queued) call->Fail(QueueFullError(runner.workers));
}

}  // namespace oxus::rpc
