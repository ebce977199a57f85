// Server streaming over a real connection: what is made on a worker and sent as its client takes
// it. The answers are of the test's making.
#include "server/rpc/answer_stream.h"

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "absl/synchronization/notification.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "oxus/v1/query_service.grpc.pb.h"
#include "tests/rpc/server_fixture.h"

namespace oxus::rpc {
namespace {

using oxus::v1::AggregateResponse;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr size_t kMiB = 1u << 20;
// Far more than any of these takes, far less than a hang.
constexpr std::chrono::seconds kPatience{20};

using Cancelled = std::function<bool()>;
using Work = std::function<absl::Status(const Cancelled&, EncodedAnswer*)>;

class StreamingService final : public oxus::v1::QueryService::WithRawCallbackMethod_StreamAggregate<
                                   oxus::v1::QueryService::Service> {
 public:
  StreamingService(const CallRunner& runner, HeldBytes& held) : runner_(runner), held_(held) {}

  AnswerStream::GrpcReactor* StreamAggregate(grpc::CallbackServerContext*,
                                             const grpc::ByteBuffer*) override {
    return RunAnswerStream(runner_, held_, work);
  }

  Work work;

 private:
  const CallRunner runner_;
  HeldBytes& held_;
};

EncodedAnswer Messages(size_t count, size_t bytes) {
  EncodedAnswer messages;
  for (size_t i = 0; i < count; ++i) {
    AggregateResponse part;
    part.set_total_groups(i + 1);
    part.add_group_columns(std::string(bytes, 'x'));
    messages.push_back(part.SerializeAsString());
  }
  return messages;
}

Work Answering(size_t count, size_t bytes) {
  return [=](const Cancelled&, EncodedAnswer* messages) {
    *messages = Messages(count, bytes);
    return absl::OkStatus();
  };
}

class AnswerStreamTest : public testing::Test {
 protected:
  AnswerStreamTest() {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    // What a client that does not read takes all the same stays small.
    arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
    stub_ = oxus::v1::QueryService::NewStub(grpc::CreateCustomChannel(
        "127.0.0.1:" + std::to_string(port), grpc::InsecureChannelCredentials(), arguments));
  }
  ~AnswerStreamTest() override {
    server_->Shutdown(std::chrono::system_clock::now());
    workers_.Stop();
  }

  auto Call() { return stub_->StreamAggregate(&context_, {}); }

  // Reads to the end; the number of parts that came in order.
  static size_t ReadAll(grpc::ClientReader<AggregateResponse>& stream) {
    AggregateResponse part;
    size_t count = 0;
    while (stream.Read(&part)) {
      if (part.total_groups() == count + 1) ++count;
    }
    return count;
  }

  void AwaitNothingHeld() {
    const auto end = steady_clock::now() + kPatience;
    while (held_.used() > 0 && steady_clock::now() < end) std::this_thread::yield();
    EXPECT_EQ(held_.used(), 0u);
  }

