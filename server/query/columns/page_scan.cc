#include "server/query/columns/page_scan.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

#include "server/query/columns/kernels.h"
#include "server/query/columns/predicate.h"
#include "server/query/columns/row_states.h"
#include "server/query/columns/scan_tasks.h"
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

// No row of a part is listed before the first of these places, or after the last.
struct PartPlaces {
  ListPosition first;
  ListPosition last;
};

// The ends of the day that the time lies in.
int64_t DayStart(int64_t ms) {
  return ms < kLeast + kDayMs ? kLeast : ms - (ms % kDayMs + kDayMs) % kDayMs;
}
int64_t DayEnd(int64_t ms) {
  return ms > kMost - kDayMs ? kMost : ms - (ms % kDayMs + kDayMs) % kDayMs + kDayMs - 1;
}

// A tail's zone may be as wide as can be.
int64_t StartOfDay(int64_t day) {
  return std::clamp(day, kLeast / kDayMs + 1, kMost / kDayMs - 1) * kDayMs;
}

PartPlaces PlacesOf(const ListOrder& order, const SegmentPart& part) {
  // Equal times are told apart by sequence.
  PartPlaces places{{0, part.first_sequence()}, {0, part.end_sequence() - 1}};
  if (order.by_occurred) {
    const storage::Zone days = part.segment->zone(Column::kDay);
    places.first.occurred_ms = StartOfDay(days.min);
    places.last.occurred_ms = StartOfDay(days.max) + kDayMs - 1;
  }
  if (order.descending) std::swap(places.first, places.last);
  return places;
}

// The places that are left for further rows of a page, both ends included.
struct PlacesLeft {
  int64_t since_ms = kLeast;
  int64_t last_ms = kMost;
  uint64_t first_sequence = 0;
  uint64_t last_sequence = UINT64_MAX;

  // Takes away what is listed before the place, or after it. Rows at the place itself may stay.
  void CutOff(const ListOrder& order, const ListPosition& place, bool what_is_before) {
    const bool from_below = what_is_before != order.descending;
    if (order.by_occurred) {
      int64_t& end = from_below ? since_ms : last_ms;
      end = from_below ? std::max(end, place.occurred_ms) : std::min(end, place.occurred_ms);
    } else {
      uint64_t& end = from_below ? first_sequence : last_sequence;
      end = from_below ? std::max(end, place.sequence) : std::min(end, place.sequence);
    }
  }
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

  // Whether a part may hold a row of the page that was not offered yet.
  bool MayTakeFrom(const PartPlaces& places) const {
    if (plan_.after && !before_(*plan_.after, places.last)) return false;
    return !is_full() || IsBeforeLast(places.first);
  }

  PlacesLeft Left() const {
    PlacesLeft left{.since_ms = plan_.interval.since_ms, .last_ms = plan_.interval.until_ms};
    if (left.last_ms != kMost) --left.last_ms;
    if (plan_.after) left.CutOff(plan_.order, *plan_.after, /*what_is_before=*/true);
    if (is_full()) left.CutOff(plan_.order, heap_.front(), /*what_is_before=*/false);
    return left;
  }

  // In the order listed.
  std::vector<ListPosition> Take() {
    std::sort_heap(heap_.begin(), heap_.end(), before_);
    return std::move(heap_);
  }

 private:
  bool is_full() const { return heap_.size() > plan_.page_size; }
  bool IsBeforeLast(const ListPosition& position) const { return before_(position, heap_.front()); }

  const ListPlan& plan_;
  const ListedBefore before_;
  // The row listed last is on top.
  std::vector<ListPosition> heap_;
};

// Nanoseconds to find out when a row began.
constexpr double kStartCost = 5;

// Rows of one segment that are listed.
class PageSegment {
 public:
  PageSegment(const ListPlan& plan, const SegmentPart& part) : plan_(plan), reader_(part) {}

  // False: there are none in the places left.
  absl::StatusOr<bool> Bind(const Predicate* filter, const PlacesLeft& left);
  // CANCELLED when the caller gave up.
  absl::Status OfferAll(PageHeap& heap, const Cancelled& cancelled);

 private:
  // Leaves out of mask_ what began at another time than is left.
  void NarrowByTime(uint32_t begin, uint32_t count);
  // Of the places left now, which are fewer once the page is full.
  absl::Status BindDays(const PlacesLeft& left);
  absl::Status OfferSome(uint32_t begin, uint32_t count, PageHeap& heap);
  absl::Status Narrow(Binding& binding, uint32_t begin, uint32_t count);

  const ListPlan& plan_;
  SegmentReader reader_;
  PlacesLeft left_;
  // Rows of the days that are left. Their milliseconds are looked at before the filter if that is
  // dear, else after it.
  Binding inside_;
  bool is_filter_dear_ = false;
  Binding filter_;
  std::unique_ptr<RowStates> states_;
  std::unique_ptr<ValueTest> modality_;
  std::optional<StartTimes> starts_;
  std::array<uint8_t, kVectorRows + 64> mask_{};
  std::array<uint8_t, kVectorRows + 64> scratch_{};
  std::array<uint32_t, kVectorRows + 64> rows_{};
};

