#pragma once

#include <string>

#include "server/filter/filter.h"

namespace oxus::filter {

enum class ChildOrder { kAsWritten, kSorted };

// A checked filter in one line: "(AND killed>=3 (NOT (OR country="TJ" source:"ria")))". Times are
// UTC text; "occurred=2025-11-30T00:00:00.000+86400000ms" stands for a day. After a comparison of
// words stand those that satisfy it: precision<="NEAR"{EXACT NEAR}. "<everything>" for a filter
// without terms.
std::string DebugString(const Filter& filter, const Schema& schema,
                        ChildOrder order = ChildOrder::kAsWritten);

}  // namespace oxus::filter
