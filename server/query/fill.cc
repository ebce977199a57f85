#include "server/query/fill.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <span>

#include "server/query/answer_order.h"
#include "server/query/request_error.h"

namespace oxus::query {
namespace {

// First and last, both included.
struct BucketRange {
  int64_t first = 0;
  int64_t last = 0;

  uint64_t size() const { return last < first ? 0 : static_cast<uint64_t>(last - first) + 1; }
};

std::optional<BucketRange> RangeOf(const AnswerTable& table, const std::vector<uint32_t>& rows) {
  const ScanPlan& scan = table.plan().scan;
  if (rows.empty() && scan.interval.is_open()) return std::nullopt;
  BucketRange range{std::numeric_limits<int64_t>::max(), std::numeric_limits<int64_t>::min()};
  for (const uint32_t row : rows) {
    range.first = std::min(range.first, table.BucketOf(row));
    range.last = std::max(range.last, table.BucketOf(row));
  }
  if (scan.interval.has_since()) {
    range.first = BucketNumber(scan.bucket, scan.interval.since_ms);
  }
  if (scan.interval.has_until()) {
    range.last = BucketNumber(scan.bucket, scan.interval.until_ms - 1);
  }
  return range;
}

// `present`: where something happened, by bucket.
void FillCombination(const BucketRange& range, const std::vector<int64_t>& combination,
                     bool is_other, std::span<const uint32_t> present, AnswerTable& table,
                     std::vector<uint32_t>& added) {
  std::optional<uint32_t> so_far;
  size_t next = 0;
  for (int64_t bucket = range.first; bucket <= range.last; ++bucket) {
    bool happened = false;
    while (next < present.size() && table.BucketOf(present[next]) <= bucket) {
      so_far = present[next++];
      happened = table.BucketOf(*so_far) == bucket;
    }
    if (table.patience().IsOver()) return;
    if (!happened) added.push_back(table.AddNothing(bucket, combination, is_other, so_far));
  }
}

}  // namespace

absl::StatusOr<std::vector<uint32_t>> AddEmptyBuckets(AnswerTable& table,
                                                      const std::vector<uint32_t>& rows,
                                                      const std::vector<uint32_t>& all) {
  std::vector<uint32_t> added;
  const auto range = RangeOf(table, rows);
  if (!range) return added;
  std::vector<bool> in_answer(table.row_count());
  for (const uint32_t row : rows) in_answer[row] = true;
  const Combinations combinations = ByCombination(table, all);
  std::vector<size_t> wanted;
  for (size_t i = 0; i < combinations.size(); ++i) {
    const auto of_it = combinations[i];
    if (std::any_of(of_it.begin(), of_it.end(), [&](uint32_t row) { return in_answer[row]; })) {
      wanted.push_back(i);
    }
  }
  const bool bucket_only = table.axis_count() == 1;
  const uint64_t filled = range->size() * (bucket_only ? 1 : wanted.size());
  const size_t limit = table.plan().max_groups;
  if (filled > limit) return LimitExceeded("TOO_MANY_GROUPS", "groups", limit, filled);
  if (auto checked = table.Check(filled); !checked.ok()) return checked;
  if (bucket_only) {
    FillCombination(*range, {}, false, combinations.rows, table, added);
    return added;
  }
  for (const size_t i : wanted) {
    const auto key = table.CombinationOf(combinations[i].front());
    FillCombination(*range, {key.begin(), key.end()}, table.is_other(combinations[i].front()),
                    combinations[i], table, added);
  }
  return added;
}

}  // namespace oxus::query
