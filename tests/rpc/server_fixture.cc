#include "tests/rpc/server_fixture.h"

#include <spdlog/sinks/null_sink.h>

#include "google/rpc/status.pb.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/impl/codegen/client_unary_call.h"
#include "grpcpp/security/credentials.h"
#include "server/rpc/byte_buffer.h"

namespace oxus::rpc {
ServerFixture::ServerFixture() {
  options_.listen = "127.0.0.1:0";
  options_.data_dir = "/";
}

ServerFixture::~ServerFixture() { Stop(std::chrono::milliseconds(0)); }

void ServerFixture::Start() {
  logger_ = std::make_unique<runtime::Logger>(runtime::LogOptions{}, clock_,
                                              std::make_shared<spdlog::sinks::null_sink_mt>());
  engine_ = std::make_unique<query::QueryEngine>(store_);
  ingest_workers_ =
      std::make_unique<runtime::WorkerPool>("ingest", 2, IngestQueueCapacity(options_));
  query_workers_ = std::make_unique<runtime::WorkerPool>("query", 2, 4);
  admin_workers_ = std::make_unique<runtime::WorkerPool>("admin", 1, 4);
  auto server = RpcServer::Start(options_, {store_, log_, *engine_, *ingest_workers_,
                                            *query_workers_, *admin_workers_, clock_, *logger_});
  ASSERT_TRUE(server.ok()) << server.status();
  server_ = *std::move(server);
}

void ServerFixture::Stop(std::chrono::milliseconds grace) {
  if (server_ == nullptr) return;
  server_->Shutdown(grace);
  ingest_workers_->Stop();
  log_.FailEverything(absl::UnavailableError("the test is over"));
  query_workers_->Stop();
  admin_workers_->Stop();
  server_.reset();
}

std::shared_ptr<grpc::Channel> ServerFixture::NewChannel() const {
  grpc::ChannelArguments arguments;
  // A connection of its own, whatever other channels of the test have.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(server_->address(), grpc::InsecureChannelCredentials(),
                                   arguments);
}

int ServerFixture::HealthOf(const std::string& service) const {
  grpc::ClientContext context;
  const grpc::ByteBuffer request = ToByteBuffer(LengthDelimited(1, service));
  grpc::ByteBuffer response;
  const auto channel = NewChannel();
  const grpc::Status status = grpc::internal::BlockingUnaryCall(
      channel.get(),
      grpc::internal::RpcMethod("/grpc.health.v1.Health/Check",
                                grpc::internal::RpcMethod::NORMAL_RPC),
      &context, request, &response);
  if (!status.ok()) return -1;
  const std::string bytes = Flatten(response);
  return bytes.size() == 2 && bytes[0] == 8 ? bytes[1] : 0;
}

uint32_t ServerFixture::OpenStreams() const {
  grpc::ClientContext context;
  oxus::v1::GetStatusResponse response;
  const auto stub = oxus::v1::AdminService::NewStub(NewChannel());
  EXPECT_TRUE(stub->GetStatus(&context, {}, &response).ok());
  return response.open_ingest_streams();
}

oxus::v1::IngestRequest ServerFixture::Batch(uint64_t id, size_t summary_bytes) {
  oxus::v1::IngestRequest request;
  request.set_batch_id(id);
  request.add_submissions()->mutable_event()->set_summary(std::string(summary_bytes, 's'));
  return request;
}

google::rpc::ErrorInfo InfoOf(const grpc::Status& status) {
  google::rpc::ErrorInfo info;
  google::rpc::Status envelope;
  envelope.ParseFromString(status.error_details());
  for (const auto& detail : envelope.details()) {
    if (detail.UnpackTo(&info)) break;
  }
  return info;
}

std::string LengthDelimited(int field, const std::string& bytes) {
  std::string text(1, static_cast<char>(field << 3 | 2));
  EXPECT_LT(bytes.size(), 128u);
  text += static_cast<char>(bytes.size());
  return text + bytes;
}

}  // namespace oxus::rpc
