#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "grpcpp/server.h"
#include "oxus/v1/admin_service.grpc.pb.h"
#include "oxus/v1/ingest_service.grpc.pb.h"
#include "oxus/v1/query_service.grpc.pb.h"

namespace oxus::cli {

// A small stand-in for oxusd on a port of its own. Events are kept by key; an external id that
// begins with "bad" is rejected with two faults, an event without reports is quarantined, and each
// participant is warned about. Aggregates and failures are set by the test.
class FakeServer final : public oxus::v1::IngestService::Service,
                         public oxus::v1::QueryService::Service,
                         public oxus::v1::AdminService::Service {
 public:
  FakeServer();
  ~FakeServer() override;

  const std::string& address() const { return address_; }

  // Set before the calls.
  oxus::v1::AggregateResponse aggregate;
  // Instead of `aggregate`, when there are any.
  std::vector<oxus::v1::AggregateResponse> aggregate_parts;
  // Every query is refused with it, unless it is OK.
  grpc::Status query_status;
  // How an aggregate ends after its parts.
  grpc::Status aggregate_end;
  // An aggregate never ends after its parts.
  bool aggregate_hangs = false;
  oxus::v1::GetStatusResponse status;
  // Most events on one page.
  int page_limit = 2;

  // What came in.
  oxus::v1::AggregateRequest last_aggregate;
  oxus::v1::ListEventsRequest last_list;
  oxus::v1::GetEventRequest last_get;
  int list_calls = 0;

  void Store(const oxus::v1::StoredEvent& event);
  size_t stored() const;

  grpc::Status Ingest(
      grpc::ServerContext*,
      grpc::ServerReaderWriter<oxus::v1::IngestResponse, oxus::v1::IngestRequest>* stream) override;
  grpc::Status StreamAggregate(grpc::ServerContext* context,
                               const oxus::v1::AggregateRequest* request,
                               grpc::ServerWriter<oxus::v1::AggregateResponse>* writer) override;
  grpc::Status ListEvents(grpc::ServerContext*, const oxus::v1::ListEventsRequest* request,
                          oxus::v1::ListEventsResponse* response) override;
  grpc::Status GetEvent(grpc::ServerContext*, const oxus::v1::GetEventRequest* request,
                        oxus::v1::GetEventResponse* response) override;
  grpc::Status ListFields(grpc::ServerContext*, const oxus::v1::ListFieldsRequest*,
                          oxus::v1::ListFieldsResponse* response) override;
  grpc::Status GetStatus(grpc::ServerContext*, const oxus::v1::GetStatusRequest*,
                         oxus::v1::GetStatusResponse* response) override;

 private:
  oxus::v1::SubmissionOutcome Decide(const oxus::v1::Submission& submission);

  mutable std::mutex mutex_;
  // States of each key, oldest first; keys in order.
  std::map<std::string, std::vector<oxus::v1::StoredEvent>> events_;
  uint64_t last_sequence_ = 0;
  std::string address_;
  std::unique_ptr<grpc::Server> server_;
};

// `code` with a google.rpc.ErrorInfo of that reason in the trailer.
grpc::Status ReasonedError(grpc::StatusCode code, const std::string& reason,
                           const std::string& message);

// INVALID_ARGUMENT with a google.rpc.BadRequest in the trailer, as the server sends it.
grpc::Status FieldError(const std::string& field, const std::string& description);

}  // namespace oxus::cli
