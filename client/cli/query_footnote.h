#pragma once

#include <cstdint>

#include "client/cli/output.h"
#include "oxus/v1/query_service.pb.h"

namespace oxus::cli {

// What stands behind the rows of an aggregate. `last` is the last part of the answer, `groups` the
// rows of it all that are groups of their own.
Footnote FootnoteOf(const oxus::v1::AggregateResponse& last, uint64_t groups);

}  // namespace oxus::cli
