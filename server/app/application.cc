#include "server/app/application.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <system_error>
#include <thread>

#include "server/config/listen_address.h"
#include "server/ingest/ack_floor_keeper.h"
#include "server/ingest/free_space.h"
#include "server/ingest/local_commit_log.h"
#include "server/ingest/store_upkeep.h"
#include "server/projection/projection.h"
#include "server/query/query_engine.h"
#include "server/rpc/rpc_server.h"
#include "server/runtime/scheduling.h"
#include "server/runtime/worker_pool.h"
#include "storage/event_store.h"

namespace oxus::app {
namespace {

query::EngineOptions EngineOptionsOf(const config::ServerConfig& config) {
  query::EngineOptions options;
  options.limits.max_groups = static_cast<size_t>(config.query_max_groups);
  options.limits.memory_bytes = static_cast<size_t>(config.query_memory_mib) << 20;
  return options;
}

// Queries that wait for a worker; more are told to try again.
constexpr size_t kQueryQueue = 256;

// Admin calls are short: one thread keeps up, and few ever wait.
constexpr size_t kAdminThreads = 1;
constexpr size_t kAdminQueue = 64;

size_t WorkerCount(int64_t configured) {
  if (configured > 0) return static_cast<size_t>(configured);
  return std::max<size_t>(1, std::thread::hardware_concurrency());
}

// How threads that ingest begin: somebody waits for the answer to a query, and producers for room.
std::function<void()> GiveWay(const config::ServerConfig& config) {
  return [niceness = static_cast<int>(config.ingest_nice)] { runtime::LowerPriority(niceness); };
}

rpc::RpcServerOptions ServerOptions(const config::ServerConfig& config) {
  rpc::RpcServerOptions options;
  options.listen = config::ParseListenAddress(config.listen)->ToString();
  options.data_dir = config.data_dir;
  options.ingest_streams_max = static_cast<size_t>(config.ingest_streams_max);
  options.ingest_inflight_batches = static_cast<size_t>(config.ingest_inflight_batches);
  options.ingest_inflight_bytes = static_cast<size_t>(config.ingest_inflight_mib) << 20;
  options.query_timeout = std::chrono::seconds(config.query_timeout_s);
  return options;
}

StartError StoreError(const absl::Status& status, const std::string& data_dir) {
  const std::string cause(status.message());
  switch (status.code()) {
    case absl::StatusCode::kAlreadyExists:
      return {ExitCode::kDataInUse, cause};
    case absl::StatusCode::kFailedPrecondition:
      return {ExitCode::kNewerFormat, cause};
    case absl::StatusCode::kDataLoss:
      return {ExitCode::kDamaged, fmt::format("data directory {} is damaged: {}", data_dir, cause)};
    default:
      return {ExitCode::kFailed,
              fmt::format("data directory {} cannot be opened: {}", data_dir, cause)};
  }
}

}  // namespace

// In the order of dependence: each refers to those before it and goes before them.
struct Application::Engine {
  Engine(const config::ServerConfig& config, std::unique_ptr<storage::EventStore> opened,
         const runtime::Clock& clock, const runtime::Logger& logger)
      : options(ServerOptions(config)),
        store(std::move(opened)),
        ingest_workers("ingest", WorkerCount(config.workers), rpc::IngestQueueCapacity(options),
                       GiveWay(config)),
        query_workers("query", WorkerCount(config.workers), kQueryQueue,
                      runtime::AskForShortSlices),
        admin_workers("admin", kAdminThreads, kAdminQueue),
        room(static_cast<uint64_t>(config.min_free_mib) << 20,
             [directory = config.data_dir] { return ingest::DiskSpaceAt(directory); }),
        upkeep(*store, logger, {.prepare = GiveWay(config)}),
        log(*store, [&clock] { return clock.NowMs(); },
            {.upkeep = &upkeep,
             .prepare = GiveWay(config),
             .may_write = [this] { return room.Check(); }}),
        ack_floor(*store),
        queries(*store, EngineOptionsOf(config)) {}

