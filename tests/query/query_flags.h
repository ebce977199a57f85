#pragma once

#include <string>
#include <vector>

#include "oxus/v1/query_service.pb.h"

namespace oxus::test {

// The request that `oxus query` makes of these words. Throws std::runtime_error for one that is no
// option. --as-of takes a sequence or a time as "2025-11-26T18:30:00Z".
v1::AggregateRequest ParseQueryFlags(const std::vector<std::string>& words);

}  // namespace oxus::test
