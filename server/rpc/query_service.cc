#include "server/rpc/query_service.h"

namespace oxus::rpc {

using query::Cancelled;

// Requests are copied: gRPC's own is gone when a cancelled call ends before its work.

grpc::ServerUnaryReactor* QueryService::Aggregate(grpc::CallbackServerContext* /*context*/,
                                                  const oxus::v1::AggregateRequest* request,
                                                  oxus::v1::AggregateResponse* response) {
  return RunUnary(
      runner_, response,
      [this, request = *request](const Cancelled& cancelled, oxus::v1::AggregateResponse* answer) {
        return engine_.Aggregate(request, cancelled, answer);
      });
}

grpc::ServerUnaryReactor* QueryService::ListEvents(grpc::CallbackServerContext* /*context*/,
                                                   const oxus::v1::ListEventsRequest* request,
                                                   oxus::v1::ListEventsResponse* response) {
  return RunUnary(
      runner_, response,
      [this, request = *request](const Cancelled& cancelled, oxus::v1::ListEventsResponse* answer) {
        return engine_.ListEvents(request, cancelled, answer);
      });
}

grpc::ServerUnaryReactor* QueryService::GetEvent(grpc::CallbackServerContext* /*context*/,
                                                 const oxus::v1::GetEventRequest* request,
                                                 oxus::v1::GetEventResponse* response) {
  return RunUnary(runner_, response,
                  [this, request = *request](const Cancelled&, oxus::v1::GetEventResponse* answer) {
                    return engine_.GetEvent(request, answer);
                  });
}

grpc::ServerUnaryReactor* QueryService::ListFields(grpc::CallbackServerContext* /*context*/,
                                                   const oxus::v1::ListFieldsRequest* /*request*/,
                                                   oxus::v1::ListFieldsResponse* response) {
  return RunUnary(runner_, response,
                  [this](const Cancelled&, oxus::v1::ListFieldsResponse* answer) {
                    engine_.ListFields(answer);
                    return absl::OkStatus();
                  });
}

}  // namespace oxus::rpc
