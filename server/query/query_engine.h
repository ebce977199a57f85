#pragma once

#include <functional>

#include "absl/status/status.h"
#include "oxus/v1/query_service.pb.h"
#include "storage/event_store.h"

namespace oxus::query {

// Limits of a query; past them it answers INVALID_ARGUMENT or RESOURCE_EXHAUSTED naming limit
// and value.
inline constexpr int kMaxGroupBy = 4;
inline constexpr int kMaxMetrics = 16;
inline constexpr size_t kMaxGroups = 100'000;
// Not refused: a larger page is cut to it.
inline constexpr uint32_t kMaxPageSize = 1000;
inline constexpr uint32_t kDefaultPageSize = 100;

// Returns true when the caller no longer wants the answer (cancelled, deadline passed).
using Cancelled = std::function<bool()>;

// Answers the RPCs of QueryService from one snapshot each. Faults in a request come back as
// INVALID_ARGUMENT with a google.rpc.BadRequest payload (see request_error.h).
// A straightforward scan of the log: every record is read and parsed. Any thread; the store
// must outlive it.
class QueryEngine {
 public:
  explicit QueryEngine(const storage::EventStore& store) : store_(store) {}

  absl::Status Aggregate(const oxus::v1::AggregateRequest& request, const Cancelled& cancelled,
                         oxus::v1::AggregateResponse* response) const;
  absl::Status ListEvents(const oxus::v1::ListEventsRequest& request, const Cancelled& cancelled,
                          oxus::v1::ListEventsResponse* response) const;
  absl::Status GetEvent(const oxus::v1::GetEventRequest& request,
                        oxus::v1::GetEventResponse* response) const;
  void ListFields(oxus::v1::ListFieldsResponse* response) const;

 private:
  const storage::EventStore& store_;
};

}  // namespace oxus::query
