#pragma once

#include <ostream>
#include <string>

#include "client/cli/output.h"
#include "oxus/v1/query_service.pb.h"

namespace oxus::cli {

// How an aggregate was answered, or would be. `last` is the last part of the answer. With
// `analyzed` each step has its time and its rows.

// As rows of one format: a table shows the tree by indenting it, the other formats give the depth.
void PrintPlan(const OutputOptions& output, std::ostream& out,
               const oxus::v1::AggregateResponse& last, bool analyzed);

// An array with an object for each step.
std::string PlanJson(const oxus::v1::AggregateResponse& last);

}  // namespace oxus::cli
