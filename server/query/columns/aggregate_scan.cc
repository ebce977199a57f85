#include "server/query/columns/aggregate_scan.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "server/query/columns/group_limits.h"
#include "server/query/columns/scan_tasks.h"
#include "server/query/columns/task_scan.h"

namespace oxus::query {
namespace {

// Merges between two looks at the memory that groups take, unless what is merged may take a good
// part of the limit.
constexpr size_t kMergesPerLook = 32;
constexpr size_t kLooksPerLimit = 16;

class AggregateScan {
 public:
  AggregateScan(const TaskScan::Question& question, const std::vector<Axis>& axes)
      : question_(question),
        plan_(question.plan),
        tools_(question.tools),
        planned_(PlanTasks(plan_, question.key, question.snapshot, tools_.cache)),
        sealed_skipped_(planned_.run.skipped),
        knows_rows_(planned_.run_ends_inside),
        scan_(question_, axes, planned_.tasks),
        groups_(planned_.run.groups == nullptr
                    ? std::make_unique<MergedGroups>(plan_.measures, axes)
                    : std::make_unique<MergedGroups>(*planned_.run.groups)) {}

  absl::StatusOr<ScanOutcome> Run();

 private:
  bool may_keep() const { return !question_.key.empty(); }
  // Merges the tasks that are ready, in their order; while others are still being scanned, too.
  absl::Status MergeReady();
  absl::Status MergeOne(ScanTask& task);
  // RESOURCE_EXHAUSTED when there are too many groups, CANCELLED when the caller gave up.
  absl::Status CheckMerged() const;
  void Count(const ScanTask& task);
  void KeepSealedRun();
  void KeepTailRun();
  void KeepRun(size_t parts, PartialCache::Reach reach);
  absl::Status Correct();

