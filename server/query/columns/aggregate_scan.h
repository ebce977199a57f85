#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "server/query/columns/chains.h"
#include "server/query/columns/merged_groups.h"
#include "server/query/columns/scan_times.h"
#include "server/query/columns/scan_tools.h"
#include "server/query/limits.h"
#include "server/query/scan_plan.h"
#include "storage/event_store.h"

namespace oxus::query {

struct ScanOutcome {
  std::unique_ptr<MergedGroups> groups;
  Corrected corrected;
  uint64_t segments_scanned = 0;
  uint64_t segments_skipped = 0;
  uint64_t segments_cached = 0;
  uint64_t rows_scanned = 0;
};

// Adds up the events of a snapshot in groups, segment by segment, as plan.as_of saw them.
// `question` names the plan in the cache (ScanKey); empty: neither use nor keep partial results.
// Doubles are the same to the last digit whatever was kept. `times` may be null.
// RESOURCE_EXHAUSTED past a limit, CANCELLED, DATA_LOSS.
absl::StatusOr<ScanOutcome> ScanAggregate(const ScanPlan& plan, const std::string& question,
                                          const storage::Snapshot& snapshot, ScanTools& tools,
                                          const Cancelled& cancelled, ScanTimes* times);

}  // namespace oxus::query
