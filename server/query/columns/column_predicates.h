#pragma once

#include <memory>

#include "server/query/columns/number_range.h"
#include "server/query/columns/predicate.h"
#include "server/query/columns/symbol_test.h"
#include "storage/columns/column.h"

// Questions about the values of one column. Of a list any element may pass. Negated, they hold for
// the rows for which they would not: of which no value passes, absent ones included.
namespace oxus::query {

std::unique_ptr<Predicate> SymbolsPass(storage::Column column,
                                       std::shared_ptr<const SymbolTest> symbols, bool negated);
std::unique_ptr<Predicate> IntegersIn(storage::Column column, IntegerRange range, bool negated);
std::unique_ptr<Predicate> RealsIn(storage::Column column, RealRange range, bool negated);
// Of numbers: some value is set.
std::unique_ptr<Predicate> NumbersSet(storage::Column column);

}  // namespace oxus::query
