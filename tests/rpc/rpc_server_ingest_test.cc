// Ingest over a real connection, with a log that answers when the test says so.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "grpcpp/support/sync_stream.h"
#include "server/rpc/byte_buffer.h"
#include "tests/rpc/server_fixture.h"

namespace oxus::rpc {
namespace {

using RawStream = grpc::ClientReaderWriter<grpc::ByteBuffer, grpc::ByteBuffer>;
using testing::ElementsAre;

class RpcServerIngestTest : public ServerFixture {
 protected:
  // Returns when no ingest stream is open any more.
  void WaitForNoStreams() const {
    while (OpenStreams() > 0) std::this_thread::yield();
  }
};

TEST_F(RpcServerIngestTest, AnswersEachBatchInOrderAndEndsWithOk) {
  Start();
  log_.AnswerEverything();
  const auto stub = NewIngestStub();
  grpc::ClientContext context;
  const auto stream = stub->Ingest(&context);
  oxus::v1::IngestRequest three = Batch(2);
  three.add_submissions();
  three.add_submissions();
  ASSERT_TRUE(stream->Write(Batch(1)));
  ASSERT_TRUE(stream->Write(three));
  ASSERT_TRUE(stream->WritesDone());
  oxus::v1::IngestResponse response;
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.batch_id(), 1u);
  EXPECT_EQ(response.outcomes_size(), 1);
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.batch_id(), 2u);
  EXPECT_EQ(response.outcomes_size(), 3);
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(RpcServerIngestTest, AUnaryBatchIsAnswered) {
  Start();
  log_.AnswerEverything();
  oxus::v1::IngestBatchRequest request;
  request.add_submissions();
  request.add_submissions();
  grpc::ClientContext context;
  oxus::v1::IngestBatchResponse response;
  const grpc::Status status = NewIngestStub()->IngestBatch(&context, request, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  ASSERT_EQ(response.outcomes_size(), 2);
  EXPECT_EQ(response.outcomes(1).sequence(), 2u);
}

TEST_F(RpcServerIngestTest, AnEmptyUnaryBatchIsInvalid) {
  Start();
  grpc::ClientContext context;
  oxus::v1::IngestBatchResponse response;
  const grpc::Status status = NewIngestStub()->IngestBatch(&context, {}, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(InfoOf(status).reason(), "INVALID_BATCH");
}

TEST_F(RpcServerIngestTest, BytesThatAreNoRequestEndTheStreamAfterTheAnswersBeforeThem) {
  Start();
  const auto channel = NewChannel();
  grpc::ClientContext context;
  const std::unique_ptr<RawStream> stream(
      grpc::internal::ClientReaderWriterFactory<grpc::ByteBuffer, grpc::ByteBuffer>::Create(
          channel.get(),
          grpc::internal::RpcMethod("/oxus.v1.IngestService/Ingest",
                                    grpc::internal::RpcMethod::BIDI_STREAMING),
          &context));
  ASSERT_TRUE(stream->Write(ToByteBuffer(Batch(1).SerializeAsString())));
  ASSERT_TRUE(stream->Write(ToByteBuffer("\xff\xff\xff")));
  log_.AnswerNext();
  grpc::ByteBuffer response;
  EXPECT_TRUE(stream->Read(&response));
  EXPECT_FALSE(stream->Read(&response));
  const grpc::Status status = stream->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << status.error_message();
  EXPECT_THAT(log_.submitted(), ElementsAre(1));
}

TEST_F(RpcServerIngestTest, AnOversizedBatchIsToldTheLimitAndItsSize) {
  Start();
  const auto stub = NewIngestStub();
  const oxus::v1::IngestRequest large = Batch(1, 9u << 20);
  grpc::ClientContext context;
  const auto stream = stub->Ingest(&context);
  stream->Write(large);
  oxus::v1::IngestResponse response;
  EXPECT_FALSE(stream->Read(&response));
  const grpc::Status status = stream->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED) << status.error_message();
  const auto info = InfoOf(status);
  EXPECT_EQ(info.reason(), "BATCH_TOO_LARGE");
  EXPECT_EQ(info.metadata().at("limit"), "8388608");
  EXPECT_EQ(info.metadata().at("actual"), std::to_string(large.ByteSizeLong()));

  oxus::v1::IngestBatchRequest unary;
  *unary.mutable_submissions() = large.submissions();
  grpc::ClientContext unary_context;
  oxus::v1::IngestBatchResponse unary_response;
  const grpc::Status unary_status = stub->IngestBatch(&unary_context, unary, &unary_response);
  EXPECT_EQ(InfoOf(unary_status).reason(), "BATCH_TOO_LARGE");
}

TEST_F(RpcServerIngestTest, ABatchFarOverTheLimitIsCutOffByTheTransport) {
  Start();
  grpc::ClientContext context;
  const auto stub = NewIngestStub();
  const auto stream = stub->Ingest(&context);
  stream->Write(Batch(1, 20u << 20));
  oxus::v1::IngestResponse response;
  EXPECT_FALSE(stream->Read(&response));
  const grpc::Status status = stream->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED) << status.error_message();
  WaitForNoStreams();
}

TEST_F(RpcServerIngestTest, ASubmissionOfFiveMegabytesReachesTheLog) {
  Start();
  log_.AnswerEverything();
  grpc::ClientContext context;
  const auto stub = NewIngestStub();
  const auto stream = stub->Ingest(&context);
  ASSERT_TRUE(stream->Write(Batch(1, 5u << 20)));
  stream->WritesDone();
  oxus::v1::IngestResponse response;
  EXPECT_TRUE(stream->Read(&response));
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(RpcServerIngestTest, WhileTheLogHoldsItsAnswersNoMoreThanTheLimitIsRead) {
  constexpr size_t kLimit = 3;
  constexpr uint64_t kBatches = 20;
  options_.ingest_inflight_batches = kLimit;
  Start();
  grpc::ClientContext context;
  const auto stub = NewIngestStub();
  const auto stream = stub->Ingest(&context);
  std::thread producer([&stream] {
    for (uint64_t id = 1; id <= kBatches; ++id) EXPECT_TRUE(stream->Write(Batch(id, 1u << 20)));
    stream->WritesDone();
  });
  log_.WaitForSubmitted(kLimit);
  for (uint64_t id = 1; id <= kBatches; ++id) {
    log_.AnswerNext();
    oxus::v1::IngestResponse response;
    ASSERT_TRUE(stream->Read(&response));
    EXPECT_EQ(response.batch_id(), id);
  }
  producer.join();
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(log_.most_held(), kLimit);
}

TEST_F(RpcServerIngestTest, AStreamThatBreaksLeavesWhatWasCommittedAndNothingOpen) {
  Start();
  {
    grpc::ClientContext context;
    const auto stub = NewIngestStub();
    const auto stream = stub->Ingest(&context);
    ASSERT_TRUE(stream->Write(Batch(1)));
    ASSERT_TRUE(stream->Write(Batch(2)));
    log_.WaitForSubmitted(2);
    context.TryCancel();
    EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  EXPECT_GE(OpenStreams(), 1u) << "its work is not done yet";
  log_.AnswerNext();
  log_.AnswerNext();
  WaitForNoStreams();
  EXPECT_THAT(log_.submitted(), ElementsAre(1, 2));
}

TEST_F(RpcServerIngestTest, AStreamPastTheLimitIsRefusedAndAnotherMayComeLater) {
  options_.ingest_streams_max = 1;
  Start();
  log_.AnswerEverything();
  const auto stub = NewIngestStub();
  oxus::v1::IngestResponse response;
  grpc::ClientContext first_context;
  const auto first = stub->Ingest(&first_context);
  ASSERT_TRUE(first->Write(Batch(1)));
  ASSERT_TRUE(first->Read(&response));

  grpc::ClientContext second_context;
  const auto second = stub->Ingest(&second_context);
  EXPECT_FALSE(second->Read(&response));
  const grpc::Status refused = second->Finish();
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(InfoOf(refused).reason(), "STREAM_LIMIT");

  first->WritesDone();
  EXPECT_TRUE(first->Finish().ok());
  WaitForNoStreams();
  grpc::ClientContext third_context;
  const auto third = stub->Ingest(&third_context);
  EXPECT_TRUE(third->Write(Batch(1)));
  EXPECT_TRUE(third->Read(&response));
}

}  // namespace
}  // namespace oxus::rpc
