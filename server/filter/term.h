#pragma once

#include "server/filter/filter.h"

namespace oxus::filter {

// Whether one value of the term's field satisfies the term (Node::Kind::kTerm). For != it answers
// whether the value is EQUAL: the term holds for a row when no value of the row is. Every other
// term holds for a row when any value satisfies it, so a term that asks for presence is satisfied
// by every value. A value of another type than the term's constant, whole numbers and numbers
// aside, satisfies nothing. Needs no schema; any thread.
bool Satisfies(const Value& value, const Node& term);

}  // namespace oxus::filter
