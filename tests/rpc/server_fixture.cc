#include "tests/rpc/server_fixture.h"

#include <spdlog/sinks/null_sink.h>

#include "google/rpc/status.pb.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/impl/codegen/client_unary_call.h"
#include "grpcpp/security/credentials.h"
#include "server/rpc/byte_buffer.h"

namespace oxus::rpc {
namespace {

oxus::v1::Event SomeEvent() {
  oxus::v1::Event event;
  event.mutable_key()->set_producer_id("p");
  event.mutable_key()->set_external_id("1");
  event.mutable_occurred()->set_start_ms(1'764'170'046'000);
  event.mutable_incident()->set_type(oxus::v1::INCIDENT_TYPE_ARMED_CLASH);
  return event;
}

class StubSnapshot final : public storage::Snapshot {
 public:
  explicit StubSnapshot(const StubStore& store) : store_(store) {}

  uint64_t last_sequence() const override { return store_.endless ? 1'000'000'000 : 0; }
  absl::Status Scan(uint64_t, const Visitor& visitor) const override {
    ++store_.scans;
    const std::string body = SomeEvent().SerializeAsString();
    storage::LogRecord record;
    record.body = body;
    while (store_.endless) {
      ++record.sequence;
      if (!visitor(record)) break;
    }
    return absl::OkStatus();
  }
  absl::Status Read(uint64_t, const Visitor&) const override {
    return absl::NotFoundError("the store is empty");
  }
  absl::Status ReadEvent(uint64_t, oxus::v1::Event*) const override {
    return absl::NotFoundError("the store is empty");
  }
  absl::StatusOr<storage::KeyEntry> FindKey(std::string_view, std::string_view) const override {
    return absl::NotFoundError("the store is empty");
  }

 private:
  const StubStore& store_;
};

}  // namespace

std::unique_ptr<storage::Snapshot> StubStore::TakeSnapshot() const {
  return std::make_unique<StubSnapshot>(*this);
}

storage::StoreStats StubStore::GetStats() const {
  storage::StoreStats stats;
  stats.last_sequence = 42;
  stats.active_events = 40;
  stats.format_version = 1;
  stats.producers = {{"ucdp-ged", 2, 1'764'170'046'007}, {"gdelt", 40, 1'764'170'046'000}};
  return stats;
}

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
