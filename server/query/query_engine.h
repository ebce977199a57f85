#pragma once

#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "oxus/v1/query_service.pb.h"
#include "server/query/aggregate_answer.h"
#include "server/query/limits.h"
#include "storage/event_store.h"

namespace oxus::query {

struct EngineOptions {
  // Of each aggregate by itself; lists and single events have those of their pages and histories.
  QueryLimits limits;
  // Kept of earlier questions.
  size_t partial_cache_bytes = size_t{128} << 20;
  // Threads that scan for one question, the caller's included; 0: one for each processor.
  size_t threads = 0;
};

// Answers the RPCs of QueryService from one snapshot each. Faults in a request come back as
// INVALID_ARGUMENT with a google.rpc.BadRequest payload (see request_error.h).
// Aggregates and lists go by the columns, segment by segment; what a question found in sealed
// segments is kept for the next time. Any thread; the store must outlive it.
class QueryEngine {
 public:
  explicit QueryEngine(const storage::EventStore& store, const EngineOptions& options = {});
  ~QueryEngine();
  QueryEngine(const QueryEngine&) = delete;
  QueryEngine& operator=(const QueryEngine&) = delete;

  // To be written part by part, by any thread and at any pace: it holds no snapshot. The engine
  // must outlive it. `cancelled` is asked until this returns.
  absl::StatusOr<std::unique_ptr<AggregateAnswer>> Aggregate(
      const oxus::v1::AggregateRequest& request, const Cancelled& cancelled) const;
  // The same, written at once.
  absl::Status Aggregate(const oxus::v1::AggregateRequest& request, const Cancelled& cancelled,
                         oxus::v1::AggregateResponse* response) const;
  // An encoded ListEventsResponse.
  absl::StatusOr<std::string> ListEvents(const oxus::v1::ListEventsRequest& request,
                                         const Cancelled& cancelled) const;
  absl::Status GetEvent(const oxus::v1::GetEventRequest& request,
                        oxus::v1::GetEventResponse* response) const;
  void ListFields(oxus::v1::ListFieldsResponse* response) const;

  // What it keeps in memory.
  std::vector<storage::MemoryUse> memory() const;

 private:
  struct State;

  const storage::EventStore& store_;
  const std::unique_ptr<State> state_;
};

}  // namespace oxus::query
