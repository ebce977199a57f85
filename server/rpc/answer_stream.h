#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "server/rpc/call_runner.h"
#include "server/rpc/held_bytes.h"

namespace oxus::rpc {

// The messages of an answer, each encoded, in order.
using EncodedAnswer = std::deque<std::string>;

// One server-streaming call whose answer is made on another thread and then sent as its client
// takes it: one write under way at a time, each message dropped when it is written. Shared by the
// gRPC reactor and the work, like a UnaryCall.
class AnswerStream : public std::enable_shared_from_this<AnswerStream> {
 public:
  using GrpcReactor = grpc::ServerWriteReactor<grpc::ByteBuffer>;

  // The reactor deletes itself when gRPC is done with it. `held`, which must outlive the call,
  // counts the messages that are not written yet.
  static std::shared_ptr<AnswerStream> Make(HeldBytes& held);
  ~AnswerStream();
  AnswerStream(const AnswerStream&) = delete;
  AnswerStream& operator=(const AnswerStream&) = delete;

  // For gRPC to return from the method.
  GrpcReactor* reactor() const;
  // The client no longer waits.
  bool cancelled() const { return claimed_.load(std::memory_order_acquire); }
  // True for the first caller only, who must call Send or Finish.
  bool Claim() { return !claimed_.exchange(true, std::memory_order_acq_rel); }
  // Writes the messages and ends with OK, or with CANCELLED as soon as the client is gone.
  // RESOURCE_EXHAUSTED, and nothing is written, when too much is held already.
  void Send(EncodedAnswer messages);
  void Finish(const absl::Status& status);
  // Finish unless the call is claimed already.
  void Fail(const absl::Status& status);

 private:
  class Reactor;

  explicit AnswerStream(HeldBytes& held) : held_(held) {}
  // Drops the message that was written, begins the next or ends. From Send on these calls follow
  // each other, so they need no lock.
  void OnWritten(bool ok);
  void WriteNext();

  HeldBytes& held_;
  std::atomic<bool> claimed_{false};
  Reactor* reactor_ = nullptr;
  EncodedAnswer messages_;
  // Of the message being written.
  size_t writing_bytes_ = 0;
  // Of it and messages_.
  size_t held_bytes_ = 0;
};

// Runs `work`, an absl::Status(const std::function<bool()>& cancelled, EncodedAnswer*), on a
// worker and sends what it made; see RunCall. The time the client takes to read does not count.
template <typename Work>
AnswerStream::GrpcReactor* RunAnswerStream(const CallRunner& runner, HeldBytes& held, Work work) {
  auto call = AnswerStream::Make(held);
  AnswerStream::GrpcReactor* const reactor = call->reactor();
  RunCall<EncodedAnswer>(
      runner, call, std::move(work),
      [](AnswerStream& claimed, const absl::Status& status, EncodedAnswer messages) {
        status.ok() ? claimed.Send(std::move(messages)) : claimed.Finish(status);
      });
  return reactor;
}

}  // namespace oxus::rpc
