#pragma once

#include "oxus/v1/query_service.pb.h"
#include "tests/query/scan/question.h"
#include "tests/query/scan/recount.h"

namespace oxus::scan {

// Turns groups into the answer's columns and rows: compares, selects, cuts, fills and orders them.
// `before`: the groups of the period compared with; nullptr without a comparison.
void Finish(const v1::AggregateRequest& request, const Question& question, const Recount& now,
            const Recount* before, v1::AggregateResponse* response);

}  // namespace oxus::scan
