#include "server/rpc/query_service.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/rpc/answer_parts.h"
#include "server/rpc/byte_buffer.h"

namespace oxus::rpc {

using query::Cancelled;

namespace {

template <typename Request>
absl::StatusOr<Request> Parse(const grpc::ByteBuffer& bytes) {
  Request request;
  if (request.ParseFromString(Flatten(bytes))) return request;
  return absl::InvalidArgumentError(
      absl::StrCat("the message is no ", Request::descriptor()->name()));
}

}  // namespace

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
  const auto parsed = Parse<oxus::v1::AggregateRequest>(request);
  if (!parsed.ok()) return parsed.status();
  return engine_.Aggregate(*parsed, cancelled);
}

grpc::ServerUnaryReactor* QueryService::ListEvents(grpc::CallbackServerContext* context,
                                                   const grpc::ByteBuffer* request,
                                                   grpc::ByteBuffer* response) {
  return RunShortUnary(context, runner_, lists_, response,
                       [this, request = *request](const Cancelled& cancelled,
                                                  grpc::ByteBuffer* answer) -> absl::Status {
                         const auto parsed = Parse<oxus::v1::ListEventsRequest>(request);
                         if (!parsed.ok()) return parsed.status();
                         auto page = engine_.ListEvents(*parsed, cancelled);
                         if (page.ok()) *answer = ToByteBuffer(*std::move(page));
                         return page.status();
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
