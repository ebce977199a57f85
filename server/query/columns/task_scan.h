#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "server/query/columns/axis.h"
#include "server/query/columns/predicate.h"
#include "server/query/columns/scan_tasks.h"
#include "server/query/columns/scan_times.h"
#include "server/query/columns/scan_tools.h"
#include "server/query/columns/segment_groups.h"
#include "server/query/columns/segment_scan.h"
#include "server/query/limits.h"
#include "server/query/scan_plan.h"

namespace oxus::query {

// Scans the tasks of one question that nothing is known of, by several threads.
// One thread calls it; what it is made of must outlive it.
class TaskScan {
 public:
  struct Question {
    const ScanPlan& plan;
    // Names the plan in the cache; empty: nothing is kept.
    const std::string& key;
    const storage::Snapshot& snapshot;
    ScanTools& tools;
    const Cancelled& cancelled;
    // May be null.
    ScanTimes* times = nullptr;
  };

  TaskScan(const Question& question, const std::vector<Axis>& axes, std::vector<ScanTask>& tasks);
  ~TaskScan();

  // Scans some more tasks: all that are left, unless what they find takes half of the memory that
  // a query may still take beside `merged_bytes`. Then the caller is to merge and let go of it.
  // `merge` is called now and then on the caller's thread, which may take what is ready meanwhile;
  // an error of it ends the scan. RESOURCE_EXHAUSTED when what one task finds is too much beside
  // what is merged; each thread may find one result more than is enough.
  absl::Status ScanSome(size_t merged_bytes, const std::function<absl::Status()>& merge);
  // The tasks before this one are known or scanned. The caller's thread only.
  size_t ready();
  // A partial result that a task scanned here had is merged. The caller's thread only.
  void LetGo(const Partial& partial);

 private:
  void Bind();
  void ScanOne(ScanTask& task);
  absl::Status Check(const Partial& partial);
  // Of what was found and not yet merged.
  size_t WaitingBytes() const;

  const Question question_;
  const std::vector<Axis>& axes_;
  std::vector<ScanTask>& tasks_;
  // By task: known, or scanned. Those before ready_ are.
  std::vector<std::atomic<bool>> is_done_;
  size_t ready_ = 0;
  // Into tasks_, in the order in which they are handed out; those before begun_ have been.
  std::vector<size_t> to_scan_;
  size_t begun_ = 0;

  // Made when there is something to scan.
  MeasureSources sources_;
  std::unique_ptr<PredicateContext> predicates_;
  std::unique_ptr<Predicate> filter_;
  std::unique_ptr<ScanContext> context_;
  // What was merged when the scan was last begun, and with it what was found and waits.
  size_t merged_bytes_ = 0;
  std::atomic<size_t> held_bytes_{0};
  std::atomic<bool> failed_{false};
};

}  // namespace oxus::query
