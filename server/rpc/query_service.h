#pragma once

#include "oxus/v1/query_service.grpc.pb.h"
#include "server/query/query_engine.h"
#include "server/rpc/unary_call.h"

namespace oxus::rpc {

// The gRPC face of the query engine: each call runs on a worker and stops when its client has
// gone or the runner's timeout has passed. Engine and runner must outlive all calls.
class QueryService final : public oxus::v1::QueryService::CallbackService {
 public:
  QueryService(const query::QueryEngine& engine, const UnaryRunner& runner)
      : engine_(engine), runner_(runner) {}

  grpc::ServerUnaryReactor* Aggregate(grpc::CallbackServerContext* context,
                                      const oxus::v1::AggregateRequest* request,
                                      oxus::v1::AggregateResponse* response) override;
  grpc::ServerUnaryReactor* ListEvents(grpc::CallbackServerContext* context,
                                       const oxus::v1::ListEventsRequest* request,
                                       oxus::v1::ListEventsResponse* response) override;
  grpc::ServerUnaryReactor* GetEvent(grpc::CallbackServerContext* context,
                                     const oxus::v1::GetEventRequest* request,
                                     oxus::v1::GetEventResponse* response) override;
  grpc::ServerUnaryReactor* ListFields(grpc::CallbackServerContext* context,
                                       const oxus::v1::ListFieldsRequest* request,
                                       oxus::v1::ListFieldsResponse* response) override;

 private:
  const query::QueryEngine& engine_;
  const UnaryRunner runner_;
};

}  // namespace oxus::rpc