  const rpc::RpcServerOptions options;
  const std::unique_ptr<storage::EventStore> store;
  runtime::WorkerPool ingest_workers;
  runtime::WorkerPool query_workers;
  runtime::WorkerPool admin_workers;
  const ingest::FreeSpaceFloor room;
  ingest::StoreUpkeep upkeep;
  ingest::LocalCommitLog log;
  ingest::AckFloorKeeper ack_floor;
  const query::QueryEngine queries;
  // What the log file was told last of the room there is.
  bool has_room = true;
  std::unique_ptr<rpc::RpcServer> server;
};

Application::Application(const config::ServerConfig& config, const runtime::Clock& clock,
                         const runtime::Logger& logger)
    : config_(config), clock_(clock), logger_(logger) {}

Application::~Application() { Stop(std::chrono::milliseconds(0)); }

StartError Application::Start() {
  if (StartError opened = OpenStore(); !opened.ok()) return opened;
  return Serve();
}

StartError Application::OpenStore() {
  std::error_code error;
  std::filesystem::create_directories(config_.data_dir, error);
  if (error) {
    return {ExitCode::kFailed,
            fmt::format("data directory {} cannot be made: {}", config_.data_dir, error.message())};
  }
  storage::StoreOptions options;
  options.directory = config_.data_dir;
  options.block_cache_bytes = static_cast<size_t>(config_.block_cache_mib) << 20;
  options.column_cache_bytes = static_cast<size_t>(config_.query_cache_mib) << 20;
  options.projection = projection::ProjectEvent;
  absl::StatusOr<std::unique_ptr<storage::EventStore>> store = storage::EventStore::Open(options);
  if (!store.ok()) return StoreError(store.status(), config_.data_dir);
  const storage::StoreStats stats = (*store)->GetStats();
  logger_.Info("store opened", {{"data_dir", config_.data_dir},
                                {"last_sequence", stats.last_sequence},
                                {"active_events", stats.active_events},
                                {"format_version", stats.format_version}});
  engine_ = std::make_unique<Engine>(config_, *std::move(store), clock_, logger_);
  return {};
}

StartError Application::Serve() {
  Engine& engine = *engine_;
  auto server = rpc::RpcServer::Start(
      engine.options, {*engine.store, engine.log, engine.queries, engine.ingest_workers,
                       engine.query_workers, engine.admin_workers, clock_, logger_});
  if (!server.ok()) {
    // gRPC does not say why; the system does.
    const auto address = config::ParseListenAddress(engine.options.listen);
    const absl::Status cause = config::ProbeListenAddress(*address);
    const bool in_use = absl::IsAlreadyExists(cause);
    return {in_use ? ExitCode::kAddressInUse : ExitCode::kFailed,
            std::string((cause.ok() ? server.status() : cause).message())};
  }
  engine.server = *std::move(server);
  logger_.Info("serving", {{"address", address()}});
  return {};
}

const std::string& Application::address() const { return engine_->server->address(); }

absl::Status Application::Refresh() {
  engine_->server->RefreshHealth();
  ReportRoom();
  return engine_->store->health();
}

void Application::ReportRoom() {
  const absl::Status room = engine_->room.Check();
  if (room.ok() == engine_->has_room) return;
  engine_->has_room = room.ok();
  if (room.ok()) {
    logger_.Info("ingest goes on: the disk has room again", {});
  } else {
    logger_.Error("ingest is refused", {{"cause", std::string(room.message())}});
  }
}

void Application::Stop(std::chrono::milliseconds grace) {
  if (engine_ == nullptr) return;
  if (engine_->server != nullptr) engine_->server->Shutdown(grace);
  // Work of calls that were cut off refers to the server, so it ends first.
  engine_->ingest_workers.Stop();
  engine_->log.Drain();
  engine_->ack_floor.Stop();
  engine_->upkeep.Stop();
  engine_->query_workers.Stop();
  engine_->admin_workers.Stop();
  const uint64_t last_sequence = engine_->store->GetStats().last_sequence;
  engine_.reset();
  logger_.Info("stopped", {{"last_sequence", last_sequence}});
}

}  // namespace oxus::app
