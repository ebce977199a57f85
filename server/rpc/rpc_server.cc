#include "server/rpc/rpc_server.h"

#include <fmt/format.h>

#include "grpc/compression.h"
#include "grpc/grpc.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/resource_quota.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "server/rpc/admin_service.h"
#include "server/rpc/grpc_log.h"
#include "server/rpc/ingest_service.h"
#include "server/rpc/ingest_streams.h"
#include "server/rpc/protobuf_log.h"
#include "server/rpc/query_service.h"
#include "server/rpc/status.h"
#include "server/rpc/unary_batch.h"

namespace oxus::rpc {
namespace {

constexpr int kMiB = 1 << 20;
// gRPC cuts a stream off at this size without our details; a batch between ours and this one is
// answered with the limit and its size.
constexpr int kMaxMessageBytes = 2 * static_cast<int>(ingest::kMaxBatchBytes);
// What gRPC may hold in buffers, all connections together, beyond what sessions hold: without it
// a flood of resets grows the process without bound.
constexpr size_t kTransportBytes = 128u * kMiB;
constexpr int kMaxStreamsPerConnection = 100;
constexpr int kMaxMetadataBytes = 8 << 10;
constexpr int kHandshakeTimeoutMs = 5'000;
constexpr int kKeepaliveTimeMs = 30'000;
constexpr int kKeepaliveTimeoutMs = 10'000;
constexpr int kMinPingIntervalMs = 10'000;
// Connections are renewed hourly, with time for a stream to end in order.
constexpr int kMaxConnectionAgeMs = 3'600'000;
constexpr int kMaxConnectionAgeGraceMs = 300'000;

constexpr const char* kServiceNames[] = {"oxus.v1.IngestService", "oxus.v1.QueryService",
                                         "oxus.v1.AdminService"};

void SetLimits(const grpc::ResourceQuota& quota, grpc::ServerBuilder* builder) {
  builder->SetResourceQuota(quota);
  builder->SetMaxReceiveMessageSize(kMaxMessageBytes);
  // A compressed message is inflated before its size is checked.
  builder->SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_GZIP, false);
  builder->SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_DEFLATE, false);
  builder->AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxStreamsPerConnection);
  builder->AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMaxMetadataBytes);
  builder->AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, kHandshakeTimeoutMs);
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveTimeMs);
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  builder->AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                              kMinPingIntervalMs);
  builder->AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, kMaxConnectionAgeMs);
  builder->AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, kMaxConnectionAgeGraceMs);
  // With it a second server would share the port and take half of the connections.
  builder->AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  // Only reflection is synchronous; one thread is plenty for it.
  builder->SetSyncServerOption(grpc::ServerBuilder::NUM_CQS, 1);
  builder->SetSyncServerOption(grpc::ServerBuilder::MIN_POLLERS, 1);
  builder->SetSyncServerOption(grpc::ServerBuilder::MAX_POLLERS, 1);
}

// Keeps gRPC's library from shutting down with the last server. Its shutdown joins a thread that,
// after a write met a full socket, may sit in a poll for 10 s: longer than a shutdown may take.
void KeepLibrary() {
  [[maybe_unused]] static const bool kept = [] {
    grpc_init();
    return true;
  }();
}

std::string BoundAddress(const std::string& listen, int port) {
  return fmt::format("{}:{}", listen.substr(0, listen.rfind(':')), port);
}

}  // namespace

size_t IngestQueueCapacity(const RpcServerOptions& options) {
  return options.ingest_streams_max * options.ingest_inflight_batches + kMaxUnaryBatches;
}

// Declared in the order in which each may refer to those before it.
struct RpcServer::Services {
  Services(const RpcServerOptions& options, const RpcServerParts& given)
      : parts(given),
        grpc_log(parts.logger),
        protobuf_log(parts.logger),
        inflight_bytes(options.ingest_inflight_bytes),
        engine{parts.ingest_workers,
               parts.log,
               parts.clock,
               inflight_bytes,
               options.ingest_inflight_batches,
               &parts.store.dictionary()},
        streams(std::make_shared<IngestStreams>(engine, options.ingest_streams_max)),
        ingest(engine, streams),
        unread_answers(options.unread_answer_bytes, parts.clock),
        query(parts.engine, {parts.query_workers, parts.clock, options.query_timeout},
              unread_answers),
        admin(parts.store, parts.engine, streams,
              {parts.admin_workers, parts.clock, options.query_timeout}, options.data_dir) {}

  const RpcServerParts parts;
  const GrpcLog grpc_log;
  const ProtobufLog protobuf_log;
  InflightBytes inflight_bytes;
  const IngestEngine engine;
  const std::shared_ptr<IngestStreams> streams;
  IngestService ingest;
  HeldBytes unread_answers;
  QueryService query;
  AdminService admin;
  std::unique_ptr<grpc::Server> server;
};

RpcServer::RpcServer() = default;

absl::StatusOr<std::unique_ptr<RpcServer>> RpcServer::Start(const RpcServerOptions& options,
                                                            const RpcServerParts& parts) {
  KeepLibrary();
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  std::unique_ptr<RpcServer> server(new RpcServer);
  server->services_ = std::make_unique<Services>(options, parts);
  Services& services = *server->services_;

  grpc::ResourceQuota quota("oxus");
  quota.Resize(kTransportBytes + options.ingest_inflight_bytes);
  grpc::ServerBuilder builder;
  SetLimits(quota, &builder);
  int port = 0;
  builder.AddListeningPort(options.listen, grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&services.ingest);
  builder.RegisterService(&services.query);
  builder.RegisterService(&services.admin);
  services.server = builder.BuildAndStart();
  if (services.server == nullptr || port == 0) {
    return absl::UnavailableError(fmt::format("cannot listen on {}", options.listen));
  }
  server->address_ = BoundAddress(options.listen, port);
  server->RefreshHealth();
  return server;
}

RpcServer::~RpcServer() {
  if (services_ != nullptr && services_->server != nullptr) Shutdown(std::chrono::milliseconds(0));
}

void RpcServer::RefreshHealth() {
  absl::MutexLock lock(&health_mutex_);
  if (shut_down_) return;
  const absl::Status health = services_->parts.store.health();
  if (serving_ && !health.ok()) {
    services_->parts.logger.Error("storage failed; writing is refused",
                                  {{"cause", std::string(health.message())}});
  }
  serving_ = health.ok();
  grpc::HealthCheckServiceInterface* const checks = services_->server->GetHealthCheckService();
  checks->SetServingStatus(serving_);
  for (const char* name : kServiceNames) {
    // Queries are answered from what is on disk also when it cannot be written any more.
    const bool writes = std::string_view(name) == "oxus.v1.IngestService";
    checks->SetServingStatus(name, serving_ || !writes);
  }
}

void RpcServer::Shutdown(std::chrono::milliseconds grace) {
  {
    absl::MutexLock lock(&health_mutex_);
    if (shut_down_) return;
    shut_down_ = true;
    services_->server->GetHealthCheckService()->SetServingStatus(false);
  }
  services_->admin.SetDraining();
  services_->streams->Drain();
  services_->server->Shutdown(std::chrono::system_clock::now() + grace);
}

}  // namespace oxus::rpc
