#pragma once

#include <random>
#include <string>
#include <vector>

#include "oxus/v1/query_service.pb.h"
#include "tests/query/random_filters.h"
#include "tests/query/scan/history.h"

namespace oxus::test {

// Random requests that no rule objects to, about a log with these states. Answers stay small: short
// intervals where buckets are narrow. Where events are spread, nothing is decided by fractions (no
// top, no having), so that rounding decides nothing.
class RandomQuestions {
 public:
  // The states must outlive it; there is one at least, and they are in the order of the log.
  RandomQuestions(std::mt19937_64& random, const std::vector<scan::State>& states)
      : random_(random), states_(states), filters_(random, states) {}

  v1::AggregateRequest Aggregate();
  v1::ListEventsRequest List();

 private:
  void AddInterval(v1::LocalInterval& interval, bool is_short);
  void AddGroups(v1::AggregateRequest& request);
  void AddMetrics(v1::AggregateRequest& request);
  std::string PlainMetric(bool may_be_distinct, bool may_be_mean);
  void AddFinish(v1::AggregateRequest& request);
  void AddComparison(v1::AggregateRequest& request);
  void AddHaving(v1::AggregateRequest& request);
  void AddOrder(v1::AggregateRequest& request);
  std::string GroupableField();
  template <typename Request>
  void AddState(Request& request);
  template <typename Request>
  void AddModalities(Request& request);

  std::mt19937_64& random_;
  const std::vector<scan::State>& states_;
  RandomFilters filters_;
};

}  // namespace oxus::test
