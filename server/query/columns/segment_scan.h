#pragma once

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "server/query/columns/axis.h"
#include "server/query/columns/partial.h"
#include "server/query/columns/predicate.h"
#include "server/query/columns/scan_times.h"
#include "server/query/columns/segment_groups.h"
#include "server/query/scan_plan.h"
#include "storage/event_store.h"

namespace oxus::query {

// What the scan of every segment shares. All of it must outlive the scan; any thread.
struct ScanContext {
  const ScanPlan& plan;
  const std::vector<Axis>& axes;
  const MeasureSources& sources;
  // Null takes everything.
  const Predicate* filter = nullptr;
  // What of the filter leniency may change.
  bool asks_for_places = false;
  bool asks_for_grades = false;
  const storage::Snapshot& snapshot;
  const Cancelled& cancelled;
  const QueryLimits& limits;
  // May be null.
  ScanTimes* times = nullptr;
};

// Rows [first_row, part.rows) of a segment.
struct ScanPart {
  storage::SegmentPart part;
  uint32_t first_row = 0;
};

// Adds up the rows of one segment that the plan asks for, at the plan's state. Null: a look at the
// zones told that none can be. CANCELLED, DATA_LOSS and what the snapshot answers.
absl::StatusOr<std::shared_ptr<const Partial>> ScanSegment(const ScanContext& context,
                                                           const ScanPart& part);

// Whether the answer for the segment hangs on more than its own rows and marks, so that it may not
// be kept: whether a DUPLICATE_OF counts depends on another event.
bool LooksElsewhere(const ScanPlan& plan, const storage::Segment& segment);

}  // namespace oxus::query
