#include "server/query/columns/task_scan.h"

#include <algorithm>
#include <utility>

#include "server/query/columns/group_limits.h"

namespace oxus::query {

TaskScan::TaskScan(const Question& question, const std::vector<Axis>& axes,
                   std::vector<ScanTask>& tasks)
    : question_(question), axes_(axes), tasks_(tasks), is_done_(tasks.size()) {
  for (size_t i = 0; i < tasks.size(); ++i) {
    is_done_[i] = tasks[i].is_known;
    if (!tasks[i].is_known) to_scan_.push_back(i);
  }
  // A tail takes several times as long as a sealed segment: begun last, all would wait for it.
  std::stable_partition(to_scan_.begin(), to_scan_.end(),
                        [&tasks](size_t i) { return tasks[i].is_tail; });
}

TaskScan::~TaskScan() = default;

void TaskScan::Bind() {
  const ScanPlan& plan = question_.plan;
  for (const Measure& measure : plan.measures) {
    const bool is_distinct = measure.kind == Measure::Kind::kDistinct;
    sources_.distinct.push_back(is_distinct ? &question_.tools.symbols.Of(measure.field) : nullptr);
  }
  predicates_ =
      std::make_unique<PredicateContext>(PredicateContext{question_.snapshot, question_.cancelled});
  filter_ = MakePredicate(plan.filter, *predicates_);
  context_ = std::make_unique<ScanContext>(ScanContext{
      plan, axes_, sources_, filter_.get(), AsksForPlaces(plan.filter), AsksForGrades(plan.filter),
      question_.snapshot, question_.cancelled, question_.tools.limits, question_.times});
}

absl::Status TaskScan::Check(const Partial& partial) {
  const QueryLimits& limits = question_.tools.limits;
  if (auto groups = CheckGroups(limits, partial.group_count); !groups.ok()) return groups;
  const size_t bytes = partial.bytes();
  held_bytes_ += bytes;
  // What other threads found is merged and let go of, if this is all there is to wait for.
  return CheckMemory(limits, merged_bytes_ + bytes);
}

void TaskScan::LetGo(const Partial& partial) { held_bytes_ -= partial.bytes(); }

size_t TaskScan::WaitingBytes() const {
  size_t bytes = 0;
  for (size_t at = 0; at < begun_; ++at) {
    const auto& partial = tasks_[to_scan_[at]].partial;
    if (partial != nullptr) bytes += partial->bytes();
  }
  return bytes;
}

void TaskScan::ScanOne(ScanTask& task) {
  auto partial = ScanSegment(*context_, task.part);
  task.status = partial.status();
  if (partial.ok() && *partial != nullptr) task.status = Check(**partial);
  if (!task.status.ok()) {
    failed_ = true;
    return;
  }
  task.partial = *std::move(partial);
  if (task.keeps) question_.tools.cache.Put(question_.key, task.extent, task.partial);
}

size_t TaskScan::ready() {
  while (ready_ < tasks_.size() && is_done_[ready_].load(std::memory_order_acquire)) ++ready_;
  return ready_;
}

absl::Status TaskScan::ScanSome(size_t merged_bytes, const std::function<absl::Status()>& merge) {
  if (context_ == nullptr) Bind();
  const size_t most = std::max(question_.tools.limits.memory_bytes, merged_bytes);
  const size_t enough = merged_bytes + (most - merged_bytes) / 2;
  merged_bytes_ = merged_bytes;
  held_bytes_ = merged_bytes + WaitingBytes();
  std::atomic<size_t> next{begun_};
  absl::Status merged;
  const auto scan = [&](size_t thread) {
    while (!failed_.load(std::memory_order_relaxed) && held_bytes_ <= enough) {
      const size_t at = next.fetch_add(1);
      if (at >= to_scan_.size()) return;
      ScanOne(tasks_[to_scan_[at]]);
      is_done_[to_scan_[at]].store(true, std::memory_order_release);
      if (thread != 0 || failed_.load(std::memory_order_relaxed)) continue;
      merged = merge();
      if (!merged.ok()) failed_ = true;
    }
  };
  if (to_scan_.size() - begun_ > 1) {
    question_.tools.workers.Run(scan);
  } else {
    scan(0);
  }
  const size_t first = std::exchange(begun_, std::min(next.load(), to_scan_.size()));
  for (size_t at = first; at < begun_; ++at) {
    if (const ScanTask& task = tasks_[to_scan_[at]]; !task.status.ok()) return task.status;
  }
  return merged;
}

}  // namespace oxus::query
