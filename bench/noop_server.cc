#include "bench/noop_server.h"

#include <grpcpp/grpcpp.h>
#include <signal.h>

#include <fstream>
#include <memory>

#include "oxus/v1/ingest_service.grpc.pb.h"

namespace oxus::bench {
namespace {

using grpc::ByteBuffer;
using Service =
    oxus::v1::IngestService::WithRawCallbackMethod_Ingest<oxus::v1::IngestService::Service>;

class NoopStream final : public grpc::ServerBidiReactor<ByteBuffer, ByteBuffer> {
 public:
  NoopStream() { StartRead(&request_); }
  void OnReadDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::OK);
    StartWrite(&response_);
  }
  void OnWriteDone(bool ok) override {
    if (ok) StartRead(&request_);
  }
  void OnDone() override { delete this; }

 private:
  ByteBuffer request_;
  const grpc::Slice empty_;
  ByteBuffer response_{&empty_, 1};
};

class NoopService final : public Service {
 public:
  grpc::ServerBidiReactor<ByteBuffer, ByteBuffer>* Ingest(grpc::CallbackServerContext*) override {
    return new NoopStream();
  }
};

}  // namespace

void RunNoopServer(const std::string& ready_file) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  NoopService service;
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.SetMaxReceiveMessageSize(-1);
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  std::ofstream(ready_file) << "127.0.0.1:" << port << std::endl;
  int signal = 0;
  sigwait(&signals, &signal);
  server->Shutdown();
}

}  // namespace oxus::bench
