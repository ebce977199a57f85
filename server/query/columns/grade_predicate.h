#pragma once

#include <memory>
#include <string_view>

#include "server/query/columns/predicate.h"

namespace oxus::query {

// Holds for rows with one report of at least the grade, reliability A to E and credibility 1 to 5:
// "C3". Of any grade when leniency says so.
std::unique_ptr<Predicate> GradedAtLeast(std::string_view grade);

}  // namespace oxus::query
