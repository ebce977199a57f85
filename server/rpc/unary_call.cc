#include "server/rpc/unary_call.h"

namespace oxus::rpc {

class UnaryCall::Reactor final : public grpc::ServerUnaryReactor {
 public:
  explicit Reactor(std::shared_ptr<UnaryCall> call) : call_(std::move(call)) {}

  // A call that waits for its work would keep the server from shutting down.
  void OnCancel() override { call_->Fail(absl::CancelledError("the call was cancelled")); }
  void OnDone() override { delete this; }

 private:
  const std::shared_ptr<UnaryCall> call_;
};

std::shared_ptr<UnaryCall> UnaryCall::Make() {
  auto call = std::make_shared<UnaryCall>();
  call->reactor_ = new Reactor(call);
  return call;
}

grpc::ServerUnaryReactor* UnaryCall::reactor() const { return reactor_; }

void UnaryCall::Finish(const absl::Status& status) { reactor_->Finish(ToGrpcStatus(status)); }

void UnaryCall::Fail(const absl::Status& status) {
  if (Claim()) Finish(status);
}

}  // namespace oxus::rpc
