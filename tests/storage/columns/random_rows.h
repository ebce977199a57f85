#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <vector>

#include "storage/columns/row_draft.h"
#include "storage/columns/tail.h"

namespace oxus::storage {

// A value as 64 bits: integers and codes as they are, reals by their bits.
using ModelValue = int64_t;

// A row kept in the plainest way. Columns that are not set are not in the maps.
struct ModelRow {
  RowHead head;
  std::map<Column, ModelValue> values;
  std::map<List, std::vector<std::map<Column, ModelValue>>> elements;

  // The values of a column: one for each element of its list, or just one.
  std::vector<std::optional<ModelValue>> Of(const ColumnInfo& info) const;
};

// Makes rows whose columns behave differently from each other: some are never set, some always,
// some are constant, some rise, some take any value at all.
class RandomRows {
 public:
  explicit RandomRows(uint64_t seed);
  ~RandomRows();

  ModelRow Next();

 private:
  struct Habit;

  std::mt19937_64 random_;
  std::map<Column, std::unique_ptr<Habit>> habits_;
  std::map<List, int> most_elements_;
  RowHead head_;
};

void AppendTo(Tail& tail, const ModelRow& row);

}  // namespace oxus::storage
