#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/status.h"

namespace oxus::client {

struct ChannelOptions {
  // HOST:PORT, or a gRPC target such as "unix:/run/oxus.sock".
  std::string address = "127.0.0.1:7420";
  // How long one call may take, and how long a stream may wait for an answer; making the
  // connection counts. A server that refuses connections is reported at once.
  std::chrono::milliseconds timeout{30'000};
};

// Most bytes one answer may hold; a page of 1,000 events of 64 KiB fits.
inline constexpr int kMaxResponseBytes = 128 << 20;

// A connection to one server, made on the first call and made again after a break. Any thread.
// Ignores proxy settings of the environment: they are meant for the web.
class ServerChannel {
 public:
  explicit ServerChannel(ChannelOptions options);

  const std::string& address() const { return options_.address; }
  std::chrono::milliseconds timeout() const { return options_.timeout; }
  const std::shared_ptr<grpc::Channel>& grpc_channel() const { return channel_; }

  // Whether a connection stands right now. After an UNAVAILABLE it tells a server that refuses
  // (true) from one that is not there (false).
  bool connected() const;

  // A context for one unary call, with the deadline set.
  std::unique_ptr<grpc::ClientContext> NewCall() const;

 private:
  ChannelOptions options_;
  std::shared_ptr<grpc::Channel> channel_;
};

// Keeps gRPC's library from shutting down with the last channel, for the rest of the process. Its
// shutdown joins a thread that, after a write met a full socket, may sit in a poll for 10 s. A
// program that calls this ends with _exit, so that nothing waits for that thread. Any thread.
void KeepLibraryLoaded();

// Translates what a call returned. The codes are the same numbers. When the server sent a
// google.rpc.Status along (trailer grpc-status-details-bin), its field violations are added to
// the message, unless they are in it already, and its details become payloads under their type
// URL. A trailer that does not parse is ignored.
absl::Status StatusFromGrpc(const grpc::Status& status);

// The reason in a google.rpc.ErrorInfo that StatusFromGrpc found, such as "SERVER_TIMEOUT"; empty
// when there is none.
std::string ErrorReason(const absl::Status& status);

// One field of a request that the server refused.
struct FieldViolation {
  // Path in the request, e.g. "filter" or "group_by[1]".
  std::string field;
  std::string description;
};

// The field violations that StatusFromGrpc found; empty when there are none.
std::vector<FieldViolation> FieldViolations(const absl::Status& status);

}  // namespace oxus::client
