#include "server/query/columns/aggregate_scan.h"

#include <algorithm>
#include <atomic>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "server/query/columns/predicate.h"
#include "server/query/columns/segment_scan.h"
#include "server/query/request_error.h"

namespace oxus::query {
namespace {

using storage::SegmentPart;
using Extent = PartialCache::Extent;

// Merges between two looks at the memory they take.
constexpr size_t kMergesPerLook = 32;
// Stretches of a growing tail that are kept apart before it is scanned anew as one.
constexpr size_t kMostTailPieces = 16;

// A part whose rows are to be looked at.
struct Task {
  Task(const SegmentPart& segment, const Extent& known_as, bool may_keep, bool is_of_tail)
      : part{segment, 0}, extent(known_as), keeps(may_keep), is_tail(is_of_tail) {}

  ScanPart part;
  Extent extent;
  bool keeps = false;
  bool is_tail = false;
  std::shared_ptr<const Partial> partial;
  absl::Status status;
};

class AggregateScan {
 public:
  AggregateScan(const ScanPlan& plan, const std::string& question,
                const storage::Snapshot& snapshot, ScanTools& tools, const Cancelled& cancelled,
                ScanTimes* times)
      : plan_(plan),
        question_(question),
        snapshot_(snapshot),
        tools_(tools),
        cancelled_(cancelled),
        times_(times),
        parts_(PartsUpTo(snapshot, plan.as_of)) {}

  absl::StatusOr<ScanOutcome> Run();

 private:
  void MakeAxes();
  Extent ExtentOf(const SegmentPart& part) const;
  bool MayKeep(const SegmentPart& part) const;
  // Takes what is known of the first segments together; returns how many.
  size_t TakeRun();
  void Plan(size_t first_part);
  void PlanTail(const SegmentPart& part);
  absl::Status ScanAll();
  void ScanOne(const ScanContext& context, Task& task);
  absl::Status MergeAll(bool tails, MergedGroups& into);
  absl::Status CheckLimits(const MergedGroups& groups, bool looks_at_memory) const;
  void KeepRun();
  MergedGroups NewGroups() const { return MergedGroups(plan_.measures, axes_); }

