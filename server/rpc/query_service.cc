#include "server/rpc/query_service.h"

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
        const absl::Status status = engine_.Aggregate(request, cancelled, answer);
        return status.ok() ? CheckUnaryAnswer(*answer) : status;
      });
}

AnswerStream::GrpcReactor* QueryService::StreamAggregate(grpc::CallbackServerContext* /*context*/,
                                                         const grpc::ByteBuffer* request) {
  return RunAnswerStream(
      runner_, unread_,
      [this, bytes = *request](const Cancelled& cancelled, EncodedAnswer* parts) -> absl::Status {
        oxus::v1::AggregateRequest parsed;
        if (!parsed.ParseFromString(Flatten(bytes))) {
          return absl::InvalidArgumentError("the message is not an AggregateRequest");
        }
        oxus::v1::AggregateResponse answer;
        const absl::Status status = engine_.Aggregate(parsed, cancelled, &answer);
        if (status.ok()) *parts = SplitAnswer(std::move(answer));
        return status;
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
