#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "server/ingest/commit_log.h"
#include "server/query/query_engine.h"
#include "server/runtime/clock.h"
#include "server/runtime/logger.h"
#include "server/runtime/worker_pool.h"
#include "storage/event_store.h"

namespace oxus::rpc {

struct RpcServerOptions {
  // Numeric HOST:PORT; port 0 takes any free one.
  std::string listen;
  // Where GetStatus looks for free space.
  std::string data_dir;
  size_t ingest_streams_max = 64;
  size_t ingest_inflight_batches = 4;
  size_t ingest_inflight_bytes = 128u << 20;
  std::chrono::milliseconds query_timeout{30'000};
  // What answers of StreamAggregate calls take while clients read them, all calls together.
  size_t unread_answer_bytes = 256u << 20;
};

// What the services work with. All of it must outlive the server.
struct RpcServerParts {
  const storage::EventStore& store;
  ingest::CommitLog& log;
  const query::QueryEngine& engine;
  // Checks batches and encodes answers; see IngestQueueCapacity.
  runtime::WorkerPool& ingest_workers;
  // Runs queries; its queue bounds the queries that wait.
  runtime::WorkerPool& query_workers;
  // Runs admin calls, which must be answered while long queries hold every query worker.
  runtime::WorkerPool& admin_workers;
  const runtime::Clock& clock;
  const runtime::Logger& logger;
};

// Queue that ingest_workers need so that no admitted batch is ever turned away.
size_t IngestQueueCapacity(const RpcServerOptions& options);

// The gRPC server: ingest, query and admin services, health and reflection, with every limit set.
// Serves when Start returns. Thread-safe. Shut down, then stop the workers and drain the log,
// then destroy: work of calls that were cut off refers to the server until then. gRPC's own
// threads stay until the process ends.
class RpcServer {
 public:
  // UNAVAILABLE when the address cannot be listened on.
  static absl::StatusOr<std::unique_ptr<RpcServer>> Start(const RpcServerOptions& options,
                                                          const RpcServerParts& parts);
  // Shuts down at once unless Shutdown was called.
  ~RpcServer();

  // The address with the port that was bound.
  const std::string& address() const { return address_; }

  // Sets health from the store and whether the server drains; to be called now and then.
  void RefreshHealth();

  // Says NOT_SERVING, takes nothing new, answers what is in flight, ends each stream with
  // UNAVAILABLE; after `grace` cuts off what is left. Returns when no call is left.
  void Shutdown(std::chrono::milliseconds grace);

 private:
  struct Services;

  RpcServer();

  std::unique_ptr<Services> services_;
  std::string address_;
  absl::Mutex health_mutex_;
  bool shut_down_ ABSL_GUARDED_BY(health_mutex_) = false;
  bool serving_ ABSL_GUARDED_BY(health_mutex_) = false;
};

}  // namespace oxus::rpc
