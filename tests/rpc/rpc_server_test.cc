// What every client of the server meets: health, reflection, limits, queries, status.
#include "server/rpc/rpc_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/synchronization/notification.h"
#include "grpcpp/support/sync_stream.h"
#include "server/rpc/byte_buffer.h"
#include "tests/rpc/server_fixture.h"

namespace oxus::rpc {
namespace {

using testing::HasSubstr;

class RpcServerTest : public ServerFixture {};

TEST_F(RpcServerTest, TellsThePortThatWasBound) {
  Start();
  EXPECT_THAT(server_->address(), testing::MatchesRegex("127\\.0\\.0\\.1:[1-9][0-9]*"));
}

TEST_F(RpcServerTest, ASecondServerOnThePortIsRefused) {
  Start();
  RpcServerOptions same = options_;
  same.listen = server_->address();
  const auto second = RpcServer::Start(same, {store_, log_, *engine_, *ingest_workers_,
                                              *query_workers_, *admin_workers_, clock_, *logger_});
  EXPECT_TRUE(absl::IsUnavailable(second.status())) << second.status();
}

TEST_F(RpcServerTest, HealthFollowsTheStore) {
  Start();
  for (const char* name :
       {"", "oxus.v1.IngestService", "oxus.v1.QueryService", "oxus.v1.AdminService"}) {
    EXPECT_EQ(HealthOf(name), 1) << name;
  }
  store_.failed = true;
  server_->RefreshHealth();
  EXPECT_EQ(HealthOf(""), 2);
  EXPECT_EQ(HealthOf("oxus.v1.IngestService"), 2);
  EXPECT_EQ(HealthOf("oxus.v1.QueryService"), 1);
  EXPECT_EQ(HealthOf("no.such.Service"), -1);
}

TEST_F(RpcServerTest, StatusDescribesStoreAndServer) {
  Start();
  grpc::ClientContext context;
  oxus::v1::GetStatusResponse status;
  const auto stub = oxus::v1::AdminService::NewStub(NewChannel());
  ASSERT_TRUE(stub->GetStatus(&context, {}, &status).ok());
  EXPECT_EQ(status.state(), oxus::v1::GetStatusResponse::STATE_SERVING);
  EXPECT_FALSE(status.version().empty());
  EXPECT_GT(status.started().seconds(), 1'704'067'200);
  EXPECT_EQ(status.last_sequence(), 42u);
  EXPECT_EQ(status.active_events(), 40u);
  EXPECT_GT(status.storage_free_bytes(), 0u);
  EXPECT_EQ(status.segments(), 3u);
  EXPECT_EQ(status.tail_records(), 5u);
  EXPECT_EQ(status.column_bytes(), 999u);
  EXPECT_GT(status.resident_bytes(), 1u << 20);
  ASSERT_GT(status.memory_size(), 0);
  EXPECT_EQ(status.memory(0).holder(), "column cache");
  EXPECT_EQ(status.memory(0).bytes(), 100u);
  EXPECT_EQ(status.memory(0).limit(), 1'000u);
  // What the engine holds follows what the store holds.
  EXPECT_EQ(status.memory_size(), 1 + static_cast<int>(engine_->memory().size()));
  ASSERT_EQ(status.producers_size(), 2);
  EXPECT_EQ(status.producers(0).producer_id(), "gdelt");
  EXPECT_EQ(status.producers(1).last_received().nanos(), 7'000'000);

  store_.failed = true;
  grpc::ClientContext again;
  ASSERT_TRUE(stub->GetStatus(&again, {}, &status).ok());
  EXPECT_EQ(status.state(), oxus::v1::GetStatusResponse::STATE_READ_ONLY);
  EXPECT_EQ(status.state_reason(), "disk full");
}

TEST_F(RpcServerTest, ReflectionNamesTheServices) {
  Start();
  grpc::ClientContext context;
  const auto channel = NewChannel();
  std::unique_ptr<grpc::ClientReaderWriter<grpc::ByteBuffer, grpc::ByteBuffer>> stream(
      grpc::internal::ClientReaderWriterFactory<grpc::ByteBuffer, grpc::ByteBuffer>::Create(
          channel.get(),
          grpc::internal::RpcMethod(
              "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
              grpc::internal::RpcMethod::BIDI_STREAMING),
          &context));
  // Field 7 of the request: list_services.
  ASSERT_TRUE(stream->Write(ToByteBuffer(LengthDelimited(7, "*"))));
  grpc::ByteBuffer response;
  ASSERT_TRUE(stream->Read(&response));
  const std::string text = Flatten(response);
  for (const char* name :
       {"oxus.v1.IngestService", "oxus.v1.QueryService", "oxus.v1.AdminService"}) {
    EXPECT_THAT(text, HasSubstr(name));
  }
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(RpcServerTest, CompressedMessagesAreRefused) {
  Start();
  for (const auto algorithm : {GRPC_COMPRESS_GZIP, GRPC_COMPRESS_DEFLATE}) {
    grpc::ClientContext context;
    context.set_compression_algorithm(algorithm);
    oxus::v1::IngestBatchRequest request;
    request.add_submissions()->mutable_event()->set_summary(std::string(1000, 's'));
    oxus::v1::IngestBatchResponse response;
    const grpc::Status status = NewIngestStub()->IngestBatch(&context, request, &response);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::UNIMPLEMENTED) << status.error_message();
  }
}

TEST_F(RpcServerTest, QueriesAreAnswered) {
  Start();
  const auto stub = oxus::v1::QueryService::NewStub(NewChannel());
  grpc::ClientContext fields_context;
  oxus::v1::ListFieldsResponse fields;
  ASSERT_TRUE(stub->ListFields(&fields_context, {}, &fields).ok());
  EXPECT_GT(fields.fields_size(), 0);
  grpc::ClientContext get_context;
  oxus::v1::GetEventRequest get;
  get.mutable_key()->set_producer_id("p");
  get.mutable_key()->set_external_id("1");
  oxus::v1::GetEventResponse event;
  EXPECT_EQ(stub->GetEvent(&get_context, get, &event).error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(RpcServerTest, AListIsAnswered) {
  Start();
  const auto stub = oxus::v1::QueryService::NewStub(NewChannel());
  grpc::ClientContext context;
  oxus::v1::ListEventsResponse page;
  const grpc::Status status = stub->ListEvents(&context, {}, &page);
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(page.events_size(), 0);
}

TEST_F(RpcServerTest, AListThatIsWrongIsRefused) {
  Start();
  oxus::v1::ListEventsRequest request;
  request.set_filter("contry = TJ");
  grpc::ClientContext context;
  oxus::v1::ListEventsResponse page;
  const grpc::Status status =
      oxus::v1::QueryService::NewStub(NewChannel())->ListEvents(&context, request, &page);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(status.error_message(), testing::HasSubstr("contry"));
}

TEST_F(RpcServerTest, AListThatTakesLongBeginsAgainOnAWorkerAndIsStoppedAtTheTimeout) {
  options_.query_timeout = std::chrono::milliseconds(50);
  store_.endless = true;
  Start();
  grpc::ClientContext context;
  oxus::v1::ListEventsResponse page;
  const grpc::Status status =
      oxus::v1::QueryService::NewStub(NewChannel())->ListEvents(&context, {}, &page);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED) << status.error_message();
  EXPECT_EQ(InfoOf(status).reason(), "SERVER_TIMEOUT");
  EXPECT_EQ(store_.scans, 2) << "once on the thread that took it in";
}

TEST_F(RpcServerTest, AListStopsWhenItsClientHasGone) {
  store_.endless = true;
  Start();
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(50));
  oxus::v1::ListEventsResponse page;
  const grpc::Status status =
      oxus::v1::QueryService::NewStub(NewChannel())->ListEvents(&context, {}, &page);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  const auto start = std::chrono::steady_clock::now();
  Stop(std::chrono::milliseconds(0));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
}

TEST_F(RpcServerTest, AQueryIsStoppedAtTheServersTimeout) {
  options_.query_timeout = std::chrono::milliseconds(50);
  store_.endless = true;
  Start();
  grpc::ClientContext context;
  oxus::v1::AggregateResponse response;
  const grpc::Status status =
      oxus::v1::QueryService::NewStub(NewChannel())->Aggregate(&context, {}, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED) << status.error_message();
  EXPECT_EQ(InfoOf(status).reason(), "SERVER_TIMEOUT");
}

TEST_F(RpcServerTest, AQueryStopsWhenItsClientHasGone) {
  store_.endless = true;
  Start();
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(50));
  oxus::v1::AggregateResponse response;
  const grpc::Status status =
      oxus::v1::QueryService::NewStub(NewChannel())->Aggregate(&context, {}, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  // Stopping the workers waits for the query; the timeout that would end it is 30 s away.
  const auto start = std::chrono::steady_clock::now();
  Stop(std::chrono::milliseconds(0));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
}

TEST_F(RpcServerTest, AStreamedAnswerIsTheUnaryOne) {
  Start();
  const auto stub = oxus::v1::QueryService::NewStub(NewChannel());
  oxus::v1::AggregateRequest request;
  request.add_metrics("events");
  request.add_metrics("killed");
  grpc::ClientContext unary_context;
  oxus::v1::AggregateResponse unary;
  ASSERT_TRUE(stub->Aggregate(&unary_context, request, &unary).ok());
  grpc::ClientContext context;
  const auto stream = stub->StreamAggregate(&context, request);
  oxus::v1::AggregateResponse streamed;
  oxus::v1::AggregateResponse part;
  while (stream->Read(&part)) streamed.MergeFrom(part);
  EXPECT_TRUE(stream->Finish().ok());
  for (auto* answer : {&unary, &streamed}) answer->mutable_footnote()->clear_elapsed_us();
  EXPECT_EQ(streamed.ShortDebugString(), unary.ShortDebugString());
  EXPECT_THAT(streamed.metric_columns(), testing::ElementsAre("events", "killed"));
}

TEST_F(RpcServerTest, AStreamedQueryThatIsWrongIsRefusedLikeAUnaryOne) {
  Start();
  oxus::v1::AggregateRequest request;
  request.set_filter("contry = TJ");
  grpc::ClientContext context;
  const auto stream =
      oxus::v1::QueryService::NewStub(NewChannel())->StreamAggregate(&context, request);
  oxus::v1::AggregateResponse part;
  EXPECT_FALSE(stream->Read(&part));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(RpcServerTest, AStreamedQueryIsStoppedAtTheServersTimeout) {
  options_.query_timeout = std::chrono::milliseconds(50);
  store_.endless = true;
  Start();
  grpc::ClientContext context;
  const auto stream = oxus::v1::QueryService::NewStub(NewChannel())->StreamAggregate(&context, {});
  const grpc::Status status = stream->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED) << status.error_message();
  EXPECT_EQ(InfoOf(status).reason(), "SERVER_TIMEOUT");
}

TEST_F(RpcServerTest, AStreamedQueryStopsWhenItsClientHasGone) {
  store_.endless = true;
  Start();
  grpc::ClientContext context;
  const auto stream = oxus::v1::QueryService::NewStub(NewChannel())->StreamAggregate(&context, {});
  while (store_.scans == 0) std::this_thread::yield();
  context.TryCancel();
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  // Stopping the workers waits for the query; the timeout that would end it is 30 s away.
  const auto start = std::chrono::steady_clock::now();
  Stop(std::chrono::milliseconds(0));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
}

TEST_F(RpcServerTest, StatusIsAnsweredWhileQueriesHoldEveryWorkerAndFillTheQueue) {
  store_.endless = true;
  Start();
  // Two run; the queue is filled by hand, behind them.
  const auto stub = oxus::v1::QueryService::NewStub(NewChannel());
  grpc::ClientContext contexts[2];
  std::vector<std::thread> calls;
  for (grpc::ClientContext& context : contexts) {
    calls.emplace_back([&stub, &context] {
      oxus::v1::AggregateResponse response;
      EXPECT_EQ(stub->Aggregate(&context, {}, &response).error_code(), grpc::StatusCode::CANCELLED);
    });
  }
  while (store_.scans < 2) std::this_thread::yield();
  while (query_workers_->Submit([] {})) continue;
  grpc::ClientContext context;
  oxus::v1::GetStatusResponse status;
  const auto admin = oxus::v1::AdminService::NewStub(NewChannel());
  EXPECT_TRUE(admin->GetStatus(&context, {}, &status).ok());
  EXPECT_EQ(status.last_sequence(), 42u);
  for (grpc::ClientContext& running : contexts) running.TryCancel();
  for (std::thread& call : calls) call.join();
}

TEST_F(RpcServerTest, QueriesPastTheQueueAreToldToComeBack) {
  store_.endless = true;
  Start();
  // Two run and four wait, so at least one of seven finds no room; the queue may also be full
  // before the workers have taken theirs.
  constexpr int kCalls = 7;
  const auto stub = oxus::v1::QueryService::NewStub(NewChannel());
  grpc::ClientContext contexts[kCalls];
  std::vector<std::thread> calls;
  absl::Notification refused;
  std::once_flag once;
  for (int i = 0; i < kCalls; ++i) {
    calls.emplace_back([&, i] {
      oxus::v1::AggregateResponse response;
      const grpc::Status status = stub->Aggregate(&contexts[i], {}, &response);
      if (InfoOf(status).reason() == "QUEUE_FULL") {
        EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
        std::call_once(once, [&refused] { refused.Notify(); });
      }
    });
  }
  refused.WaitForNotification();
  for (grpc::ClientContext& context : contexts) context.TryCancel();
  for (std::thread& call : calls) call.join();
}

}  // namespace
}  // namespace oxus::rpc
