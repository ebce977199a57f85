#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "absl/status/statusor.h"
#include "server/query/columns/segment_reader.h"
#include "server/query/columns/start_times.h"
#include "server/query/columns/value_test.h"
#include "server/query/scan_plan.h"

namespace oxus::query {

// The share of a spread event that each of the buckets [first, last] has; any bucket when there are
// none.
struct SpanShare {
  int64_t first_bucket = 0;
  int64_t last_bucket = 0;
  double weight = 1;
};

// The rows of a segment whose span is too long to have one place in the answer. One thread; plan
// and reader must outlive it.
class RowSpans {
 public:
  // Null when the segment has no such row, or the plan takes them where they start.
  static absl::StatusOr<std::unique_ptr<RowSpans>> Make(const ScanPlan& plan,
                                                        SegmentReader& reader);

  // out[i] = whether row begin + i is such a row.
  void FindImprecise(uint32_t begin, uint32_t count, uint8_t* out) const {
    is_imprecise_->Run(begin, count, out);
  }
  // The others are asked for such rows only. Whether the span touches the interval.
  bool TouchesInterval(uint32_t row) const;
  // Nothing when the span has no end or touches too many buckets.
  std::optional<SpanShare> ShareOf(uint32_t row) const;

 private:
  RowSpans(const ScanPlan& plan, StartTimes starts) : plan_(plan), starts_(starts) {}

  // On the clock of the plan; kEndless when there is none.
  int64_t LastMs(uint32_t row) const;

  const ScanPlan& plan_;
  const StartTimes starts_;
  std::unique_ptr<ValueTest> is_imprecise_;
  const storage::ColumnData* rest_ = nullptr;
  const storage::ColumnData* length_ = nullptr;
};

}  // namespace oxus::query
