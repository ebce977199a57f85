#pragma once

#include <string>

#include "server/filter/filter.h"

namespace oxus::filter {

// A filter in one form: terms joined by AND or OR sorted, every constant as rows have it, blanks,
// quotes and parentheses set by rule. Two filters that differ in nothing else have one canonical
// text. It is a filter itself and means the same, so two filters that mean different things never
// share one; it may be longer and deeper than Parse allows. Fit for a cache key within one schema,
// and to be read. `schema` is the one the filter was checked against. Any thread.
std::string Canonical(const Node& node, const Schema& schema);
// Empty for a filter that takes everything.
std::string Canonical(const Filter& filter, const Schema& schema);

}  // namespace oxus::filter
