#include "client/oxus/query_client.h"

#include "client/oxus/aggregate_reader.h"

namespace oxus::client {
namespace {

template <typename Stub, typename Request, typename Response>
using UnaryCall = grpc::Status (Stub::*)(grpc::ClientContext*, const Request&, Response*);

template <typename Stub, typename Request, typename Response>
absl::StatusOr<Response> Call(const ServerChannel& channel, Stub& stub,
                              UnaryCall<Stub, Request, Response> call, const Request& request) {
  const std::unique_ptr<grpc::ClientContext> context = channel.NewCall();
  Response response;
  const grpc::Status status = (stub.*call)(context.get(), request, &response);
  if (!status.ok()) return StatusFromGrpc(status);
  return response;
}

}  // namespace

QueryClient::QueryClient(const ServerChannel& channel)
    : channel_(channel),
      query_(oxus::v1::QueryService::NewStub(channel.grpc_channel())),
      admin_(oxus::v1::AdminService::NewStub(channel.grpc_channel())) {}

absl::StatusOr<oxus::v1::AggregateResponse> QueryClient::Aggregate(
    const oxus::v1::AggregateRequest& request) {
  return Call(channel_, *query_, &oxus::v1::QueryService::Stub::Aggregate, request);
}

absl::Status QueryClient::StreamAggregate(const oxus::v1::AggregateRequest& request,
                                          const TakePart& take) {
  return AggregateReader().Run(*query_, request, channel_.timeout(), take);
}

absl::StatusOr<oxus::v1::ListEventsResponse> QueryClient::ListEvents(
    const oxus::v1::ListEventsRequest& request) {
  return Call(channel_, *query_, &oxus::v1::QueryService::Stub::ListEvents, request);
}

absl::StatusOr<oxus::v1::GetEventResponse> QueryClient::GetEvent(
    const oxus::v1::GetEventRequest& request) {
  return Call(channel_, *query_, &oxus::v1::QueryService::Stub::GetEvent, request);
}

absl::StatusOr<oxus::v1::ListFieldsResponse> QueryClient::ListFields() {
  return Call(channel_, *query_, &oxus::v1::QueryService::Stub::ListFields,
              oxus::v1::ListFieldsRequest());
}

absl::StatusOr<oxus::v1::GetStatusResponse> QueryClient::GetStatus() {
  return Call(channel_, *admin_, &oxus::v1::AdminService::Stub::GetStatus,
              oxus::v1::GetStatusRequest());
}

}  // namespace oxus::client
