#pragma once

#include <memory>

#include "server/query/columns/number_range.h"
#include "server/query/columns/predicate.h"

// Questions about rows that no single column answers.
namespace oxus::query {

// When the event began, or ended, by its own clock: local milliseconds.
std::unique_ptr<Predicate> StartsIn(IntegerRange range, bool negated);
std::unique_ptr<Predicate> EndsIn(IntegerRange range, bool negated);
// The sequence of the record.
std::unique_ptr<Predicate> SequencesIn(IntegerRange range, bool negated);
std::unique_ptr<Predicate> Everything();

}  // namespace oxus::query
