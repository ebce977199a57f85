#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "server/query/answer_table.h"

namespace oxus::query {

// When the table's patience is over, what these answer is in no order.

// The first `keep` of the rows in the plan's order. Rows that sum up what was cut come after the
// others: of their bucket where the order begins with it, else of all.
std::vector<uint32_t> InOrder(AnswerTable& table, const std::vector<uint32_t>& rows,
                              size_t keep = std::numeric_limits<size_t>::max());

// Stretches of rows that are of one combination of the keys other than the bucket.
struct Combinations {
  // By combination, then by bucket.
  std::vector<uint32_t> rows;
  // Where each combination ends in `rows`.
  std::vector<size_t> ends;

  size_t size() const { return ends.size(); }
  std::span<const uint32_t> operator[](size_t at) const {
    const size_t begin = at == 0 ? 0 : ends[at - 1];
    return {rows.data() + begin, ends[at] - begin};
  }
};
// Of a plan with a bucket.
Combinations ByCombination(const AnswerTable& table, const std::vector<uint32_t>& rows);

// The numbers of the first `keep` combinations, by the total of the first metric, the greatest
// first; the keys decide between equal ones.
std::vector<uint32_t> GreatestCombinations(AnswerTable& table, const Combinations& combinations,
                                           size_t keep);

}  // namespace oxus::query
