#include "server/query/columns/scan_tasks.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace oxus::query {
namespace {

using storage::SegmentPart;
using Extent = PartialCache::Extent;

bool GoesFurther(const PartialCache::Run& a, const PartialCache::Run& b) {
  if (a.extents.size() != b.extents.size()) return a.extents.size() > b.extents.size();
  return !a.extents.empty() && a.extents.back().rows > b.extents.back().rows;
}

class TaskPlanner {
 public:
  TaskPlanner(const ScanPlan& plan, const std::string& question, const storage::Snapshot& snapshot,
              PartialCache& cache)
      : plan_(plan), question_(question), snapshot_(snapshot), cache_(cache) {}

  ScanTasks Plan();

 private:
  bool MayKeep(const SegmentPart& part) const;
  ScanTask TaskOf(size_t part, uint32_t first_row = 0) const;
  bool Holds(const PartialCache::Run& run) const;
  // Takes what is known of the first parts together; returns how many it covers wholly.
  size_t TakeRun();
  void PlanWhole(size_t part);
  // Of the rows from the first one given on.
  void PlanPieces(size_t part, uint32_t first_row);

  const ScanPlan& plan_;
  const std::string& question_;
  const storage::Snapshot& snapshot_;
  PartialCache& cache_;
  ScanTasks planned_;
};

bool TaskPlanner::MayKeep(const SegmentPart& part) const {
  // What the question's state cuts short is asked for too seldom.
  const bool whole = part.end_sequence() <= plan_.as_of || plan_.as_of == snapshot_.last_sequence();
  return !question_.empty() && whole && !LooksElsewhere(plan_, *part.segment);
}

ScanTask TaskPlanner::TaskOf(size_t part, uint32_t first_row) const {
  ScanTask task;
  task.part.part = planned_.parts[part];
  task.part.first_row = first_row;
  task.extent = planned_.extents[part];
  task.extent.first_row = first_row;
  task.extent.rows -= first_row;
  task.keeps = planned_.may_keep[part];
  task.is_tail = !planned_.parts[part].segment->is_sealed();
  return task;
}

// Of the last segment rows may have been added since.
bool TaskPlanner::Holds(const PartialCache::Run& run) const {
  const size_t count = run.extents.size();
  if (run.groups == nullptr || count == 0 || count > planned_.parts.size()) return false;
  for (size_t i = 0; i < count; ++i) {
    Extent held = run.extents[i];
    const Extent& now = planned_.extents[i];
    if (i + 1 == count && held.rows < now.rows) held.rows = now.rows;
    if (held != now || !planned_.may_keep[i]) return false;
  }
  return true;
}

size_t TaskPlanner::TakeRun() {
  if (question_.empty()) return 0;
  PartialCache::Run run = cache_.GetRun(question_, PartialCache::Reach::kSealed);
  if (!Holds(run)) run = PartialCache::Run();
  planned_.sealed_run_segments = run.extents.size();
  PartialCache::Run longer = cache_.GetRun(question_, PartialCache::Reach::kTail);
  if (Holds(longer) && GoesFurther(longer, run)) run = std::move(longer);
  if (run.extents.empty()) return 0;
  const size_t last = run.extents.size() - 1;
  planned_.run_ends_inside = run.extents[last].rows < planned_.extents[last].rows;
  const size_t whole = planned_.run_ends_inside ? last : last + 1;
  planned_.segments_skipped += run.skipped;
  planned_.segments_cached += whole - run.skipped;
  planned_.run = std::move(run);
  return whole;
}

void TaskPlanner::PlanWhole(size_t part) {
  ScanTask task = TaskOf(part);
  if (auto found = task.keeps ? cache_.Get(question_, task.extent) : std::nullopt) {
    task.partial = std::move(found->partial);
    task.is_known = true;
  }
  planned_.tasks.push_back(std::move(task));
}

// A tail's rows stay while it grows and when it is sealed: what is known of them holds, and only
// new ones are looked at, until there are too many pieces. What is known of a segment as a whole is
// one piece.
void TaskPlanner::PlanPieces(size_t part, uint32_t first_row) {
  ScanTask rest = TaskOf(part, first_row);
  const uint32_t rows = rest.part.part.rows;
  std::vector<ScanTask> pieces;
  while (rest.keeps && rest.part.first_row < rows && pieces.size() < PartialCache::kMostPieces) {
    auto found = cache_.GetPiece(question_, rest.extent);
    if (!found) break;
    ScanTask piece = rest;
    piece.extent = found->extent;
    piece.partial = std::move(found->partial);
    piece.is_known = true;
    rest.part.first_row = piece.extent.first_row + piece.extent.rows;
    rest.extent.first_row = rest.part.first_row;
    rest.extent.rows = rows - rest.part.first_row;
    pieces.push_back(std::move(piece));
  }
  if (pieces.size() == PartialCache::kMostPieces && rest.part.first_row < rows) {
    pieces.clear();
    rest = TaskOf(part, first_row);
  }
  if (rest.part.first_row < rows) pieces.push_back(std::move(rest));
  for (ScanTask& piece : pieces) piece.ends_segment = &piece == &pieces.back();
  std::move(pieces.begin(), pieces.end(), std::back_inserter(planned_.tasks));
}

ScanTasks TaskPlanner::Plan() {
  planned_.parts = PartsUpTo(snapshot_, plan_.as_of);
  planned_.extents.reserve(planned_.parts.size());
  planned_.may_keep.reserve(planned_.parts.size());
  for (const SegmentPart& part : planned_.parts) {
    const uint32_t marks = part.segment->marks().CountAt(plan_.as_of);
    planned_.extents.push_back({part.first_sequence(), 0, part.rows, marks});
    planned_.may_keep.push_back(MayKeep(part));
  }
  // Shares of pieces would add up to other last digits than those of the whole.
  const bool spreads = plan_.imprecise == oxus::v1::IMPRECISE_TIMES_SPREAD;
  const size_t whole = TakeRun();
  for (size_t i = whole; i < planned_.parts.size(); ++i) {
    const bool is_begun = i == whole && planned_.run_ends_inside;
    if (spreads) {
      PlanWhole(i);
    } else {
      PlanPieces(i, is_begun ? planned_.run.extents.back().rows : 0);
    }
  }
  return std::move(planned_);
}

}  // namespace

uint64_t ScanTasks::marks() const {
  uint64_t marks = 0;
  for (const Extent& extent : extents) marks += extent.marks;
  return marks;
}

ScanTasks PlanTasks(const ScanPlan& plan, const std::string& question,
                    const storage::Snapshot& snapshot, PartialCache& cache) {
  return TaskPlanner(plan, question, snapshot, cache).Plan();
}

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

}  // namespace oxus::query
