#include "server/rpc/unary_batch.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "oxus/v1/ingest_service.pb.h"
#include "server/rpc/byte_buffer.h"
#include "server/rpc/retag_submissions.h"
#include "server/rpc/status.h"
#include "server/rpc/unary_call.h"

namespace oxus::rpc {
namespace {

// Shared by whatever it waits for: a worker or the log.
class UnaryBatch : public std::enable_shared_from_this<UnaryBatch> {
 public:
  // Counts itself; see `position`.
  UnaryBatch(const IngestEngine& engine, std::atomic<int>& under_way,
             std::shared_ptr<UnaryCall> call, const grpc::ByteBuffer& request,
             grpc::ByteBuffer* response)
      : engine_(engine),
        under_way_(under_way),
        position_(++under_way),
        call_(std::move(call)),
        request_(request),
        response_(response),
        size_bytes_(request_.Length()) {
    engine_.inflight_bytes.Add(size_bytes_);
  }
  ~UnaryBatch() {
    engine_.inflight_bytes.Subtract(size_bytes_);
    --under_way_;
  }
  UnaryBatch(const UnaryBatch&) = delete;
  UnaryBatch& operator=(const UnaryBatch&) = delete;

  void Start() {
    if (position_ > kMaxUnaryBatches) {
      return call_->Fail(WithRetryInfo(LimitError("CALL_LIMIT", "IngestBatch calls under way",
                                                  kMaxUnaryBatches, static_cast<size_t>(position_)),
                                       std::chrono::milliseconds(500)));
    }
    if (size_bytes_ > ingest::kMaxBatchBytes) {
      return call_->Fail(
          LimitError("BATCH_TOO_LARGE", "bytes in a batch", ingest::kMaxBatchBytes, size_bytes_));
    }
    if (is_small()) return Commit();
    if (!engine_.workers.Submit([self = shared_from_this()] { self->Commit(); })) {
      call_->Fail(DrainingError());
    }
  }

 private:
  bool is_small() const { return size_bytes_ <= kSmallBatchBytes; }

  void Commit() {
    if (call_->cancelled()) return;
    std::string bytes;
    if (!RetagSubmissions(Flatten(request_), &bytes)) {
      return call_->Fail(
          BatchError(absl::InvalidArgumentError("the message is not an IngestBatchRequest")));
    }
    request_.Clear();
    auto batch = ingest::Batch::Parse(std::move(bytes), /*principal=*/"", engine_.clock.NowMs(),
                                      engine_.dictionary);
    if (!batch.ok()) return call_->Fail(BatchError(batch.status()));
    if (is_small() && engine_.inflight_bytes.used() == size_bytes_) {
      answer_ = engine_.log.TryCommit(**batch);
      if (answer_.has_value()) return Answer();
    }
    engine_.log.Submit(*std::move(batch),
                       [self = shared_from_this()](ingest::CommitLog::Answer answer) {
                         self->answer_ = std::move(answer);
                         const auto finish = [self] { self->Answer(); };
                         if (self->is_small() || !self->engine_.workers.Submit(finish)) finish();
                       });
  }

  void Answer() {
    if (!answer_->ok()) return call_->Fail(CommitError(answer_->status()));
    oxus::v1::IngestBatchResponse response;
    for (auto& outcome : **answer_) *response.add_outcomes() = std::move(outcome);
    std::string encoded = response.SerializeAsString();
    if (!call_->Claim()) return;
    *response_ = ToByteBuffer(std::move(encoded));
    call_->Finish(absl::OkStatus());
  }

  const IngestEngine& engine_;
  std::atomic<int>& under_way_;
  // How many were under way with this one when it came.
  const int position_;
  const std::shared_ptr<UnaryCall> call_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer* const response_;
  const size_t size_bytes_;
  // Set when the log has answered.
  std::optional<ingest::CommitLog::Answer> answer_;
};

}  // namespace

grpc::ServerUnaryReactor* RunUnaryBatch(const IngestEngine& engine, std::atomic<int>& under_way,
                                        const grpc::ByteBuffer& request,
                                        grpc::ByteBuffer* response) {
  auto call = UnaryCall::Make();
  grpc::ServerUnaryReactor* const reactor = call->reactor();
  std::make_shared<UnaryBatch>(engine, under_way, std::move(call), request, response)->Start();
  return reactor;
}

}  // namespace oxus::rpc
