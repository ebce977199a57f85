#pragma once

#include <string>
#include <vector>

#include "server/filter/filter.h"
#include "server/query/request_error.h"

namespace oxus::query {

// Field "having": a filter whose fields are the metric columns, by their numbers, named as
// MetricWord spells them.
filter::Filter ParseHaving(const std::string& text, const std::vector<std::string>& metric_columns,
                           RequestFaults& faults);

// The filter in one form, to be read.
std::string HavingText(const filter::Filter& having,
                       const std::vector<std::string>& metric_columns);

}  // namespace oxus::query
