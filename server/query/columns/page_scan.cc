#include "server/query/columns/page_scan.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

#include "server/query/columns/aggregate_scan.h"
#include "server/query/columns/kernels.h"
#include "server/query/columns/predicate.h"
#include "server/query/columns/row_states.h"
#include "server/query/columns/start_times.h"

namespace oxus::query {
namespace {

using storage::Column;
using storage::SegmentPart;

constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();

struct ListedBefore {
  ListOrder order;
  bool operator()(const ListPosition& a, const ListPosition& b) const { return order.Before(a, b); }
};

// The first rows of the page among those offered.
class PageHeap {
 public:
  explicit PageHeap(const ListPlan& plan) : plan_(plan), before_{plan.order} {}

  void Offer(const ListPosition& position) {
    if (plan_.after && !before_(*plan_.after, position)) return;
    if (is_full() && !IsBeforeLast(position)) return;
    heap_.push_back(position);
    std::push_heap(heap_.begin(), heap_.end(), before_);
    if (heap_.size() <= plan_.page_size + 1) return;
    std::pop_heap(heap_.begin(), heap_.end(), before_);
    heap_.pop_back();
  }

  bool is_full() const { return heap_.size() > plan_.page_size; }
  bool IsBeforeLast(const ListPosition& position) const { return before_(position, heap_.front()); }

  // In the order listed.
  std::vector<ListPosition> Take() {
    std::sort_heap(heap_.begin(), heap_.end(), before_);
    return std::move(heap_);
  }

 private:
  const ListPlan& plan_;
  const ListedBefore before_;
  // The row listed last is on top.
  std::vector<ListPosition> heap_;
};

// The place that a row of the part would have at best.
ListPosition BestOf(const ListOrder& order, const SegmentPart& part) {
  ListPosition best;
  best.sequence = order.descending ? part.end_sequence() - 1 : part.first_sequence();
  if (!order.by_occurred) return best;
  const storage::Zone days = part.segment->zone(Column::kDay);
  const int64_t day = order.descending ? days.max : days.min;
  // A tail's zone may be as wide as can be.
  if (day > kMost / kDayMs - 1) {
    best.occurred_ms = kMost;
  } else if (day < kLeast / kDayMs + 1) {
    best.occurred_ms = kLeast;
  } else {
    best.occurred_ms = day * kDayMs + (order.descending ? kDayMs - 1 : 0);
  }
  // Equal times are told apart by sequence.
  return best;
}

// Rows of one segment that are listed.
class PageSegment {
 public:
  PageSegment(const ListPlan& plan, const SegmentPart& part) : plan_(plan), reader_(part) {}

  // False: there are none.
  absl::StatusOr<bool> Bind(const Predicate* filter);
  absl::Status OfferAll(PageHeap& heap);

 private:
  absl::Status Narrow(Binding& binding, uint32_t begin, uint32_t count);

  const ListPlan& plan_;
  SegmentReader reader_;
  Binding inside_;
  Binding filter_;
  std::unique_ptr<RowStates> states_;
  std::unique_ptr<ValueTest> modality_;
  std::optional<StartTimes> starts_;
  std::array<uint8_t, kVectorRows + 64> mask_{};
  std::array<uint8_t, kVectorRows + 64> scratch_{};
  std::array<uint32_t, kVectorRows + 64> rows_{};
};

absl::StatusOr<bool> PageSegment::Bind(const Predicate* filter) {
  const Interval& interval = plan_.interval;
  auto inside = BindStartRange(reader_, nullptr, interval.since_ms,
                               interval.until_ms == kMost ? kMost : interval.until_ms - 1);
  if (!inside.ok()) return inside.status();
  inside_ = *std::move(inside);
  if (inside_.outcome == Binding::Outcome::kNone) return false;
  if (filter != nullptr) {
    auto bound = filter->Bind(reader_, Leniency{});
    if (!bound.ok()) return bound.status();
    filter_ = *std::move(bound);
    if (filter_.outcome == Binding::Outcome::kNone) return false;
  }
  auto states = RowStates::Make(reader_, plan_.as_of);
  if (!states.ok()) return states.status();
  states_ = *std::move(states);
  auto modality = reader_.Load(Column::kModality);
  if (!modality.ok()) return modality.status();
  modality_ = ModalityTest(**modality, plan_.modalities);
  auto starts = StartTimes::Load(reader_, nullptr);
  if (!starts.ok()) return starts.status();
  starts_ = *starts;
  return true;
}

absl::Status PageSegment::Narrow(Binding& binding, uint32_t begin, uint32_t count) {
  if (binding.rows == nullptr) return absl::OkStatus();
  auto done = binding.rows->Evaluate(begin, count, mask_.data(), scratch_.data());
  kernels::And(mask_.data(), scratch_.data(), count);
  return done;
}

absl::Status PageSegment::OfferAll(PageHeap& heap) {
  for (uint32_t begin = 0; begin < reader_.rows(); begin += kVectorRows) {
    const uint32_t count = std::min(kVectorRows, reader_.rows() - begin);
    std::memset(mask_.data(), 1, count);
    if (auto done = Narrow(inside_, begin, count); !done.ok()) return done;
    states_->LeaveOutRetractions(begin, count, mask_.data());
    states_->LeaveOutReplaced(begin, count, mask_.data());
    modality_->Run(begin, count, scratch_.data());
    kernels::And(mask_.data(), scratch_.data(), count);
    if (auto done = Narrow(filter_, begin, count); !done.ok()) return done;
    const uint32_t found = kernels::Select(mask_.data(), count, rows_.data());
    for (uint32_t k = 0; k < found; ++k) {
      const uint32_t row = begin + rows_[k];
      const int64_t occurred = plan_.order.by_occurred ? starts_->At(row) : 0;
      heap.Offer({occurred, reader_.first_sequence() + row});
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<ListPosition>> FindPage(const ListPlan& plan,
                                                   const storage::Snapshot& snapshot,
                                                   const Cancelled& cancelled) {
  const PredicateContext predicates{snapshot, cancelled};
  const std::unique_ptr<Predicate> filter = MakePredicate(plan.filter, predicates);
  std::vector<std::pair<ListPosition, SegmentPart>> parts;
  for (const SegmentPart& part : PartsUpTo(snapshot, plan.as_of)) {
    parts.emplace_back(BestOf(plan.order, part), part);
  }
  // The segments that may hold the first rows come first, so that most others need not be read.
  std::stable_sort(parts.begin(), parts.end(), [&plan](const auto& a, const auto& b) {
    return plan.order.Before(a.first, b.first);
  });
  PageHeap heap(plan);
  for (const auto& [best, part] : parts) {
    // The page's own beginning says nothing of the segment: a row after it may be in there.
    if (heap.is_full() && !heap.IsBeforeLast(best)) continue;
    if (cancelled && cancelled()) return absl::CancelledError("cancelled between segments");
    PageSegment segment(plan, part);
    const auto bound = segment.Bind(filter.get());
    if (!bound.ok()) return bound.status();
    if (!*bound) continue;
    if (auto offered = segment.OfferAll(heap); !offered.ok()) return offered;
  }
  return heap.Take();
}

}  // namespace oxus::query
