#include "server/rpc/answer_stream.h"

#include <numeric>

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

AnswerStream::~AnswerStream() { held_.Subtract(held_bytes_); }

AnswerStream::GrpcReactor* AnswerStream::reactor() const { return reactor_; }

void AnswerStream::Finish(const absl::Status& status) { reactor_->Finish(ToGrpcStatus(status)); }

void AnswerStream::Fail(const absl::Status& status) {
  if (Claim()) Finish(status);
}

void AnswerStream::Send(EncodedAnswer messages) {
  const size_t bytes =
      std::accumulate(messages.begin(), messages.end(), size_t{0},
                      [](size_t sum, const std::string& message) { return sum + message.size(); });
  if (!held_.TryAdd(bytes)) {
    return Finish(WithRetryInfo(LimitError("ANSWERS_WAITING", "bytes of answers not read yet",
                                           held_.limit(), held_.used() + bytes),
                                std::chrono::milliseconds(500)));
  }
  held_bytes_ = bytes;
  messages_ = std::move(messages);
  WriteNext();
}

void AnswerStream::OnWritten(bool ok) {
  held_.Subtract(writing_bytes_);
  held_bytes_ -= writing_bytes_;
  if (!ok) return Finish(absl::CancelledError("the client has gone"));
  WriteNext();
}

void AnswerStream::WriteNext() {
  if (messages_.empty()) return Finish(absl::OkStatus());
  std::string message = std::move(messages_.front());
  messages_.pop_front();
  writing_bytes_ = message.size();
  reactor_->Write(std::move(message));
}

}  // namespace oxus::rpc