  const TaskScan::Question question_;
  const ScanPlan& plan_;
  ScanTools& tools_;
  ScanTasks planned_;
  size_t merged_ = 0;
  // Of what was merged since the last look at the memory that groups take.
  size_t unlooked_bytes_ = 0;
  // Sealed segments in which nothing can match.
  uint64_t sealed_skipped_ = 0;
  // Of the segment whose tasks are being merged: whether rows were scanned, and whether something
  // was known of some.
  bool scanned_rows_ = false;
  bool knows_rows_;
  bool is_sealed_run_complete_ = false;
  // Of the tail's pieces, which are merged one by one.
  size_t tail_bytes_ = 0;
  TaskScan scan_;
  std::unique_ptr<MergedGroups> groups_;
  ScanOutcome outcome_;
};

absl::Status AggregateScan::CheckMerged() const {
  if (question_.cancelled && question_.cancelled()) {
    return absl::CancelledError("cancelled while groups were merged");
  }
  return CheckGroups(tools_.limits, groups_->size());
}

// A segment is counted once, whatever it was looked at in: scanned when some rows were, else cached
// when something is known of it, else skipped.
void AggregateScan::Count(const ScanTask& task) {
  if (task.partial != nullptr) {
    (task.is_known ? knows_rows_ : scanned_rows_) = true;
    if (!task.is_known) outcome_.rows_scanned += task.partial->rows;
  }
  if (!task.ends_segment) return;
  const bool is_skipped = !scanned_rows_ && !knows_rows_;
  if (is_skipped && !task.is_tail) ++sealed_skipped_;
  ++(scanned_rows_ ? outcome_.segments_scanned
     : is_skipped  ? outcome_.segments_skipped
                   : outcome_.segments_cached);
  scanned_rows_ = false;
  knows_rows_ = false;
}

absl::Status AggregateScan::MergeOne(ScanTask& task) {
  if (auto checked = CheckMerged(); !checked.ok()) return checked;
  Count(task);
  // Let go of before further tasks are scanned.
  const auto partial = std::move(task.partial);
  if (partial == nullptr) return absl::OkStatus();
  if (!task.is_known) scan_.LetGo(*partial);
  if (task.is_tail) tail_bytes_ += partial->bytes();
  return groups_->Add(*partial, [this] { return CheckMerged(); });
}

absl::Status AggregateScan::MergeReady() {
  const Stopwatch watch(question_.times == nullptr ? nullptr : &question_.times->merge);
  for (; merged_ < scan_.ready(); ++merged_) {
    ScanTask& task = planned_.tasks[merged_];
    if (task.is_tail) KeepSealedRun();
    unlooked_bytes_ += task.partial == nullptr ? 0 : task.partial->bytes();
    if (auto merged = MergeOne(task); !merged.ok()) return merged;
    const bool is_much = unlooked_bytes_ > tools_.limits.memory_bytes / kLooksPerLimit;
    if ((merged_ + 1) % kMergesPerLook != 0 && !is_much) continue;
    unlooked_bytes_ = 0;
    if (auto checked = CheckMemory(tools_.limits, groups_->bytes()); !checked.ok()) return checked;
  }
  return absl::OkStatus();
}

// The sum over all sealed segments, so that the same question need not merge them again.
void AggregateScan::KeepSealedRun() {
  if (std::exchange(is_sealed_run_complete_, true)) return;
  const auto& parts = planned_.parts;
  const auto tail = std::find_if(parts.begin(), parts.end(),
                                 [](const auto& part) { return !part.segment->is_sealed(); });
  const auto sealed = static_cast<size_t>(tail - parts.begin());
  const bool has_tail_rows = planned_.run.extents.size() > sealed;
  if (sealed > planned_.sealed_run_segments && !has_tail_rows) {
    KeepRun(sealed, PartialCache::Reach::kSealed);
  }
}

// The sum over everything, once merging the tail's pieces takes about as long as copying it. Not of
// a tail in which nothing matches: it is counted as skipped, and in a run it would be as cached.
void AggregateScan::KeepTailRun() {
  if (tail_bytes_ == 0 || tail_bytes_ < groups_->bytes() / 2) return;
  if (plan_.imprecise == oxus::v1::IMPRECISE_TIMES_SPREAD) return;
  KeepRun(planned_.parts.size(), PartialCache::Reach::kTail);
}

void AggregateScan::KeepRun(size_t parts, PartialCache::Reach reach) {
  if (!may_keep() || plan_.as_of != question_.snapshot.last_sequence()) return;
  const auto kept = planned_.may_keep.begin() + static_cast<std::ptrdiff_t>(parts);
  if (std::find(planned_.may_keep.begin(), kept, false) != kept) return;
  // A copy takes long when there are many groups.
  if (groups_->bytes() > tools_.cache.RoomForRun(question_.key, reach)) return;
  PartialCache::Run run;
  run.extents.assign(planned_.extents.begin(),
                     planned_.extents.begin() + static_cast<std::ptrdiff_t>(parts));
  run.groups = std::make_shared<MergedGroups>(*groups_);
  run.skipped = sealed_skipped_;
  tools_.cache.PutRun(question_.key, std::move(run), reach);
}

absl::Status AggregateScan::Correct() {
  if (groups_->matching_replaced().empty() && groups_->near_misses().empty()) {
    return absl::OkStatus();
  }
  const PartialCache::ChainState state{planned_.marks(), groups_->near_misses().size()};
  if (may_keep()) {
    if (const auto kept = tools_.cache.GetCorrected(question_.key, state)) {
      outcome_.corrected = *kept;
      return absl::OkStatus();
    }
  }
  auto corrected =
      FollowChains(planned_.parts, plan_.as_of, question_.cancelled, groups_->matching_replaced(),
                   groups_->matching_successors(), groups_->near_misses());
  if (!corrected.ok()) return corrected.status();
  outcome_.corrected = *corrected;
  if (may_keep()) tools_.cache.PutCorrected(question_.key, state, *corrected);
  return absl::OkStatus();
}

absl::StatusOr<ScanOutcome> AggregateScan::Run() {
  outcome_.segments_skipped = planned_.segments_skipped;
  outcome_.segments_cached = planned_.segments_cached;
  if (planned_.tasks.empty()) {
    if (auto checked = CheckMerged(); !checked.ok()) return checked;
  }
  while (merged_ < planned_.tasks.size()) {
    if (scan_.ready() < planned_.tasks.size()) {
      auto scanned = scan_.ScanSome(groups_->bytes(), [this] { return MergeReady(); });
      if (!scanned.ok()) return scanned;
    }
    if (auto merged = MergeReady(); !merged.ok()) return merged;
    if (auto checked = CheckMerged(); !checked.ok()) return checked;
    const auto checked = CheckMemory(tools_.limits, groups_->bytes());
    if (!checked.ok()) return checked;
  }
  KeepSealedRun();
  KeepTailRun();
  if (auto done = Correct(); !done.ok()) return done;
  outcome_.groups = std::move(groups_);
  return std::move(outcome_);
}

std::vector<Axis> AxesOf(const ScanPlan& plan, SymbolTable& symbols) {
  std::vector<Axis> axes;
  if (plan.has_bucket()) axes.push_back(Axis{nullptr, plan.bucket, plan.zone.get()});
  for (const size_t field : plan.group_by) axes.push_back(Axis{&symbols.Of(field)});
  return axes;
}

}  // namespace

absl::StatusOr<ScanOutcome> ScanAggregate(const ScanPlan& plan, const std::string& question,
                                          const storage::Snapshot& snapshot, ScanTools& tools,
                                          const Cancelled& cancelled, ScanTimes* times) {
  const std::vector<Axis> axes = AxesOf(plan, tools.symbols);
  return AggregateScan({plan, question, snapshot, tools, cancelled, times}, axes).Run();
}

}  // namespace oxus::query
