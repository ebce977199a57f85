#include "server/query/scan_plan.h"

#include <algorithm>

namespace oxus::query {

int64_t ScanPlan::LongestSpanMs() const {
  return std::min(BucketLimitMs(bucket), interval.length_ms());
}

}  // namespace oxus::query
