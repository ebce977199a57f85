#include "tests/cli/fake_server.h"

#include <algorithm>
#include <thread>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server_builder.h"

namespace oxus::cli {
namespace {

using oxus::v1::Issue;
using oxus::v1::StoredEvent;
using oxus::v1::SubmissionOutcome;

std::string KeyOf(const oxus::v1::EventKey& key) {
  return key.producer_id() + "/" + key.external_id();
}

void AddIssue(SubmissionOutcome& outcome, Issue::Severity severity, const char* field,
              const char* reason, const char* message) {
  Issue* issue = outcome.add_issues();
  issue->set_severity(severity);
  issue->set_field(field);
  issue->set_reason(reason);
  issue->set_message(message);
}

}  // namespace

FakeServer::FakeServer() {
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(static_cast<oxus::v1::IngestService::Service*>(this));
  builder.RegisterService(static_cast<oxus::v1::QueryService::Service*>(this));
  builder.RegisterService(static_cast<oxus::v1::AdminService::Service*>(this));
  server_ = builder.BuildAndStart();
  address_ = "127.0.0.1:" + std::to_string(port);
}

FakeServer::~FakeServer() { server_->Shutdown(std::chrono::system_clock::now()); }

void FakeServer::Store(const StoredEvent& event) {
  const std::lock_guard lock(mutex_);
  events_[KeyOf(event.event().key())].push_back(event);
}

size_t FakeServer::stored() const {
  const std::lock_guard lock(mutex_);
  return events_.size();
}

SubmissionOutcome FakeServer::Decide(const oxus::v1::Submission& submission) {
  SubmissionOutcome outcome;
  const oxus::v1::Event& event = submission.event();
  if (event.key().external_id().rfind("bad", 0) == 0) {
    outcome.set_result(SubmissionOutcome::RESULT_REJECTED);
    AddIssue(outcome, Issue::SEVERITY_ERROR, "event.place.country", "COUNTRY_UNKNOWN",
             "'XX', expected ISO 3166-1");
    AddIssue(outcome, Issue::SEVERITY_ERROR, "event.occurred", "TIME_FUTURE", "in the year 3000");
    return outcome;
  }
  const std::lock_guard lock(mutex_);
  std::vector<StoredEvent>& states = events_[KeyOf(event.key())];
  if (!states.empty()) {
    outcome.set_result(SubmissionOutcome::RESULT_DUPLICATE);
    outcome.set_sequence(states.front().sequence());
    return outcome;
  }
  StoredEvent stored;
  *stored.mutable_event() = event;
  stored.set_sequence(++last_sequence_);
  stored.set_status(oxus::v1::EVENT_STATUS_ACTIVE);
  states.push_back(stored);
  outcome.set_result(SubmissionOutcome::RESULT_STORED);
  outcome.set_sequence(last_sequence_);
  if (event.reports().empty()) {
    outcome.set_quarantined(true);
    AddIssue(outcome, Issue::SEVERITY_QUARANTINE, "event.reports", "NO_REPORT", "none");
  }
  for (int i = 0; i < event.participants_size(); ++i) {
    AddIssue(outcome, Issue::SEVERITY_WARNING, "event.participants", "ACTOR_UNKNOWN", "no such id");
  }
  return outcome;
}

grpc::Status FakeServer::Ingest(
    grpc::ServerContext*,
    grpc::ServerReaderWriter<oxus::v1::IngestResponse, oxus::v1::IngestRequest>* stream) {
  oxus::v1::IngestRequest request;
  while (stream->Read(&request)) {
    oxus::v1::IngestResponse response;
    response.set_batch_id(request.batch_id());
    for (const auto& submission : request.submissions()) {
      *response.add_outcomes() = Decide(submission);
    }
    stream->Write(response);
  }
  return grpc::Status::OK;
}

grpc::Status FakeServer::StreamAggregate(grpc::ServerContext* context,
                                         const oxus::v1::AggregateRequest* request,
                                         grpc::ServerWriter<oxus::v1::AggregateResponse>* writer) {
  last_aggregate = *request;
  if (!query_status.ok()) return query_status;
  if (aggregate_parts.empty()) writer->Write(aggregate);
  for (const auto& part : aggregate_parts) writer->Write(part);
  while (aggregate_hangs && !context->IsCancelled()) std::this_thread::yield();
  return aggregate_end;
}

grpc::Status FakeServer::ListEvents(grpc::ServerContext*,
                                    const oxus::v1::ListEventsRequest* request,
                                    oxus::v1::ListEventsResponse* response) {
  const std::lock_guard lock(mutex_);
  last_list = *request;
  ++list_calls;
  const size_t first = request->page_token().empty() ? 0 : std::stoul(request->page_token());
  const size_t limit = std::min<size_t>(page_limit, request->page_size());
  size_t number = 0;
  for (const auto& [key, states] : events_) {
    if (number >= first && number < first + limit) *response->add_events() = states.back();
    ++number;
  }
  if (first + limit < events_.size()) {
    response->set_next_page_token(std::to_string(first + limit));
  }
  return query_status;
}

grpc::Status FakeServer::GetEvent(grpc::ServerContext*, const oxus::v1::GetEventRequest* request,
                                  oxus::v1::GetEventResponse* response) {
  const std::lock_guard lock(mutex_);
  last_get = *request;
  const auto found = events_.find(KeyOf(request->key()));
  if (found == events_.end()) return {grpc::StatusCode::NOT_FOUND, "key was never stored"};
  *response->mutable_event() = found->second.back();
  if (request->history()) {
    for (const StoredEvent& state : found->second) *response->add_history() = state;
  }
  return query_status;
}

grpc::Status FakeServer::ListFields(grpc::ServerContext*, const oxus::v1::ListFieldsRequest*,
                                    oxus::v1::ListFieldsResponse* response) {
  auto* field = response->add_fields();
  field->set_name("kind");
  field->set_type("text");
  field->set_description("Incident or contact");
  field->set_groupable(true);
  field->set_filterable(true);
  field->add_values("INCIDENT");
  field->add_values("CONTACT");
  auto* metric = response->add_metrics();
  metric->set_name("events");
  metric->set_description("Number of events");
  auto* function = response->add_functions();
  function->set_name("within");
  function->add_parameters("lat");
  function->add_parameters("lon");
  function->add_parameters("km");
  function->set_description("Near a point");
  return query_status;
}

grpc::Status FakeServer::GetStatus(grpc::ServerContext*, const oxus::v1::GetStatusRequest*,
                                   oxus::v1::GetStatusResponse* response) {
  *response = status;
  response->set_version("0.1.0");
  response->set_state(oxus::v1::GetStatusResponse::STATE_SERVING);
  response->set_last_sequence(7);
  response->set_active_events(5);
  response->set_storage_bytes(3u << 20);
  auto* producer = response->add_producers();
  producer->set_producer_id("gdelt");
  producer->set_records(7);
  return query_status;
}

grpc::Status ReasonedError(grpc::StatusCode code, const std::string& reason,
                           const std::string& message) {
  google::rpc::ErrorInfo info;
  info.set_reason(reason);
  google::rpc::Status status;
  status.set_code(code);
  status.add_details()->PackFrom(info);
  return {code, message, status.SerializeAsString()};
}

grpc::Status FieldError(const std::string& field, const std::string& description) {
  google::rpc::BadRequest bad_request;
  auto* violation = bad_request.add_field_violations();
  violation->set_field(field);
  violation->set_description(description);
  google::rpc::Status status;
  status.set_code(grpc::StatusCode::INVALID_ARGUMENT);
  status.add_details()->PackFrom(bad_request);
  return {grpc::StatusCode::INVALID_ARGUMENT, description, status.SerializeAsString()};
}

}  // namespace oxus::cli
