// Server streaming over a real connection: what is made on a worker and sent as its client takes
// it. The answers are of the test's making.
#include "server/rpc/answer_stream.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
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
using Work = std::function<absl::Status(const Cancelled&, std::unique_ptr<AnswerMessages>*)>;

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

// `count` messages of so many bytes, made when they are asked for.
class Messages final : public AnswerMessages {
 public:
  Messages(size_t count, size_t bytes, std::atomic<size_t>& made)
      : count_(count), bytes_(bytes), made_(made) {}

  std::optional<std::string> Next() override {
    if (next_ == count_) return std::nullopt;
    ++made_;
    AggregateResponse part;
    part.set_total_groups(++next_);
    part.add_group_columns(std::string(bytes_, 'x'));
    return part.SerializeAsString();
  }
  size_t bytes() const override { return count_ * bytes_; }

 private:
  const size_t count_;
  const size_t bytes_;
  std::atomic<size_t>& made_;
  size_t next_ = 0;
};

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

  Work Answering(size_t count, size_t bytes) {
    return [=, this](const Cancelled&, std::unique_ptr<AnswerMessages>* messages) {
      *messages = std::make_unique<Messages>(count, bytes, made_);
      return absl::OkStatus();
    };
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
  HeldBytes held_{64 * kMiB, clock_};
  // Messages, by all calls.
  std::atomic<size_t> made_{0};
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

TEST_F(AnswerStreamTest, MessagesAreMadeAsTheClientTakesThem) {
  service_.work = Answering(40, kMiB);
  const auto stream = Call();
  AggregateResponse part;
  ASSERT_TRUE(stream->Read(&part));
  // Some are on their way.
  EXPECT_LT(made_, 12u);
  EXPECT_EQ(held_.used(), 40 * kMiB);
  for (size_t read = 2; read <= 20; ++read) ASSERT_TRUE(stream->Read(&part));
  EXPECT_GE(made_, 20u);
  EXPECT_LT(made_, 32u);
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
  service_.work = [&](const Cancelled& cancelled, std::unique_ptr<AnswerMessages>*) {
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
  service_.work = [&](const Cancelled& cancelled, std::unique_ptr<AnswerMessages>* messages) {
    begun.Notify();
    *messages = std::make_unique<Messages>(4, kMiB, made_);
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
  service_.work = [&](const Cancelled& cancelled, std::unique_ptr<AnswerMessages>*) {
    clock_.Advance(milliseconds(1'000));
    return cancelled() ? absl::CancelledError() : absl::OkStatus();
  };
  const auto stream = Call();
  const grpc::Status status = stream->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_EQ(InfoOf(status).reason(), "SERVER_TIMEOUT");
}

TEST_F(AnswerStreamTest, AnErrorComesWithoutAnyPart) {
  service_.work = [&](const Cancelled&, std::unique_ptr<AnswerMessages>* messages) {
    *messages = std::make_unique<Messages>(3, 10, made_);
    return absl::DataLossError("segment 3 is damaged");
  };
  const auto stream = Call();
  EXPECT_EQ(ReadAll(*stream), 0u);
  const grpc::Status status = stream->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DATA_LOSS);
  EXPECT_EQ(status.error_message(), "segment 3 is damaged");
}

TEST_F(AnswerStreamTest, WhatWouldPassTheBytesHeldIsRefused) {
  service_.work = Answering(40, kMiB);
  const auto stream = Call();
  AggregateResponse part;
  ASSERT_TRUE(stream->Read(&part));
  grpc::ClientContext context;
  const auto refused = stub_->StreamAggregate(&context, {});
  EXPECT_EQ(ReadAll(*refused), 0u);
  const grpc::Status status = refused->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(InfoOf(status).reason(), "ANSWERS_WAITING");
  // Nothing is left behind that would refuse the next.
  while (stream->Read(&part)) continue;
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(held_.used(), 0u);
  grpc::ClientContext next_context;
  const auto next = stub_->StreamAggregate(&next_context, {});
  EXPECT_EQ(ReadAll(*next), 40u);
  EXPECT_TRUE(next->Finish().ok());
}

TEST_F(AnswerStreamTest, AClientThatTakesNothingGivesWayToOthers) {
  service_.work = Answering(40, kMiB);
  const auto stalled = Call();
  AggregateResponse part;
  ASSERT_TRUE(stalled->Read(&part));
  // Parts that fit into the connection's window may still be taken from the server.
  grpc::Status status_of_other;
  size_t parts = 0;
  for (int attempt = 0; attempt < 1'000 && parts == 0; ++attempt) {
    clock_.Advance(HeldBytes::kPatience);
    grpc::ClientContext context;
    const auto other = stub_->StreamAggregate(&context, {});
    parts = ReadAll(*other);
    status_of_other = other->Finish();
    ASSERT_EQ(InfoOf(status_of_other).reason(), parts == 0 ? "ANSWERS_WAITING" : "");
  }
  EXPECT_EQ(parts, 40u);
  EXPECT_TRUE(status_of_other.ok());
  // What was on its way comes; then the client is told.
  EXPECT_LT(ReadAll(*stalled), 39u);
  const grpc::Status status = stalled->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(InfoOf(status).reason(), "READER_STALLED");
  EXPECT_EQ(held_.used(), 0u);
}

TEST_F(AnswerStreamTest, AClientThatTakesNothingIsLeftAloneWhileThereIsRoom) {
  service_.work = Answering(20, kMiB);
  const auto stalled = Call();
  AggregateResponse part;
  ASSERT_TRUE(stalled->Read(&part));
  clock_.Advance(std::chrono::hours(1));
  grpc::ClientContext context;
  const auto other = stub_->StreamAggregate(&context, {});
  EXPECT_EQ(ReadAll(*other), 20u);
  size_t rest = 0;
  while (stalled->Read(&part)) ++rest;
  EXPECT_EQ(rest, 19u);
  EXPECT_TRUE(stalled->Finish().ok());
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

class Holder final : public HeldBytes::Holder {
 public:
  explicit Holder(HeldBytes& held) : held_(held) {}
  void GiveUp() override {
    gave_up = true;
    held_.Subtract(*this);
  }
  bool gave_up = false;

 private:
  HeldBytes& held_;
};

class HeldBytesTest : public testing::Test {
 protected:
  std::shared_ptr<Holder> NewHolder() { return std::make_shared<Holder>(held_); }

  runtime::FakeClock clock_{1'000};
  HeldBytes held_{10, clock_};
};

TEST_F(HeldBytesTest, AddsUpToTheLimitAndNotPastIt) {
  const auto first = NewHolder();
  const auto second = NewHolder();
  EXPECT_TRUE(held_.TryAdd(first, 4));
  EXPECT_FALSE(held_.TryAdd(second, 7));
  EXPECT_TRUE(held_.TryAdd(second, 6));
  EXPECT_FALSE(held_.TryAdd(NewHolder(), 1));
  const auto none = NewHolder();
  EXPECT_TRUE(held_.TryAdd(none, 0));
  held_.Subtract(*second);
  EXPECT_EQ(held_.used(), 4u);
}

TEST_F(HeldBytesTest, WhatIsLargerThanTheLimitIsAddedAlone) {
  const auto first = NewHolder();
  const auto large = NewHolder();
  EXPECT_TRUE(held_.TryAdd(first, 1));
  EXPECT_FALSE(held_.TryAdd(large, 11));
  held_.Subtract(*first);
  EXPECT_TRUE(held_.TryAdd(large, 11));
  EXPECT_FALSE(held_.TryAdd(first, 1));
}

TEST_F(HeldBytesTest, WhereRoomIsShortTheLongestStalledGivesUpFirst) {
  const auto first = NewHolder();
  const auto second = NewHolder();
  ASSERT_TRUE(held_.TryAdd(first, 5));
  ASSERT_TRUE(held_.TryAdd(second, 5));
  clock_.Advance(HeldBytes::kPatience - milliseconds(1));
  EXPECT_FALSE(held_.TryAdd(NewHolder(), 5));
  held_.Taken(*first);
  clock_.Advance(milliseconds(1));
  const auto third = NewHolder();
  EXPECT_TRUE(held_.TryAdd(third, 5));
  EXPECT_TRUE(second->gave_up);
  EXPECT_FALSE(first->gave_up);
  EXPECT_FALSE(held_.TryAdd(NewHolder(), 5));
  EXPECT_EQ(held_.used(), 10u);
}

}  // namespace
}  // namespace oxus::rpc
