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

  void Add(const Share& other) {
    sum += other.sum;
    count += other.count;
  }
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

// A row that took another's place and would be counted if its place, or else its reports' grades,
// were better known. It is left out for that only if no earlier state of it matched.
struct NearMiss {
  uint64_t sequence = 0;
  bool by_place = false;
};

// What one segment, or a part of it, gives to an answer. Immutable once made, so it may be kept.
struct Partial {
  // The groups of each axis by their local numbers.
  std::vector<std::vector<int32_t>> axes;
  // Local numbers, axes.size() for each group.
  std::vector<uint32_t> keys;
  size_t group_count = 0;
  // By group; where no measure asks how many there are, it may be any number but 0.
  std::vector<int64_t> events;
  // By measure, then group; empty for measures that are no sum.
  std::vector<std::vector<Sum>> sums;
  // By measure, then group: what spread spans add. Empty without any. Events are the first.
  std::vector<Share> spread_events;
  std::vector<std::vector<Share>> spread_sums;
  // By measure, of distinct values. Where they are few, group g has `words` words of bits, one for
  // each value; else its values are values[ends[g - 1], ends[g]).
  struct Distinct {
    uint32_t words = 0;
    std::vector<uint64_t> bits;
    std::vector<uint32_t> ends;
    std::vector<int32_t> values;
  };
  std::vector<Distinct> distinct;

  Exclusions exclusions;
  // Rows that match and took another's place, and those that match and lost theirs.
  std::vector<uint64_t> matching_successors;
  std::vector<Replaced> matching_replaced;
  // Those that took another's place; the others are in the exclusions.
  std::vector<NearMiss> near_misses;
  uint64_t rows = 0;

  size_t bytes() const;
};

}  // namespace oxus::query