  const ScanPlan& plan_;
  const std::string& question_;
  const storage::Snapshot& snapshot_;
  ScanTools& tools_;
  const Cancelled& cancelled_;
  ScanTimes* const times_;
  const std::vector<SegmentPart> parts_;
  std::vector<Axis> axes_;
  MeasureSources sources_;
  // Segments whose sum is known already, then what is known or to be found of the others.
  PartialCache::Run run_;
  std::vector<Task> known_;
  std::vector<Task> tasks_;
  ScanOutcome outcome_;
};

void AggregateScan::MakeAxes() {
  if (plan_.has_bucket()) axes_.push_back(Axis{nullptr, plan_.bucket, plan_.zone.get()});
  for (const size_t field : plan_.group_by) axes_.push_back(Axis{&tools_.symbols.Of(field)});
  for (const Measure& measure : plan_.measures) {
    const bool is_distinct = measure.kind == Measure::Kind::kDistinct;
    sources_.distinct.push_back(is_distinct ? &tools_.symbols.Of(measure.field) : nullptr);
  }
}

Extent AggregateScan::ExtentOf(const SegmentPart& part) const {
  return {part.first_sequence(), 0, part.rows, part.segment->marks().CountAt(plan_.as_of)};
}

bool AggregateScan::MayKeep(const SegmentPart& part) const {
  // A part that the question's state cuts short would push out the whole one.
  const bool whole = part.end_sequence() <= plan_.as_of || plan_.as_of == snapshot_.last_sequence();
  return !question_.empty() && whole && !LooksElsewhere(plan_, *part.segment);
}

size_t AggregateScan::TakeRun() {
  if (question_.empty()) return 0;
  PartialCache::Run run = tools_.cache.GetRun(question_);
  if (run.groups == nullptr || run.extents.size() > parts_.size()) return 0;
  for (size_t i = 0; i < run.extents.size(); ++i) {
    if (run.extents[i] != ExtentOf(parts_[i]) || !MayKeep(parts_[i])) return 0;
  }
  run_ = std::move(run);
  outcome_.segments_skipped += run_.skipped;
  outcome_.segments_cached += run_.extents.size() - run_.skipped;
  return run_.extents.size();
}

void AggregateScan::Plan(size_t first_part) {
  for (size_t i = first_part; i < parts_.size(); ++i) {
    const SegmentPart& part = parts_[i];
    if (!part.segment->is_sealed()) {
      PlanTail(part);
      continue;
    }
    Task task(part, ExtentOf(part), MayKeep(part), false);
    const auto found = task.keeps ? tools_.cache.Get(question_, task.extent) : std::nullopt;
    if (!found) {
      tasks_.push_back(std::move(task));
      continue;
    }
    ++(found->partial == nullptr ? outcome_.segments_skipped : outcome_.segments_cached);
    task.partial = found->partial;
    known_.push_back(std::move(task));
  }
}

// A tail's rows stay while it grows: what is known of them holds, and only new ones are looked at.
void AggregateScan::PlanTail(const SegmentPart& part) {
  Task rest(part, ExtentOf(part), MayKeep(part), true);
  std::vector<Task> pieces;
  while (rest.keeps && rest.part.first_row < part.rows && pieces.size() < kMostTailPieces) {
    auto piece = tools_.cache.GetPiece(question_, rest.extent);
    if (!piece) break;
    Task known = rest;
    known.extent = piece->extent;
    known.partial = piece->partial;
    rest.part.first_row = known.extent.first_row + known.extent.rows;
    rest.extent.first_row = rest.part.first_row;
    rest.extent.rows = part.rows - rest.part.first_row;
    pieces.push_back(std::move(known));
  }
  if (pieces.size() == kMostTailPieces && rest.part.first_row < part.rows) {
    pieces.clear();
    rest.part.first_row = 0;
    rest.extent = ExtentOf(part);
  }
  if (rest.part.first_row < part.rows) {
    tasks_.push_back(std::move(rest));
  } else {
    ++outcome_.segments_cached;
  }
  std::move(pieces.begin(), pieces.end(), std::back_inserter(known_));
}

void AggregateScan::ScanOne(const ScanContext& context, Task& task) {
  auto partial = ScanSegment(context, task.part);
  if (!partial.ok()) {
    task.status = partial.status();
    return;
  }
  task.partial = *std::move(partial);
  if (task.keeps) tools_.cache.Put(question_, task.extent, task.partial);
}

absl::Status AggregateScan::ScanAll() {
  const PredicateContext predicates{snapshot_, cancelled_};
  const std::unique_ptr<Predicate> filter = MakePredicate(plan_.filter, predicates);
  const ScanContext context{plan_,
                            axes_,
                            sources_,
                            filter.get(),
                            AsksForPlaces(plan_.filter),
                            AsksForGrades(plan_.filter),
                            snapshot_,
                            cancelled_,
                            times_};
  std::atomic<size_t> next{0};
  std::atomic<bool> failed{false};
  const auto scan = [&](size_t) {
    while (!failed.load(std::memory_order_relaxed)) {
      const size_t at = next.fetch_add(1);
      if (at >= tasks_.size()) return;
      ScanOne(context, tasks_[at]);
      if (!tasks_[at].status.ok()) failed = true;
    }
  };
  if (tasks_.size() > 1) {
    tools_.workers.Run(scan);
  } else {
    scan(0);
  }
  for (const Task& task : tasks_) {
    if (!task.status.ok()) return task.status;
    ++(task.partial == nullptr ? outcome_.segments_skipped : outcome_.segments_scanned);
    if (task.partial != nullptr) outcome_.rows_scanned += task.partial->rows;
  }
  return absl::OkStatus();
}

absl::Status AggregateScan::CheckLimits(const MergedGroups& groups, bool looks_at_memory) const {
  if (groups.size() > tools_.limits.max_groups) {
    return LimitExceeded("TOO_MANY_GROUPS", "groups", tools_.limits.max_groups, groups.size());
  }
  if (!looks_at_memory) return absl::OkStatus();
  const size_t bytes = groups.bytes();
  if (bytes <= tools_.limits.memory_bytes) return absl::OkStatus();
  return LimitExceeded("QUERY_MEMORY", "bytes of groups", tools_.limits.memory_bytes, bytes);
}

absl::Status AggregateScan::MergeAll(bool tails, MergedGroups& into) {
  const Stopwatch watch(times_ == nullptr ? nullptr : &times_->merge);
  size_t merges = 0;
  for (const std::vector<Task>* tasks : {&known_, &tasks_}) {
    for (const Task& task : *tasks) {
      if (task.partial == nullptr || task.is_tail != tails) continue;
      into.Add(*task.partial);
      const auto checked = CheckLimits(into, ++merges % kMergesPerLook == 0);
      if (!checked.ok()) return checked;
    }
  }
  return CheckLimits(into, true);
}

// Keeps the sum over all sealed segments, so that the same question need not merge them again.
void AggregateScan::KeepRun() {
  if (question_.empty() || plan_.as_of != snapshot_.last_sequence()) return;
  PartialCache::Run run;
  for (const SegmentPart& part : parts_) {
    if (!part.segment->is_sealed()) break;
    if (!MayKeep(part)) return;
    run.extents.push_back(ExtentOf(part));
  }
  if (run.extents.size() <= run_.extents.size()) return;
  run.skipped = run_.skipped;
  for (const std::vector<Task>* tasks : {&known_, &tasks_}) {
    run.skipped +=
        static_cast<uint64_t>(std::count_if(tasks->begin(), tasks->end(), [](const Task& task) {
          return task.partial == nullptr && !task.is_tail;
        }));
  }
  run.groups = std::make_shared<MergedGroups>(*outcome_.groups);
  tools_.cache.PutRun(question_, std::move(run));
}

absl::StatusOr<ScanOutcome> AggregateScan::Run() {
  MakeAxes();
  Plan(TakeRun());
  if (auto scanned = ScanAll(); !scanned.ok()) return scanned;
  outcome_.groups =
      std::make_unique<MergedGroups>(run_.groups == nullptr ? NewGroups() : *run_.groups);
  if (auto merged = MergeAll(/*tails=*/false, *outcome_.groups); !merged.ok()) return merged;
  KeepRun();
  if (auto merged = MergeAll(/*tails=*/true, *outcome_.groups); !merged.ok()) return merged;
  auto corrected =
      FollowChains(parts_, plan_.as_of, outcome_.groups->matching_replaced(),
                   outcome_.groups->matching_successors(), outcome_.groups->near_misses());
  if (!corrected.ok()) return corrected.status();
  outcome_.corrected = *corrected;
  return std::move(outcome_);
}

}  // namespace

std::vector<SegmentPart> PartsUpTo(const storage::Snapshot& snapshot, uint64_t as_of) {
  std::vector<SegmentPart> parts;
  for (const SegmentPart& part : snapshot.parts()) {
    if (part.first_sequence() > as_of || part.rows == 0) break;
    parts.push_back(part);
    const uint64_t rows = as_of - part.first_sequence() + 1;
    parts.back().rows = static_cast<uint32_t>(std::min<uint64_t>(part.rows, rows));
  }
  return parts;
}

absl::StatusOr<ScanOutcome> ScanAggregate(const ScanPlan& plan, const std::string& question,
                                          const storage::Snapshot& snapshot, ScanTools& tools,
                                          const Cancelled& cancelled, ScanTimes* times) {
  return AggregateScan(plan, question, snapshot, tools, cancelled, times).Run();
}

}  // namespace oxus::query
