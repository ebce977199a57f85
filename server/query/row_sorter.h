#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "absl/functional/function_ref.h"
#include "server/query/patience.h"

namespace oxus::query {

// Sorts rows by one criterion after the other, each a number. A criterion that is dear to compute
// is asked of those rows only that the ones before left tied and that may be among the first.
// Rows are numbers below 2^32. Once patience is over the rows are in no order. One thread.
class RowSorter {
 public:
  // Comes after every other number.
  static constexpr uint64_t kLast = std::numeric_limits<uint64_t>::max();

  // Rows behind the first `keep` may be dropped. `patience` must outlive it.
  RowSorter(const std::vector<uint32_t>& rows, size_t keep, Patience& patience);

  // Less comes first.
  void By(absl::FunctionRef<uint64_t(uint32_t row)> number);

  // The rows of which the criteria so far do not tell which comes first.
  std::vector<uint32_t> Tied();
  // Like By, asked of the tied rows only. Follows Tied.
  void TiedBy(absl::FunctionRef<uint64_t(uint32_t row)> number);

  // The first `keep` rows in order. Rows that tie stay as they were.
  std::vector<uint32_t> Take() &&;

 private:
  struct Entry {
    // Of the criteria since the last Settle, behind the number of the row's run before.
    uint64_t number;
    uint32_t row;
  };

  void Append(absl::FunctionRef<uint64_t(const Entry& entry, size_t place)> number);
  void Settle();
  void Sort();
  void CutAfterKeep();

  std::vector<Entry> entries_;
  const size_t keep_;
  Patience& patience_;
  // What Entry::number takes.
  int bits_ = 0;
  // Entry::number is the run's, and entries are in order.
  bool is_settled_ = true;
};

// A number that orders as these do.
uint64_t OrderOf(int64_t integer);
uint64_t OrderOf(double real);

}  // namespace oxus::query
