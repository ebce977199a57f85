#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/query/request_error.h"
#include "server/query/scan_plan.h"

namespace oxus::query {

// A number that an aggregate may answer, by its own name. The forms distinct(FIELD),
// share(METRIC) and cumulative(METRIC) come on top of these.
struct Metric {
  std::string_view name;
  std::string_view description;
  Measure measure;
};

// Every metric, in the order ListFields shows them. Any thread.
const std::vector<Metric>& Metrics();

// What was asked of a measure.
struct MetricColumn {
  enum class Kind {
    kPlain,
    kShare,       // of the sum over all groups
    kCumulative,  // over the buckets
  };
  // As it was asked for: "share(events)".
  std::string name;
  Kind kind = Kind::kPlain;
  // Into ScanPlan::measures.
  size_t measure = 0;

  bool operator==(const MetricColumn&) const = default;
};

// Field `path` ("metrics[2]"). The measure is added to `measures` unless one like it is there.
// Nullopt after a fault.
std::optional<MetricColumn> ParseMetric(std::string_view path, std::string_view text,
                                        std::vector<Measure>& measures, RequestFaults& faults);

// A column's name as a word of the filter language, which has no parentheses there:
// "share(events)_delta" becomes "share_events_delta".
std::string MetricWord(std::string_view column);

}  // namespace oxus::query
