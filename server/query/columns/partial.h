#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace oxus::query {

// A sum with the number of events that gave something to it.
struct Sum {
  int64_t sum = 0;
  int64_t count = 0;

  void Add(const Sum& other) {
    sum += other.sum;
    count += other.count;
  }
};

// A share of a sum, where spans are spread over buckets.
struct Share {
  double sum = 0;
  double count = 0;
};

// How many events were left out, and why; see Footnote.
struct Exclusions {
  uint64_t included = 0;
  uint64_t planned = 0;
  uint64_t duplicates = 0;
  uint64_t time_imprecise = 0;
  uint64_t place_imprecise = 0;
  uint64_t below_grade = 0;
  uint64_t quarantined_included = 0;

  void Add(const Exclusions& other);
};

// A row whose place another record took.
struct Replaced {
  uint64_t sequence = 0;
  uint64_t by = 0;
};

// What one segment, or a part of it, gives to an answer. Immutable once made, so it may be kept.
struct Partial {
  // The groups of each axis by their local numbers.
  std::vector<std::vector<int32_t>> axes;
  // Local numbers, axes.size() for each group.
  std::vector<uint32_t> keys;
  size_t group_count = 0;
  // By group.
  std::vector<int64_t> events;
  // By measure, then group; empty for measures that are no sum.
  std::vector<std::vector<Sum>> sums;
  // By measure, then group: what spread spans add. Empty without any. Events are the first.
  std::vector<Share> spread_events;
  std::vector<std::vector<Share>> spread_sums;
  // By measure, of distinct values: those of group g are values[ends[g - 1], ends[g]), ascending.
  struct Distinct {
    std::vector<uint32_t> ends;
    std::vector<int32_t> values;
  };
  std::vector<Distinct> distinct;

  Exclusions exclusions;
  // Rows that match and took another's place, and those that match and lost theirs.
  std::vector<uint64_t> matching_successors;
  std::vector<Replaced> matching_replaced;
  uint64_t rows = 0;

  size_t bytes() const;
};

}  // namespace oxus::query
