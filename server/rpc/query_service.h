#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "oxus/v1/query_service.grpc.pb.h"
#include "server/query/query_engine.h"
#include "server/rpc/answer_stream.h"
#include "server/rpc/unary_call.h"

namespace oxus::rpc {

// Aggregates and lists take and send bytes: an answer is encoded by the worker that made it, and
// the messages of its rows need not outlive that; events go out as they lie in the log.
using QueryMethods = oxus::v1::QueryService::WithRawCallbackMethod_Aggregate<
    oxus::v1::QueryService::WithRawCallbackMethod_StreamAggregate<
        oxus::v1::QueryService::WithRawCallbackMethod_ListEvents<
            oxus::v1::QueryService::WithCallbackMethod_GetEvent<
                oxus::v1::QueryService::WithCallbackMethod_ListFields<
                    oxus::v1::QueryService::Service>>>>>;

// The gRPC face of the query engine: each call runs on a worker, but for lists that are soon made,
// and stops when its client has gone or the runner's timeout has passed. Engine, runner and
// `unread` must outlive all calls.
class QueryService final : public QueryMethods {
 public:
  // `unread` counts what the answers of streams take while clients read them.
  QueryService(const query::QueryEngine& engine, const CallRunner& runner, HeldBytes& unread)
      : engine_(engine), runner_(runner), unread_(unread) {}

  grpc::ServerUnaryReactor* Aggregate(grpc::CallbackServerContext* context,
                                      const grpc::ByteBuffer* request,
                                      grpc::ByteBuffer* response) override;
  AnswerStream::GrpcReactor* StreamAggregate(grpc::CallbackServerContext* context,
                                             const grpc::ByteBuffer* request) override;
  grpc::ServerUnaryReactor* ListEvents(grpc::CallbackServerContext* context,
                                       const grpc::ByteBuffer* request,
                                       grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* GetEvent(grpc::CallbackServerContext* context,
                                     const oxus::v1::GetEventRequest* request,
                                     oxus::v1::GetEventResponse* response) override;
  grpc::ServerUnaryReactor* ListFields(grpc::CallbackServerContext* context,
                                       const oxus::v1::ListFieldsRequest* request,
                                       oxus::v1::ListFieldsResponse* response) override;

 private:
  absl::StatusOr<std::unique_ptr<query::AggregateAnswer>> Ask(
      const grpc::ByteBuffer& request, const query::Cancelled& cancelled) const;

  const query::QueryEngine& engine_;
  const CallRunner runner_;
  HeldBytes& unread_;
  // A page mostly lies in one segment or two.
  ShortCalls lists_;
};

}  // namespace oxus::rpc
