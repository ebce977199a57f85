#include "server/rpc/answer_stream.h"

#include <fmt/format.h>

#include <chrono>

#include "server/rpc/byte_buffer.h"
#include "server/rpc/status.h"

namespace oxus::rpc {

class AnswerStream::Reactor final : public GrpcReactor {
 public:
  explicit Reactor(std::shared_ptr<AnswerStream> call) : call_(std::move(call)) {}

  void Write(std::string message) {
    outgoing_ = ToByteBuffer(std::move(message));
    StartWrite(&outgoing_);
  }

  void OnWriteDone(bool ok) override { call_->OnWritten(ok); }
  // While the answer is made nothing else would end the call. Later the write under way fails.
  void OnCancel() override { call_->Fail(absl::CancelledError("the call was cancelled")); }
  void OnDone() override { delete this; }

 private:
  const std::shared_ptr<AnswerStream> call_;
  grpc::ByteBuffer outgoing_;
};

std::shared_ptr<AnswerStream> AnswerStream::Make(HeldBytes& held) {
  std::shared_ptr<AnswerStream> call(new AnswerStream(held));
  call->reactor_ = new Reactor(call);
  return call;
}

AnswerStream::~AnswerStream() { Drop(); }

AnswerStream::GrpcReactor* AnswerStream::reactor() const { return reactor_; }

void AnswerStream::Finish(const absl::Status& status) { reactor_->Finish(ToGrpcStatus(status)); }

void AnswerStream::Fail(const absl::Status& status) {
  if (Claim()) Finish(status);
}

void AnswerStream::Send(std::unique_ptr<AnswerMessages> messages) {
  const size_t bytes = messages->bytes();
  {
    const std::lock_guard lock(mutex_);
    messages_ = std::move(messages);
  }
  if (!held_.TryAdd(shared_from_this(), bytes)) {
    Drop();
    return Finish(WithRetryInfo(LimitError("ANSWERS_WAITING", "bytes of answers not read yet",
                                           held_.limit(), held_.used() + bytes),
                                std::chrono::milliseconds(500)));
  }
  WriteNext();
}

void AnswerStream::OnWritten(bool ok) {
  held_.Taken(*this);
  if (ok) return WriteNext();
  Drop();
  Finish(absl::CancelledError("the client has gone"));
}

void AnswerStream::WriteNext() {
  std::optional<std::string> message = NextMessage();
  if (message) return reactor_->Write(*std::move(message));
  Finish(End());
}

absl::Status AnswerStream::End() {
  const std::lock_guard lock(mutex_);
  return end_;
}

std::optional<std::string> AnswerStream::NextMessage() {
  const std::lock_guard lock(mutex_);
  if (messages_ == nullptr) return std::nullopt;
  std::optional<std::string> message = messages_->Next();
  if (!message) {
    messages_ = nullptr;
    held_.Subtract(*this);
  }
  return message;
}

void AnswerStream::Drop() {
  const std::lock_guard lock(mutex_);
  messages_ = nullptr;
  held_.Subtract(*this);
}

void AnswerStream::GiveUp() {
  const std::lock_guard lock(mutex_);
  // Its last message may have been made meanwhile.
  if (messages_ == nullptr) return;
  messages_ = nullptr;
  held_.Subtract(*this);
  const std::chrono::milliseconds patience = HeldBytes::kPatience;
  end_ =
      WithErrorInfo(absl::ResourceExhaustedError(fmt::format(
                        "nothing of the answer was read for {} ms while others needed the memory",
                        patience.count())),
                    "READER_STALLED", {{"limit_ms", fmt::to_string(patience.count())}});
}

}  // namespace oxus::rpc