  runtime::FakeClock clock_;
  HeldBytes held_{64 * kMiB};
  runtime::WorkerPool workers_{"test", 1, 4};
  StreamingService service_{{workers_, clock_, milliseconds(1'000)}, held_};
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<oxus::v1::QueryService::Stub> stub_;
  grpc::ClientContext context_;
};

TEST_F(AnswerStreamTest, EveryMessageComesInOrder) {
  service_.work = Answering(1'000, 100);
  const auto stream = Call();
  EXPECT_EQ(ReadAll(*stream), 1'000u);
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(held_.used(), 0u);
}

TEST_F(AnswerStreamTest, AnAnswerWithoutMessagesEnds) {
  service_.work = Answering(0, 0);
  const auto stream = Call();
  EXPECT_EQ(ReadAll(*stream), 0u);
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(AnswerStreamTest, ASlowReaderIsWaitedForWithoutSendingAhead) {
  service_.work = Answering(40, kMiB);
  const auto stream = Call();
  AggregateResponse part;
  ASSERT_TRUE(stream->Read(&part));
  // Of forty messages some are on their way, and most wait.
  EXPECT_GT(held_.used(), 30 * kMiB);
  EXPECT_LT(held_.used(), 41 * kMiB);
  for (size_t read = 2; read <= 20; ++read) ASSERT_TRUE(stream->Read(&part));
  EXPECT_GT(held_.used(), 10 * kMiB);
  // The server may learn a little late that a message has been taken.
  EXPECT_LT(held_.used(), 23 * kMiB);
  size_t rest = 0;
  while (stream->Read(&part)) ++rest;
  EXPECT_EQ(rest, 20u);
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(held_.used(), 0u);
}

TEST_F(AnswerStreamTest, TheTimeTheClientReadsIsNotThatOfTheWork) {
  service_.work = Answering(20, kMiB);
  const auto stream = Call();
  AggregateResponse part;
  ASSERT_TRUE(stream->Read(&part));
  clock_.Advance(std::chrono::hours(1));
  size_t rest = 0;
  while (stream->Read(&part)) ++rest;
  EXPECT_EQ(rest, 19u);
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(AnswerStreamTest, AClientThatGoesInMidStreamEndsIt) {
  service_.work = Answering(40, kMiB);
  const auto stream = Call();
  AggregateResponse part;
  ASSERT_TRUE(stream->Read(&part));
  context_.TryCancel();
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  AwaitNothingHeld();
}

TEST_F(AnswerStreamTest, ADeadlineInMidStreamEndsIt) {
  service_.work = Answering(40, kMiB);
  context_.set_deadline(std::chrono::system_clock::now() + milliseconds(300));
  const auto stream = Call();
  AggregateResponse part;
  ASSERT_TRUE(stream->Read(&part));
  const auto late = std::chrono::system_clock::now() + milliseconds(300);
  while (std::chrono::system_clock::now() < late) std::this_thread::yield();
  EXPECT_LT(ReadAll(*stream), 39u);
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  AwaitNothingHeld();
}

TEST_F(AnswerStreamTest, TheWorkLearnsThatItsClientHasGone) {
  absl::Notification begun;
  absl::Notification noticed;
  service_.work = [&](const Cancelled& cancelled, EncodedAnswer*) {
    begun.Notify();
    while (!cancelled()) std::this_thread::yield();
    noticed.Notify();
    return absl::CancelledError();
  };
  const auto stream = Call();
  begun.WaitForNotification();
  context_.TryCancel();
  EXPECT_TRUE(noticed.WaitForNotificationWithTimeout(absl::FromChrono(kPatience)));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
}

TEST_F(AnswerStreamTest, WhatIsMadeForAClientThatHasGoneIsDropped) {
  absl::Notification begun;
  absl::Notification made;
  service_.work = [&](const Cancelled& cancelled, EncodedAnswer* messages) {
    begun.Notify();
    *messages = Messages(4, kMiB);
    while (!cancelled()) std::this_thread::yield();
    made.Notify();
    return absl::OkStatus();
  };
  const auto stream = Call();
  // A call that is cancelled before its work begins makes nothing.
  ASSERT_TRUE(begun.WaitForNotificationWithTimeout(absl::FromChrono(kPatience)));
  context_.TryCancel();
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_TRUE(made.WaitForNotificationWithTimeout(absl::FromChrono(kPatience)));
  workers_.Stop();
  EXPECT_EQ(held_.used(), 0u);
}

TEST_F(AnswerStreamTest, WorkIsStoppedAtTheServersTimeout) {
  service_.work = [&](const Cancelled& cancelled, EncodedAnswer*) {
    clock_.Advance(milliseconds(1'000));
    return cancelled() ? absl::CancelledError() : absl::OkStatus();
  };
  const auto stream = Call();
  const grpc::Status status = stream->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_EQ(InfoOf(status).reason(), "SERVER_TIMEOUT");
}

TEST_F(AnswerStreamTest, AnErrorComesWithoutAnyPart) {
  service_.work = [](const Cancelled&, EncodedAnswer* messages) {
    *messages = Messages(3, 10);
    return absl::DataLossError("segment 3 is damaged");
  };
  const auto stream = Call();
  EXPECT_EQ(ReadAll(*stream), 0u);
  const grpc::Status status = stream->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DATA_LOSS);
  EXPECT_EQ(status.error_message(), "segment 3 is damaged");
}

TEST_F(AnswerStreamTest, WhatWouldPassTheBytesHeldIsRefused) {
  service_.work = Answering(65, kMiB);
  const auto refused = Call();
  EXPECT_EQ(ReadAll(*refused), 0u);
  const grpc::Status status = refused->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(InfoOf(status).reason(), "ANSWERS_WAITING");
  EXPECT_EQ(held_.used(), 0u);
  // Nothing is left behind that would refuse the next.
  service_.work = Answering(2, kMiB);
  grpc::ClientContext context;
  const auto stream = stub_->StreamAggregate(&context, {});
  EXPECT_EQ(ReadAll(*stream), 2u);
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(AnswerStreamTest, AClientThatNeverReadsIsCutOffAtTheEndOfAShutdown) {
  service_.work = Answering(40, kMiB);
  const auto stream = Call();
  AggregateResponse part;
  ASSERT_TRUE(stream->Read(&part));
  const auto start = steady_clock::now();
  server_->Shutdown(std::chrono::system_clock::now() + milliseconds(100));
  EXPECT_LT(steady_clock::now() - start, kPatience);
  AwaitNothingHeld();
  ReadAll(*stream);
  EXPECT_FALSE(stream->Finish().ok());
}

TEST(HeldBytesTest, AddsUpToTheLimitAndNeverPastIt) {
  HeldBytes held(10);
  EXPECT_FALSE(held.TryAdd(11));
  EXPECT_TRUE(held.TryAdd(4));
  EXPECT_FALSE(held.TryAdd(7));
  EXPECT_TRUE(held.TryAdd(6));
  EXPECT_FALSE(held.TryAdd(1));
  EXPECT_TRUE(held.TryAdd(0));
  held.Subtract(6);
  EXPECT_EQ(held.used(), 4u);
}

}  // namespace
}  // namespace oxus::rpc
