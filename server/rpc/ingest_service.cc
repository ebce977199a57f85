#include "server/rpc/ingest_service.h"

#include <chrono>
#include <string>
#include <utility>

#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/wire_format_lite.h"
#include "server/rpc/byte_buffer.h"
#include "server/rpc/status.h"

namespace oxus::rpc {
namespace {

using google::protobuf::internal::WireFormatLite;
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

// One unary batch on its way: worker, log, worker, answer.
class IngestService::UnaryBatch : public std::enable_shared_from_this<UnaryBatch> {
 public:
  UnaryBatch(IngestService* service, std::shared_ptr<UnaryCall> call, grpc::ByteBuffer request,
             grpc::ByteBuffer* response)
      : service_(service),
        call_(std::move(call)),
        request_(std::move(request)),
        response_(response),
        size_bytes_(request_.Length()) {
    service_->engine_.inflight_bytes.Add(size_bytes_);
  }
  ~UnaryBatch() {
    service_->engine_.inflight_bytes.Subtract(size_bytes_);
    --service_->unary_batches_;
  }

  void Start() {
    if (size_bytes_ > ingest::kMaxBatchBytes) {
      return call_->Fail(
          LimitError("BATCH_TOO_LARGE", "bytes in a batch", ingest::kMaxBatchBytes, size_bytes_));
    }
    if (!service_->engine_.workers.Submit([self = shared_from_this()] { self->Commit(); })) {
      call_->Fail(DrainingError());
    }
  }

 private:
  void Commit() {
    if (call_->cancelled()) return;
    std::string bytes;
    if (!RetagSubmissions(Flatten(request_), &bytes)) {
      return call_->Fail(
          BatchError(absl::InvalidArgumentError("the message is not an IngestBatchRequest")));
    }
    request_.Clear();
    const IngestEngine& engine = service_->engine_;
    auto batch = ingest::Batch::Parse(std::move(bytes), /*principal=*/"", engine.clock.NowMs());
    if (!batch.ok()) return call_->Fail(BatchError(batch.status()));
    engine.log.Submit(*std::move(batch),
                      [self = shared_from_this()](
                          absl::Status status, std::vector<oxus::v1::SubmissionOutcome> outcomes) {
                        self->OnCommitted(std::move(status), std::move(outcomes));
                      });
  }

  void OnCommitted(absl::Status status, std::vector<oxus::v1::SubmissionOutcome> outcomes) {
    if (!status.ok()) return call_->Fail(status);
    outcomes_ = std::move(outcomes);
    if (!service_->engine_.workers.Submit([self = shared_from_this()] { self->Answer(); })) {
      Answer();
    }
  }

  void Answer() {
    oxus::v1::IngestBatchResponse answer;
    for (auto& outcome : outcomes_) *answer.add_outcomes() = std::move(outcome);
    std::string encoded = answer.SerializeAsString();
    if (!call_->Claim()) return;
    *response_ = ToByteBuffer(std::move(encoded));
    call_->Finish(absl::OkStatus());
  }

  IngestService* const service_;
  const std::shared_ptr<UnaryCall> call_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer* const response_;
  const size_t size_bytes_;
  std::vector<oxus::v1::SubmissionOutcome> outcomes_;
};

grpc::ServerUnaryReactor* IngestService::IngestBatch(grpc::CallbackServerContext* /*context*/,
                                                     const grpc::ByteBuffer* request,
                                                     grpc::ByteBuffer* response) {
  auto call = UnaryCall::Make();
  grpc::ServerUnaryReactor* const reactor = call->reactor();
  const int under_way = ++unary_batches_;
  auto batch = std::make_shared<UnaryBatch>(this, call, *request, response);
  if (under_way > kMaxUnaryBatches) {
    call->Fail(WithRetryInfo(LimitError("CALL_LIMIT", "IngestBatch calls under way",
                                        kMaxUnaryBatches, static_cast<size_t>(under_way)),
                             std::chrono::milliseconds(500)));
  } else {
    batch->Start();
  }
  return reactor;
}

bool RetagSubmissions(std::string_view batch_request, std::string* ingest_request) {
  constexpr int kFrom = oxus::v1::IngestBatchRequest::kSubmissionsFieldNumber;
  constexpr uint32_t kTag = WireFormatLite::MakeTag(
      oxus::v1::IngestRequest::kSubmissionsFieldNumber, WireFormatLite::WIRETYPE_LENGTH_DELIMITED);
  google::protobuf::io::CodedInputStream input(
      reinterpret_cast<const uint8_t*>(batch_request.data()),
      static_cast<int>(batch_request.size()));
  google::protobuf::io::StringOutputStream stream(ingest_request);
  google::protobuf::io::CodedOutputStream output(&stream);
  while (const uint32_t tag = input.ReadTag()) {
    if (WireFormatLite::GetTagFieldNumber(tag) != kFrom) {
      if (!WireFormatLite::SkipField(&input, tag)) return false;
      continue;
    }
    uint32_t size = 0;
    if (WireFormatLite::GetTagWireType(tag) != WireFormatLite::WIRETYPE_LENGTH_DELIMITED ||
        !input.ReadVarint32(&size)) {
      return false;
    }
    const auto start = static_cast<size_t>(input.CurrentPosition());
    if (size > batch_request.size() - start || !input.Skip(static_cast<int>(size))) return false;
    output.WriteVarint32(kTag);
    output.WriteVarint32(size);
    output.WriteRaw(batch_request.data() + start, static_cast<int>(size));
  }
  return input.ConsumedEntireMessage();
}

}  // namespace oxus::rpc
