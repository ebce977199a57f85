#include "server/rpc/query_service.h"

#include <memory>
#include <utility>

#include "server/rpc/answer_parts.h"
#include "server/rpc/byte_buffer.h"

namespace oxus::rpc {

using query::Cancelled;

// Requests are copied: gRPC's own is gone when a cancelled call ends before its work.

grpc::ServerUnaryReactor* QueryService::Aggregate(grpc::CallbackServerContext* /*context*/,
                                                  const oxus::v1::AggregateRequest* request,
                                                  oxus::v1::AggregateResponse* response) {
  return RunUnary(
      runner_, response,
      [this, request = *request](const Cancelled& cancelled, oxus::v1::AggregateResponse* answer) {
        auto found = engine_.Aggregate(request, cancelled);
        return found.ok() ? WriteUnaryAnswer(**found, cancelled, answer) : found.status();
      });
}

AnswerStream::GrpcReactor* QueryService::StreamAggregate(grpc::CallbackServerContext* /*context*/,
                                                         const grpc::ByteBuffer* request) {
  return RunAnswerStream(
      runner_, unread_,
      [this, bytes = *request](const Cancelled& cancelled,
                               std::unique_ptr<AnswerMessages>* parts) -> absl::Status {
        oxus::v1::AggregateRequest parsed;
        if (!parsed.ParseFromString(Flatten(bytes))) {
          return absl::InvalidArgumentError("the message is not an AggregateRequest");
        }
        auto found = engine_.Aggregate(parsed, cancelled);
        if (found.ok()) *parts = PartsOf(*std::move(found));
        return found.status();
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
