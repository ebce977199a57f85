#pragma once

#include <memory>
#include <vector>

#include "server/query/columns/predicate.h"
#include "server/query/query_field.h"

namespace oxus::query {

// One term of a filter over one field. Node, field and context must outlive the predicate.
std::unique_ptr<Predicate> MakeTerm(const filter::Node& node, const QueryField& field,
                                    const PredicateContext& context);

// A call of a filter function.
std::unique_ptr<Predicate> MakeCall(const filter::Node& node, const PredicateContext& context);

// A term on a field that is read from the events themselves.
std::unique_ptr<Predicate> MakeDocumentTerm(const filter::Node& node, const QueryField& field,
                                            const PredicateContext& context);

// Holds when any of the parts does.
std::unique_ptr<Predicate> AnyOf(std::vector<std::unique_ptr<Predicate>> parts);

}  // namespace oxus::query
