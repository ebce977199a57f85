#include "server/query/columns/row_spans.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "server/query/calendar.h"

namespace oxus::query {
namespace {

using storage::Column;

constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
// A span over more buckets than this is not spread.
constexpr int64_t kMostSpreadBuckets = 10'000;

}  // namespace

absl::StatusOr<std::unique_ptr<RowSpans>> RowSpans::Make(const ScanPlan& plan,
                                                         SegmentReader& reader) {
  const int64_t longest = plan.LongestSpanMs();
  const storage::Zone lengths = reader.zone(Column::kSpanLengthMs);
  if (plan.imprecise == oxus::v1::IMPRECISE_TIMES_START || longest == kMost ||
      lengths.all_absent() || lengths.max <= longest) {
    return std::unique_ptr<RowSpans>();
  }
  auto starts = StartTimes::Load(reader, plan.zone.get());
  if (!starts.ok()) return starts.status();
  auto length = reader.Load(Column::kSpanLengthMs);
  if (!length.ok()) return length.status();
  auto rest = reader.Load(Column::kSpanRestMs);
  if (!rest.ok()) return rest.status();
  std::unique_ptr<RowSpans> spans(new RowSpans(plan, *starts));
  spans->length_ = *length;
  spans->rest_ = *rest;
  spans->is_imprecise_ = IntegerRangeTest(**length, longest + 1, kMost);
  return spans;
}

int64_t RowSpans::LastMs(uint32_t row) const {
  const int64_t rest = storage::IsSet(*rest_, row) ? storage::IntegerAt(*rest_, row) : 0;
  return starts_.After(row, rest);
}

bool RowSpans::TouchesInterval(uint32_t row) const {
  return plan_.interval.Overlaps({starts_.At(row), LastMs(row), 0});
}

std::optional<SpanShare> RowSpans::ShareOf(uint32_t row) const {
  const int64_t start = starts_.At(row);
  const int64_t last = LastMs(row);
  if (storage::IntegerAt(*length_, row) == kMost || last == kMost) return std::nullopt;
  const Interval& interval = plan_.interval;
  SpanShare share;
  if (!plan_.has_bucket()) {
    const int64_t from = std::max(start, interval.since_ms);
    const int64_t to = std::min(last, interval.has_until() ? interval.until_ms - 1 : kMost);
    share.weight = static_cast<double>(to - from + 1) / static_cast<double>(last - start + 1);
    return share;
  }
  share.first_bucket = BucketNumber(plan_.bucket, start);
  share.last_bucket = BucketNumber(plan_.bucket, last);
  const int64_t buckets = share.last_bucket - share.first_bucket + 1;
  if (buckets > kMostSpreadBuckets) return std::nullopt;
  // Buckets outside the interval keep their shares, which nobody asked for.
  share.weight = 1.0 / static_cast<double>(buckets);
  if (interval.since_ms > start) {
    share.first_bucket = BucketNumber(plan_.bucket, interval.since_ms);
  }
  if (interval.until_ms <= last) {
    share.last_bucket = BucketNumber(plan_.bucket, interval.until_ms - 1);
  }
  return share;
}

}  // namespace oxus::query
