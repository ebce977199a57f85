#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "server/rpc/call_runner.h"
#include "server/rpc/held_bytes.h"

namespace oxus::rpc {

// An answer that is encoded message by message. One thread at a time.
class AnswerMessages {
 public:
  virtual ~AnswerMessages() = default;
  // Nullopt after the last one. Takes milliseconds at most: it runs on gRPC's threads.
  virtual std::optional<std::string> Next() = 0;
  // Memory it holds at first, about.
  virtual size_t bytes() const = 0;
};

// One server-streaming call whose answer is found on another thread and then encoded and sent as
// its client takes it: one write under way at a time, each message made when the one before it is
// written. Shared by the gRPC reactor and the work, like a UnaryCall.
class AnswerStream final : public HeldBytes::Holder,
                           public std::enable_shared_from_this<AnswerStream> {
 public:
  using GrpcReactor = grpc::ServerWriteReactor<grpc::ByteBuffer>;

  // The reactor deletes itself when gRPC is done with it. `held`, which must outlive the call,
  // counts what the answer takes until its last message is made.
  static std::shared_ptr<AnswerStream> Make(HeldBytes& held);
  ~AnswerStream() override;
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
  void Send(std::unique_ptr<AnswerMessages> messages);
  void Finish(const absl::Status& status);
  // Finish unless the call is claimed already.
  void Fail(const absl::Status& status);
  // Drops what is not encoded yet. When its client takes the message under way, the call ends with
  // RESOURCE_EXHAUSTED.
  void GiveUp() override;

 private:
  class Reactor;

  explicit AnswerStream(HeldBytes& held) : held_(held) {}
  void OnWritten(bool ok);
  void WriteNext();
  // Nullopt when there is none, or it was given up.
  std::optional<std::string> NextMessage();
  void Drop();
  absl::Status End();

  HeldBytes& held_;
  std::atomic<bool> claimed_{false};
  Reactor* reactor_ = nullptr;
  // Sending goes on while another thread makes it give up.
  std::mutex mutex_;
  std::unique_ptr<AnswerMessages> messages_;
  absl::Status end_;
};

// Runs `work`, an absl::Status(const std::function<bool()>& cancelled,
// std::unique_ptr<AnswerMessages>*), on a worker and sends what it made; see RunCall. The time the
// client takes to read does not count.
template <typename Work>
AnswerStream::GrpcReactor* RunAnswerStream(const CallRunner& runner, HeldBytes& held, Work work) {
  auto call = AnswerStream::Make(held);
  AnswerStream::GrpcReactor* const reactor = call->reactor();
  using Messages = std::unique_ptr<AnswerMessages>;
  RunCall<Messages>(runner, call, std::move(work),
                    [](AnswerStream& claimed, const absl::Status& status, Messages messages) {
                      status.ok() ? claimed.Send(std::move(messages)) : claimed.Finish(status);
                    });
  return reactor;
}

}  // namespace oxus::rpc
