#pragma once

#include "absl/status/status.h"
#include "oxus/v1/query_service.pb.h"
#include "storage/event_store.h"

namespace oxus::scan {

// Answers an AggregateRequest by what query_service.proto says of it and nothing else: the log is
// replayed for each question and every event judged on its own. Of the footnote, what the server
// did for it (rows, segments, time) is left out. INVALID_ARGUMENT, naming no field, for some
// faults; a request is otherwise taken to be sound.
absl::Status Aggregate(const storage::Snapshot& snapshot, const v1::AggregateRequest& request,
                       v1::AggregateResponse* response);

}  // namespace oxus::scan
