#pragma once

#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "client/oxus/channel.h"
#include "oxus/v1/admin_service.grpc.pb.h"
#include "oxus/v1/query_service.grpc.pb.h"

namespace oxus::client {

// The calls that read, one blocking method each. All are safe to retry; none is retried here.
// Each ends within the channel's timeout with DEADLINE_EXCEEDED at the latest. Errors are those
// of StatusFromGrpc. Any thread; the channel must outlive it.
class QueryClient {
 public:
  // Takes the next part of an answer. Returns false when no more is wanted.
  using TakePart = std::function<bool(oxus::v1::AggregateResponse part)>;

  explicit QueryClient(const ServerChannel& channel);

  absl::StatusOr<oxus::v1::AggregateResponse> Aggregate(const oxus::v1::AggregateRequest& request);
  // Passes the parts to `take` in order, on the calling thread; at most one more is fetched while
  // it works. What it was given is an answer only if this returns OK. CANCELLED when `take` broke
  // it off. The timeout is that of the wait for each part; the time `take` needs does not count.
  absl::Status StreamAggregate(const oxus::v1::AggregateRequest& request, const TakePart& take);
  absl::StatusOr<oxus::v1::ListEventsResponse> ListEvents(
      const oxus::v1::ListEventsRequest& request);
  absl::StatusOr<oxus::v1::GetEventResponse> GetEvent(const oxus::v1::GetEventRequest& request);
  absl::StatusOr<oxus::v1::ListFieldsResponse> ListFields();
  absl::StatusOr<oxus::v1::GetStatusResponse> GetStatus();

 private:
  const ServerChannel& channel_;
  std::unique_ptr<oxus::v1::QueryService::Stub> query_;
  std::unique_ptr<oxus::v1::AdminService::Stub> admin_;
};

}  // namespace oxus::client
