#include "server/rpc/ingest_service.h"

#include <string>
#include <utility>

#include "server/rpc/byte_buffer.h"
#include "server/rpc/status.h"
#include "server/rpc/unary_batch.h"

namespace oxus::rpc {
namespace {

using BidiReactor = grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>;

// Passes gRPC's events to a session and the session's wishes to gRPC.
class SessionReactor final : public BidiReactor, public IngestStream {
 public:
  void Attach(std::shared_ptr<IngestSession> session) {
    session_ = std::move(session);
    // The session may end, and this be gone, before Start returns.
    std::shared_ptr<IngestSession>(session_)->Start();
  }

  void BeginRead() override { StartRead(&incoming_); }
  void BeginWrite(std::string response) override {
    outgoing_ = ToByteBuffer(std::move(response));
    StartWrite(&outgoing_);
  }
  void End(const absl::Status& status) override { Finish(ToGrpcStatus(status)); }

  void OnReadDone(bool ok) override {
    if (!ok) return session_->OnReadsEnded();
    grpc::ByteBuffer message;
    message.Swap(&incoming_);
    const size_t size = message.Length();
    session_->OnRead(size, [message = std::move(message)] { return Flatten(message); });
  }
  void OnWriteDone(bool ok) override { session_->OnWritten(ok); }
  void OnCancel() override { session_->OnCancelled(); }
  void OnDone() override { delete this; }

 private:
  std::shared_ptr<IngestSession> session_;
  grpc::ByteBuffer incoming_;
  grpc::ByteBuffer outgoing_;
};

class RefusingReactor final : public BidiReactor {
 public:
  explicit RefusingReactor(const absl::Status& status) { Finish(ToGrpcStatus(status)); }
  void OnDone() override { delete this; }
};

}  // namespace

BidiReactor* IngestService::Ingest(grpc::CallbackServerContext* /*context*/) {
  auto reactor = std::make_unique<SessionReactor>();
  auto session = streams_->Open(reactor.get());
  if (!session.ok()) return new RefusingReactor(session.status());
  SessionReactor* const attached = reactor.release();
  attached->Attach(*std::move(session));
  return attached;
}

grpc::ServerUnaryReactor* IngestService::IngestBatch(grpc::CallbackServerContext* /*context*/,
                                                     const grpc::ByteBuffer* request,
                                                     grpc::ByteBuffer* response) {
  return RunUnaryBatch(engine_, unary_batches_, *request, response);
}

}  // namespace oxus::rpc
