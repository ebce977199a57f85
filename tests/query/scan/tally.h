#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "oxus/v1/query_service.pb.h"
#include "server/filter/schema.h"
#include "tests/query/scan/history.h"

namespace oxus::scan {

// What is added up over the events of a group. Spread events count in parts.
class Tally {
 public:
  // `casualties` are those of the group, all of them when it does not tell them apart.
  void Add(const State& state, const std::set<std::string>& plain_metrics,
           const std::vector<v1::Casualty>& casualties, double weight);
  void Add(const Tally& other);

  // Not set when nothing was reported. A whole number unless `in_parts`, or it is a mean.
  v1::Value Read(const std::string& plain_metric, bool in_parts) const;

 private:
  // Of the values that one metric sums.
  struct Sum {
    int64_t whole = 0;
    double parts = 0;
    double count = 0;
  };
  void AddValue(const std::string& metric, int64_t value, double weight);

  int64_t events_ = 0;
  double event_parts_ = 0;
  std::map<std::string, Sum> sums_;
  std::map<std::string, std::set<filter::Value>> distinct_;
};

// The field of "distinct(field)"; empty for every other metric.
std::string DistinctField(const std::string& plain_metric);

}  // namespace oxus::scan
