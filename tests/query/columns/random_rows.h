#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "server/query/query_field.h"
#include "tests/query/columns/sample_segment.h"

namespace oxus::query {

// How rows are made: some segments have lists that are flat, columns that are constant, ...
struct RowHabits {
  // Most elements of a list, and how many different values there are of each thing.
  uint32_t most_elements = 4;
  uint32_t variety = 5;
  // One value in so many is absent; 0: none.
  uint32_t absent = 4;
  int64_t first_day = -500;
  int64_t days = 1'000;
};
RowHabits RandomHabits(std::mt19937_64& random);

// Rows with scalars of every kind, participants, initiators, targets, casualties and tags.
std::vector<SampleRow> RandomRows(std::mt19937_64& random, const RowHabits& habits, size_t count);

// The value of a field in a row's values or an element; of nothing when there is none.
OptionalValue ValueIn(const QueryField& field, const std::vector<SampleValue>& values,
                      const storage::Dictionary& dictionary);

}  // namespace oxus::query
