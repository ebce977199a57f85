#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "oxus/v1/query_service.pb.h"
#include "server/query/aggregate_answer.h"
#include "server/query/columns/aggregate_scan.h"
#include "server/query/limits.h"
#include "storage/event_store.h"

namespace oxus::query {

// Answers an AggregateRequest from a snapshot.
//
// A state of an event is a revision, or what an attached report made of it. A state matches when
// it lies in the interval - its local start does; or, if it is imprecise (its span is longer than
// the bucket or the interval), its span overlaps it - and the filter holds. Each event is judged
// by where its key stood at the state of the log asked for, and counted once at most. When its
// latest state matches, it is counted in the footnote under the first of these that applies, else
// in the answer, and its earlier states count nowhere:
//   retracted       its producer has withdrawn it
//   planned         its modality is not asked for
//   duplicates      it is a DUPLICATE_OF a key stored and not withdrawn, unless they are included
//   time_imprecise  it is imprecise and not placed by AggregateRequest.imprecise
// When its latest state does not match, it is counted
//   superseded      if it is not withdrawn and an earlier state of it, however old, matched: a
//                   correction moved it out of the answer
//   place_imprecise, below_grade   as query_service.proto says
//
// Footnote.rows_scanned counts log records, retractions included. The answer is the engine's whose
// tools are given, and needs the snapshot no more. INVALID_ARGUMENT, RESOURCE_EXHAUSTED past a
// limit, CANCELLED and the errors of the snapshot.
absl::StatusOr<std::unique_ptr<AggregateAnswer>> Aggregate(
    const storage::Snapshot& snapshot, const oxus::v1::AggregateRequest& request, ScanTools& tools,
    const Cancelled& cancelled);

}  // namespace oxus::query
