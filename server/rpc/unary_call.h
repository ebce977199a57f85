#pragma once

#include <atomic>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "server/rpc/call_runner.h"
#include "server/rpc/short_calls.h"
#include "server/rpc/status.h"

namespace oxus::rpc {

// One unary call whose answer is mostly made on another thread. Shared by the gRPC reactor and the
// work, so that the call can end on cancellation while the work still runs: whoever claims it first
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

// Runs `work`, an absl::Status(const std::function<bool()>& cancelled, Response*), on a worker
// and answers with what it made. See RunCall.
template <typename Response, typename Work>
grpc::ServerUnaryReactor* RunUnary(const CallRunner& runner, Response* response, Work work) {
  auto call = UnaryCall::Make();
  grpc::ServerUnaryReactor* const reactor = call->reactor();
  RunCall<Response>(runner, call, std::move(work),
                    [response](UnaryCall& claimed, const absl::Status& status, Response answer) {
                      if (status.ok()) *response = std::move(answer);
                      claimed.Finish(status);
                    });
  return reactor;
}

// Runs `work` here and now if it ends soon, see ShortCalls, else as RunUnary does: it may be called
// twice.
template <typename Response, typename Work>
grpc::ServerUnaryReactor* RunShortUnary(grpc::CallbackServerContext* context,
                                        const CallRunner& runner, ShortCalls& short_calls,
                                        Response* response, Work work) {
  ServePromptly();
  Response answer;
  const auto status = short_calls.Try(runner.clock, work, &answer);
  if (!status) return RunUnary(runner, response, std::move(work));
  if (status->ok()) *response = std::move(answer);
  // gRPC's own reactor, as ending one of ours takes another of its threads.
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  reactor->Finish(ToGrpcStatus(*status));
  return reactor;
}

}  // namespace oxus::rpc
