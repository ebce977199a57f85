#pragma once

#include <cstdint>
#include <vector>

#include "oxus/v1/query_service.pb.h"
#include "tests/query/scan/clock.h"

namespace oxus::scan {

// The interval that another is compared with, and which bucket of the one stands beside which of
// the other. Where the interval is a whole number of buckets, the previous one has as many. Buckets
// of previous periods are paired in order; a year earlier, by date (29 February with the 28th) and
// weeks 52 back.
class ComparedPeriods {
 public:
  ComparedPeriods(v1::Comparison comparison, v1::Bucket bucket, const Interval& now);

  const Interval& before() const { return before_; }
  // The bucket of `before` that stands beside one of `now`.
  int64_t Beside(int64_t bucket) const;
  // The buckets of the interval that one of `before` stands beside.
  std::vector<int64_t> BesideThat(int64_t before_bucket) const;
  // The bucket of `before` in which what happened in one of them is counted: the 28th for a 29
  // February, the first or last that stands beside one of the interval for those further out.
  int64_t CountedIn(int64_t before_bucket) const;

 private:
  int64_t StepsBack(int64_t bucket, int64_t steps) const;

  v1::Comparison comparison_;
  v1::Bucket bucket_;
  Interval now_;
  Interval before_;
  // Of previous periods and of weeks, from one bucket to that beside it.
  int64_t steps_ = 0;
};

}  // namespace oxus::scan
