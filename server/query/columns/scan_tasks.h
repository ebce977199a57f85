#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "server/query/columns/partial_cache.h"
#include "server/query/columns/segment_scan.h"
#include "server/query/scan_plan.h"
#include "storage/event_store.h"

namespace oxus::query {

// A stretch of a segment's rows, with what is known of it or has to be found.
struct ScanTask {
  ScanPart part;
  PartialCache::Extent extent;
  // Whether what is found may be kept.
  bool keeps = false;
  bool is_tail = false;
  bool is_known = false;
  // The last one of its segment.
  bool ends_segment = true;
  // Null: nothing there can match.
  std::shared_ptr<const Partial> partial;
  absl::Status status;
};

// What a scan has to do.
struct ScanTasks {
  std::vector<storage::SegmentPart> parts;
  // By part; whole, and whether what is found there may be kept.
  std::vector<PartialCache::Extent> extents;
  std::vector<bool> may_keep;
  // What is known of the first parts together, the longest run there is.
  PartialCache::Run run;
  // Of the last of them some rows are not in it.
  bool run_ends_inside = false;
  // How many the run over sealed segments takes in.
  size_t sealed_run_segments = 0;
  // The others in the order of their rows: sums of fractions are the same every time only when
  // they are made in one order.
  std::vector<ScanTask> tasks;
  // Of the run, without a segment that it ends inside.
  uint64_t segments_skipped = 0;
  uint64_t segments_cached = 0;

  // Over all parts, at the state of the plan.
  uint64_t marks() const;
};

// Takes what the cache knows of the question; nothing without one.
ScanTasks PlanTasks(const ScanPlan& plan, const std::string& question,
                    const storage::Snapshot& snapshot, PartialCache& cache);

// The parts of a snapshot up to a sequence.
std::vector<storage::SegmentPart> PartsUpTo(const storage::Snapshot& snapshot, uint64_t as_of);

}  // namespace oxus::query
