#include "server/rpc/query_service.h"

#include <memory>
#include <utility>

#include "server/rpc/answer_parts.h"
#include "server/rpc/byte_buffer.h"

namespace oxus::rpc {

using query::Cancelled;

// Requests are copied: gRPC's own is gone when a cancelled call ends before its work.

grpc::ServerUnaryReactor* QueryService::Aggregate(grpc::CallbackServerContext* /*context*/,
                                                  const grpc::ByteBuffer* request,
                                                  grpc::ByteBuffer* response) {
  return RunUnary(runner_, response,
                  [this, request = *request](const Cancelled& cancelled,
                                             grpc::ByteBuffer* answer) -> absl::Status {
                    auto found = Ask(request, cancelled);
                    if (!found.ok()) return found.status();
                    auto bytes = UnaryAnswer(**found, cancelled);
                    if (bytes.ok()) *answer = ToByteBuffer(*std::move(bytes));
                    return bytes.status();
                  });
}

AnswerStream::GrpcReactor* QueryService::StreamAggregate(grpc::CallbackServerContext* /*context*/,
                                                         const grpc::ByteBuffer* request) {
  return RunAnswerStream(
      runner_, unread_,
      [this, request = *request](const Cancelled& cancelled,
                                 std::unique_ptr<AnswerMessages>* parts) -> absl::Status {
        auto found = Ask(request, cancelled);
        if (found.ok()) *parts = PartsOf(*std::move(found));
        return found.status();
      });
}

absl::StatusOr<std::unique_ptr<query::AggregateAnswer>> QueryService::Ask(
    const grpc::ByteBuffer& request, const Cancelled& cancelled) const {
  oxus::v1::AggregateRequest parsed;
  if (!parsed.ParseFromString(Flatten(request))) {
    return absl::InvalidArgumentError("the message is not an AggregateRequest");
  }
  return engine_.Aggregate(parsed, cancelled);
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
