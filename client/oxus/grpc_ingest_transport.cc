#include "client/oxus/grpc_ingest_transport.h"

#include <cstdint>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "fmt/format.h"

namespace oxus::client {
namespace {

using oxus::v1::IngestRequest;
using oxus::v1::IngestResponse;

class GrpcIngestStream : public IngestStream {
 public:
  GrpcIngestStream(oxus::v1::IngestService::Stub& stub, absl::Duration patience)
      : patience_(patience), call_(stub.Ingest(&context_)), watchdog_([this] { Watch(); }) {}

  ~GrpcIngestStream() override {
    {
      absl::MutexLock lock(&mutex_);
      closed_ = true;
    }
    watchdog_.join();
  }

  bool Write(const IngestRequest& request) override {
    {
      absl::MutexLock lock(&mutex_);
      if (outstanding_++ == 0) last_progress_ = absl::Now();
    }
    return call_->Write(request);
  }

  void WritesDone() override {
    {
      absl::MutexLock lock(&mutex_);
      ++outstanding_;  // the end of the stream is awaited like a response
      last_progress_ = absl::Now();
    }
    call_->WritesDone();
  }

  bool Read(IngestResponse* response) override {
    if (!call_->Read(response)) return false;
    absl::MutexLock lock(&mutex_);
    --outstanding_;
    last_progress_ = absl::Now();
    return true;
  }

  void Cancel() override { context_.TryCancel(); }

  absl::Status Finish() override {
    const grpc::Status status = call_->Finish();
    absl::MutexLock lock(&mutex_);
    closed_ = true;
    if (stalled_ && !status.ok()) {
      return absl::DeadlineExceededError(
          fmt::format("no answer to a batch within {} s", absl::ToDoubleSeconds(patience_)));
    }
    return StatusFromGrpc(status);
  }

 private:
  // A blocking Write has no deadline of its own, so a thread watches that answers keep coming.
  void Watch() {
    absl::MutexLock lock(&mutex_);
    const auto closed = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return closed_; };
    const auto awaiting = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return closed_ || outstanding_ > 0;
    };
    while (!closed_) {
      mutex_.Await(absl::Condition(&awaiting));
      const absl::Time limit = last_progress_ + patience_;
      if (mutex_.AwaitWithDeadline(absl::Condition(&closed), limit)) return;
      if (outstanding_ > 0 && absl::Now() >= last_progress_ + patience_) {
        stalled_ = true;
        context_.TryCancel();
        return;
      }
    }
  }

  const absl::Duration patience_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<IngestRequest, IngestResponse>> call_;
  absl::Mutex mutex_;
  // Signed, since a server may answer what nobody asked.
  int64_t outstanding_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Time last_progress_ ABSL_GUARDED_BY(mutex_) = absl::Now();
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  bool stalled_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread watchdog_;
};

}  // namespace

GrpcIngestTransport::GrpcIngestTransport(const ServerChannel& channel)
    : channel_(channel), stub_(oxus::v1::IngestService::NewStub(channel.grpc_channel())) {}

std::unique_ptr<IngestStream> GrpcIngestTransport::Open() {
  return std::make_unique<GrpcIngestStream>(*stub_, absl::FromChrono(channel_.timeout()));
}

}  // namespace oxus::client
