#include "client/oxus/channel.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "client/oxus/query_client.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpc/grpc.h"
#include "gtest/gtest.h"

namespace oxus::client {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string Trailer(const std::string& field, const std::string& description) {
  google::rpc::BadRequest bad_request;
  auto* violation = bad_request.add_field_violations();
  violation->set_field(field);
  violation->set_description(description);
  google::rpc::Status status;
  status.set_code(grpc::StatusCode::INVALID_ARGUMENT);
  status.add_details()->PackFrom(bad_request);
  return status.SerializeAsString();
}

TEST(StatusFromGrpcTest, KeepsCodeAndMessage) {
  const absl::Status status =
      StatusFromGrpc(grpc::Status(grpc::StatusCode::NOT_FOUND, "no such key"));
  EXPECT_EQ(status, absl::NotFoundError("no such key"));
  EXPECT_TRUE(StatusFromGrpc(grpc::Status::OK).ok());
}

TEST(StatusFromGrpcTest, FieldViolationsOfTheTrailerJoinTheText) {
  const absl::Status status =
      StatusFromGrpc(grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "bad request",
                                  Trailer("group_by[1]", "unknown field 'x'")));
  EXPECT_EQ(std::string(status.message()), "bad request; group_by[1]: unknown field 'x'");
  ASSERT_THAT(FieldViolations(status), SizeIs(1));
  EXPECT_EQ(FieldViolations(status)[0].field, "group_by[1]");
  EXPECT_EQ(FieldViolations(status)[0].description, "unknown field 'x'");
}

TEST(StatusFromGrpcTest, AViolationIsNotSaidTwice) {
  const absl::Status status =
      StatusFromGrpc(grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "filter: at 3: no value",
                                  Trailer("filter", "at 3: no value")));
  EXPECT_EQ(std::string(status.message()), "filter: at 3: no value");
}

TEST(StatusFromGrpcTest, ATrailerThatDoesNotParseIsIgnored) {
  const absl::Status status =
      StatusFromGrpc(grpc::Status(grpc::StatusCode::INTERNAL, "broken", "\xff\xff\xff"));
  EXPECT_EQ(status, absl::InternalError("broken"));
  EXPECT_THAT(FieldViolations(status), IsEmpty());
}

// Takes connections, as its kernel does for it, and never says a word.
class SilentServer {
 public:
  SilentServer() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(socket_, 16), 0);
    EXPECT_EQ(::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    address_ = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  }
  ~SilentServer() { Close(); }
  // From now on connections are refused.
  void Close() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
  }
  const std::string& address() const { return address_; }

 private:
  int socket_;
  std::string address_;
};

TEST(ServerChannelTest, AServerThatStallsHasTheWholeTimeout) {
  const SilentServer server;
  // Longer than any pause between tries that gRPC takes by itself.
  const std::chrono::milliseconds timeout(1'500);
  const ServerChannel channel({.address = server.address(), .timeout = timeout});
  const auto start = std::chrono::steady_clock::now();
  const absl::Status status = QueryClient(channel).GetStatus().status();
  EXPECT_TRUE(absl::IsDeadlineExceeded(status)) << status;
  EXPECT_GE(std::chrono::steady_clock::now() - start, timeout - std::chrono::milliseconds(100));
}

TEST(ServerChannelTest, ARefusedConnectionIsReportedAtOnce) {
  SilentServer server;
  server.Close();
  const std::chrono::milliseconds timeout(600'000);
  const ServerChannel channel({.address = server.address(), .timeout = timeout});
  const auto start = std::chrono::steady_clock::now();
  const absl::Status status = QueryClient(channel).GetStatus().status();
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_LT(std::chrono::steady_clock::now() - start, timeout / 20);
}

TEST(ServerChannelTest, TheLibraryOutlivesTheLastChannelWhenKept) {
  KeepLibraryLoaded();
  KeepLibraryLoaded();
  { const ServerChannel channel({.address = "127.0.0.1:1"}); }
  EXPECT_NE(grpc_is_initialized(), 0);
}

TEST(ServerChannelTest, NobodyThereIsNotConnected) {
  const ServerChannel channel({.address = "127.0.0.1:1"});
  EXPECT_FALSE(channel.connected());
  EXPECT_EQ(channel.address(), "127.0.0.1:1");
}

}  // namespace
}  // namespace oxus::client
