#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "oxus/v1/admin_service.grpc.pb.h"
#include "server/query/query_engine.h"
#include "server/rpc/ingest_streams.h"
#include "server/rpc/unary_call.h"
#include "storage/event_store.h"

namespace oxus::rpc {

// What an operator sees of the server. What it is given must outlive all calls.
class AdminService final : public oxus::v1::AdminService::CallbackService {
 public:
  // `data_dir` is where free space is looked up.
  AdminService(const storage::EventStore& store, const query::QueryEngine& engine,
               std::shared_ptr<IngestStreams> streams, const CallRunner& runner,
               std::string data_dir);

  grpc::ServerUnaryReactor* GetStatus(grpc::CallbackServerContext* context,
                                      const oxus::v1::GetStatusRequest* request,
                                      oxus::v1::GetStatusResponse* response) override;

  void SetDraining() { draining_ = true; }

 private:
  void Describe(oxus::v1::GetStatusResponse* status) const;

  const storage::EventStore& store_;
  const query::QueryEngine& engine_;
  const std::shared_ptr<IngestStreams> streams_;
  const CallRunner runner_;
  const std::string data_dir_;
  const int64_t started_ms_;
  std::atomic<bool> draining_{false};
};

}  // namespace oxus::rpc
