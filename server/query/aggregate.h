#pragma once

#include "absl/status/status.h"
#include "oxus/v1/query_service.pb.h"
#include "server/query/query_engine.h"
#include "storage/event_store.h"

namespace oxus::query {

// Answers an AggregateRequest from a snapshot.
//
// A row is a state of an event: a revision, or what an attached report made of it. A row is
// looked at when it lies in the interval - its local start does; or, if it is imprecise (its span
// is longer than the bucket or the interval), its span overlaps it - and the filter holds. Such a
// row is then counted in the footnote under the first of these that applies, else in the answer:
//   retracted       its producer had withdrawn it by the state asked for
//   superseded      a later revision or an attached report had taken its place
//   planned         its modality is not asked for
//   duplicates      it is a DUPLICATE_OF a key stored and not withdrawn, unless they are included
//   time_imprecise  it is imprecise
//
// Footnote.rows_scanned counts log records, retractions included. INVALID_ARGUMENT,
// RESOURCE_EXHAUSTED past kMaxGroups, CANCELLED and the errors of the snapshot.
absl::Status Aggregate(const storage::Snapshot& snapshot, const oxus::v1::AggregateRequest& request,
                       const Cancelled& cancelled, oxus::v1::AggregateResponse* response);

}  // namespace oxus::query
