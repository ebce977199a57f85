#pragma once

#include <string>

#include "oxus/v1/query_service.pb.h"
#include "server/query/aggregate_plan.h"
#include "server/query/scan_plan.h"

namespace oxus::query {

// Adds the plan to `response` as lines for people, what is done last first.
void DescribePlan(const AggregatePlan& plan, oxus::v1::AggregateResponse* response);

// Everything a scan depends on but its state (as_of): two scans have the same text only when what
// they make of the same rows is interchangeable, measure by measure. Fit for a cache key within
// one process.
std::string ScanKey(const ScanPlan& scan);

}  // namespace oxus::query
