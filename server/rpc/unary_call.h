#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "grpcpp/support/server_callback.h"
#include "server/rpc/status.h"
#include "server/runtime/clock.h"
#include "server/runtime/worker_pool.h"

namespace oxus::rpc {

// One unary call whose answer is made on another thread. Shared by the gRPC reactor and the work,
// so that the call can end on cancellation while the work still runs: whoever claims it first
// finishes it, and what gRPC owns (the response) may be touched only after a claim.
class UnaryCall : public std::enable_shared_from_this<UnaryCall> {
 public:
  // The reactor deletes itself when gRPC is done with it.
  static std::shared_ptr<UnaryCall> Make();

  // For gRPC to return from the method.
  grpc::ServerUnaryReactor* reactor() const;
  // The client no longer waits.
  bool cancelled() const { return claimed_.load(std::memory_order_acquire); }
  // True for the first caller only, who must call Finish.
  bool Claim() { return !claimed_.exchange(true, std::memory_order_acq_rel); }
  void Finish(const absl::Status& status);
  // Finish unless the call is claimed already.
  void Fail(const absl::Status& status);

 private:
  class Reactor;

  std::atomic<bool> claimed_{false};
  Reactor* reactor_ = nullptr;
};

// How the calls of a service are run; what it refers to must outlive them.
struct UnaryRunner {
  runtime::WorkerPool& workers;
  const runtime::Clock& clock;
  // Longest a call may take, waiting for a worker included.
  std::chrono::milliseconds timeout;
};

// The status of a call that could not be queued.
absl::Status QueueFullError(const runtime::WorkerPool& workers);
// The status of a call that ran past the runner's timeout.
absl::Status TimeoutError(std::chrono::milliseconds timeout);

// Runs `work`, an absl::Status(const std::function<bool()>& cancelled, Response*), on a worker
// and answers with what it made. `cancelled` turns true when the client has gone or the timeout
// has passed. RESOURCE_EXHAUSTED when too many calls wait.
template <typename Response, typename Work>
grpc::ServerUnaryReactor* RunUnary(const UnaryRunner& runner, Response* response, Work work) {
  auto call = UnaryCall::Make();
  grpc::ServerUnaryReactor* const reactor = call->reactor();
  const auto end = runner.clock.Steady() + runner.timeout;
  const bool queued = runner.workers.Submit([call, end, response, &clock = runner.clock,
                                             timeout = runner.timeout, work = std::move(work)] {
    const auto late = [&clock, end] { return clock.Steady() >= end; };
    const auto stopped = [&call, &late] { return call->cancelled() || late(); };
    Response answer;
    absl::Status status = absl::CancelledError();
    if (!stopped()) status = work(std::function<bool()>(stopped), &answer);
    if (!status.ok() && late()) status = TimeoutError(timeout);
    if (!call->Claim()) return;
    if (status.ok()) *response = std::move(answer);
    call->Finish(status);
  });
  if (!queued) call->Fail(QueueFullError(runner.workers));
  return reactor;
}

}  // namespace oxus::rpc