absl::Status PageSegment::BindDays(const PlacesLeft& left) {
  left_ = left;
  auto inside = BindStartRange(reader_, nullptr, DayStart(left.since_ms), DayEnd(left.last_ms));
  if (inside.ok()) inside_ = *std::move(inside);
  return inside.status();
}

absl::StatusOr<bool> PageSegment::Bind(const Predicate* filter, const PlacesLeft& left) {
  if (auto bound = BindDays(left); !bound.ok()) return bound;
  if (inside_.outcome == Binding::Outcome::kNone) return false;
  if (filter != nullptr) {
    auto bound = filter->Bind(reader_, Leniency{});
    if (!bound.ok()) return bound.status();
    filter_ = *std::move(bound);
    if (filter_.outcome == Binding::Outcome::kNone) return false;
    is_filter_dear_ = filter->cost() > kStartCost;
  }
  auto states = RowStates::Make(reader_, plan_.as_of);
  if (!states.ok()) return states.status();
  states_ = *std::move(states);
  auto modality = reader_.Load(Column::kModality);
  if (!modality.ok()) return modality.status();
  modality_ = ModalityTest(**modality, plan_.modalities);
  if (!plan_.order.by_occurred && left.since_ms == kLeast && left.last_ms == kMost) return true;
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

absl::Status PageSegment::OfferAll(PageHeap& heap, const Cancelled& cancelled) {
  const uint32_t vectors = (reader_.rows() + kVectorRows - 1) / kVectorRows;
  for (uint32_t i = 0; i < vectors; ++i) {
    // In the order listed, as far as it is known: what comes later may not be needed then.
    const uint32_t begin = (plan_.order.descending ? vectors - 1 - i : i) * kVectorRows;
    const uint32_t count = std::min(kVectorRows, reader_.rows() - begin);
    const uint64_t first = reader_.first_sequence() + begin;
    if (cancelled && cancelled()) return absl::CancelledError("cancelled while rows were read");
    const PlacesLeft left = heap.Left();
    if (first > left.last_sequence || first + count - 1 < left.first_sequence) continue;
    if (DayStart(left.since_ms) > left_.since_ms || DayEnd(left.last_ms) < left_.last_ms) {
      if (auto bound = BindDays(left); !bound.ok()) return bound;
      if (inside_.outcome == Binding::Outcome::kNone) return absl::OkStatus();
    }
    if (auto offered = OfferSome(begin, count, heap); !offered.ok()) return offered;
  }
  return absl::OkStatus();
}

void PageSegment::NarrowByTime(uint32_t begin, uint32_t count) {
  for (uint32_t i = 0; starts_ && i < count; ++i) {
    if (mask_[i] == 0) continue;
    const int64_t start_ms = starts_->At(begin + i);
    mask_[i] = left_.since_ms <= start_ms && start_ms <= left_.last_ms;
  }
}

absl::Status PageSegment::OfferSome(uint32_t begin, uint32_t count, PageHeap& heap) {
  std::memset(mask_.data(), 1, count);
  if (auto done = Narrow(inside_, begin, count); !done.ok()) return done;
  if (std::memchr(mask_.data(), 1, count) == nullptr) return absl::OkStatus();
  states_->LeaveOutRetractions(begin, count, mask_.data());
  states_->LeaveOutReplaced(begin, count, mask_.data());
  modality_->Run(begin, count, scratch_.data());
  kernels::And(mask_.data(), scratch_.data(), count);
  if (is_filter_dear_) NarrowByTime(begin, count);
  if (auto done = Narrow(filter_, begin, count); !done.ok()) return done;
  const uint32_t found = kernels::Select(mask_.data(), count, rows_.data());
  for (uint32_t k = 0; k < found; ++k) {
    const uint32_t row = begin + rows_[k];
    const int64_t start_ms = starts_ ? starts_->At(row) : 0;
    if (start_ms < left_.since_ms || start_ms > left_.last_ms) continue;
    heap.Offer({plan_.order.by_occurred ? start_ms : 0, reader_.first_sequence() + row});
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<ListPosition>> FindPage(const ListPlan& plan,
                                                   const storage::Snapshot& snapshot,
                                                   const Cancelled& cancelled) {
  const PredicateContext predicates{snapshot, cancelled};
  const std::unique_ptr<Predicate> filter = MakePredicate(plan.filter, predicates);
  std::vector<std::pair<PartPlaces, SegmentPart>> parts;
  for (const SegmentPart& part : PartsUpTo(snapshot, plan.as_of)) {
    parts.emplace_back(PlacesOf(plan.order, part), part);
  }
  // The segments that may hold the first rows come first, so that most others need not be read.
  std::stable_sort(parts.begin(), parts.end(), [&plan](const auto& a, const auto& b) {
    return plan.order.Before(a.first.first, b.first.first);
  });
  PageHeap heap(plan);
  for (const auto& [places, part] : parts) {
    if (!heap.MayTakeFrom(places)) continue;
    if (cancelled && cancelled()) return absl::CancelledError("cancelled between segments");
    PageSegment segment(plan, part);
    const auto bound = segment.Bind(filter.get(), heap.Left());
    if (!bound.ok()) return bound.status();
    if (!*bound) continue;
    if (auto offered = segment.OfferAll(heap, cancelled); !offered.ok()) return offered;
  }
  return heap.Take();
}

}  // namespace oxus::query
