// Shutting down: what is in flight is answered, and whatever clients do it ends in time.
#include <gtest/gtest.h>

#include <thread>

#include "absl/synchronization/notification.h"
#include "tests/rpc/server_fixture.h"

namespace oxus::rpc {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

// Far more than any of these takes, far less than a hang.
constexpr seconds kPatience{20};

class RpcServerDrainTest : public ServerFixture {};

TEST_F(RpcServerDrainTest, AnswersWhatIsInFlightThenSendsTheClientAway) {
  Start();
  grpc::ClientContext context;
  const auto stub = NewIngestStub();
  const auto stream = stub->Ingest(&context);
  ASSERT_TRUE(stream->Write(Batch(1)));
  log_.WaitForSubmitted(1);
  std::thread shutdown([this] { server_->Shutdown(kPatience); });
  log_.AnswerNext();
  oxus::v1::IngestResponse response;
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.batch_id(), 1u);
  EXPECT_FALSE(stream->Read(&response));
  const grpc::Status status = stream->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE) << status.error_message();
  EXPECT_EQ(InfoOf(status).reason(), "SERVER_DRAINING");
  shutdown.join();
}

TEST_F(RpcServerDrainTest, AnIdleStreamDoesNotHoldItUp) {
  Start();
  grpc::ClientContext context;
  const auto stub = NewIngestStub();
  const auto stream = stub->Ingest(&context);
  while (OpenStreams() == 0) std::this_thread::yield();
  const auto start = steady_clock::now();
  server_->Shutdown(kPatience);
  EXPECT_LT(steady_clock::now() - start, kPatience / 2);
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(RpcServerDrainTest, AClientThatReadsNoAnswersIsCutOffAtTheEndOfTheGrace) {
  Start();
  // Answers larger than any window, which nobody takes.
  log_.AnswerEverything(/*issue_bytes=*/4u << 20);
  grpc::ClientContext context;
  const auto stub = NewIngestStub();
  const auto stream = stub->Ingest(&context);
  for (uint64_t id = 1; id <= 4; ++id) ASSERT_TRUE(stream->Write(Batch(id)));
  log_.WaitForSubmitted(4);
  const auto start = steady_clock::now();
  Stop(milliseconds(300));
  EXPECT_LT(steady_clock::now() - start, kPatience);
  context.TryCancel();
  EXPECT_FALSE(stream->Finish().ok());
}

TEST_F(RpcServerDrainTest, ALogThatNeverAnswersDoesNotKeepTheServerFromClosing) {
  Start();
  grpc::ClientContext context;
  const auto stub = NewIngestStub();
  const auto stream = stub->Ingest(&context);
  ASSERT_TRUE(stream->Write(Batch(1)));
  log_.WaitForSubmitted(1);
  grpc::ClientContext unary_context;
  oxus::v1::IngestBatchRequest unary;
  unary.add_submissions();
  std::thread unary_call([&] {
    oxus::v1::IngestBatchResponse response;
    EXPECT_FALSE(stub->IngestBatch(&unary_context, unary, &response).ok());
  });
  log_.WaitForSubmitted(2);
  const auto start = steady_clock::now();
  server_->Shutdown(milliseconds(100));
  EXPECT_LT(steady_clock::now() - start, kPatience);
  unary_call.join();
  EXPECT_FALSE(stream->Finish().ok());
}

TEST_F(RpcServerDrainTest, AQueryThatRunsIsCutOffToo) {
  store_.endless = true;
  Start();
  const auto stub = oxus::v1::QueryService::NewStub(NewChannel());
  std::thread query([&stub] {
    grpc::ClientContext context;
    oxus::v1::AggregateResponse response;
    EXPECT_FALSE(stub->Aggregate(&context, {}, &response).ok());
  });
  while (store_.scans == 0) std::this_thread::yield();
  const auto start = steady_clock::now();
  Stop(milliseconds(100));
  EXPECT_LT(steady_clock::now() - start, kPatience);
  query.join();
}

}  // namespace
}  // namespace oxus::rpc
