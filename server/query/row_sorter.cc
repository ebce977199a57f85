#include "server/query/row_sorter.h"

#include <algorithm>
#include <array>
#include <bit>
#include <functional>
#include <utility>

#include "server/query/patient_sort.h"

namespace oxus::query {
namespace {

constexpr uint64_t kSign = uint64_t{1} << 63;
constexpr int kWordBits = 64;
// Fewer rows are sorted by comparing.
constexpr size_t kFewRows = 256;
constexpr int kDigitBits = 11;
constexpr size_t kDigits = size_t{1} << kDigitBits;

// Brings numbers into 0, 1, 2 ..., their order kept; kLast becomes the highest. Returns the bits
// they take.
int Shrink(std::vector<uint64_t>& numbers, int room, Patience& patience) {
  uint64_t least = RowSorter::kLast;
  uint64_t most = 0;
  bool any_last = false;
  for (const uint64_t number : numbers) {
    if (number == RowSorter::kLast) {
      any_last = true;
      continue;
    }
    least = std::min(least, number);
    most = std::max(most, number);
  }
  if (least > most) {
    std::fill(numbers.begin(), numbers.end(), 0);
    return 0;
  }
  const uint64_t last = most - least + (any_last ? 1 : 0);
  const int bits = std::bit_width(last);
  if (bits <= room) {
    for (uint64_t& number : numbers) number = number == RowSorter::kLast ? last : number - least;
    return bits;
  }
  std::vector<uint64_t> distinct = numbers;
  PatientSort(distinct, std::less<>(), patience);
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  for (uint64_t& number : numbers) {
    if (patience.IsOver()) break;
    number = static_cast<uint64_t>(std::lower_bound(distinct.begin(), distinct.end(), number) -
                                   distinct.begin());
  }
  return std::bit_width(distinct.size() - 1);
}

}  // namespace

RowSorter::RowSorter(const std::vector<uint32_t>& rows, size_t keep, Patience& patience)
    : keep_(keep), patience_(patience) {
  entries_.reserve(rows.size());
  for (const uint32_t row : rows) entries_.push_back({0, row});
}

void RowSorter::Append(absl::FunctionRef<uint64_t(const Entry& entry, size_t place)> number) {
  std::vector<uint64_t> numbers(entries_.size());
  for (size_t i = 0; i < entries_.size(); ++i) {
    if (patience_.IsOver()) return;
    numbers[i] = number(entries_[i], i);
  }
  // A run's number takes 32 bits at most, and so does a number that was shrunk to its rank.
  const int bits = Shrink(numbers, kWordBits - bits_, patience_);
  for (size_t i = 0; i < entries_.size(); ++i) {
    uint64_t& to = entries_[i].number;
    to = bits == kWordBits ? numbers[i] : to << bits | numbers[i];
  }
  bits_ += bits;
  is_settled_ = is_settled_ && bits == 0;
}

void RowSorter::By(absl::FunctionRef<uint64_t(uint32_t row)> number) {
  constexpr int kRankBits = 32;
  if (bits_ > kWordBits - kRankBits) Settle();
  Append([&](const Entry& entry, size_t) { return number(entry.row); });
}

std::vector<uint32_t> RowSorter::Tied() {
  Settle();
  std::vector<uint32_t> tied;
  const size_t size = entries_.size();
  for (size_t i = 0; i < size; ++i) {
    const uint64_t run = entries_[i].number;
    const bool as_before = i > 0 && entries_[i - 1].number == run;
    const bool as_after = i + 1 < size && entries_[i + 1].number == run;
    if (as_before || as_after) tied.push_back(entries_[i].row);
  }
  return tied;
}

void RowSorter::TiedBy(absl::FunctionRef<uint64_t(uint32_t row)> number) {
  const size_t size = entries_.size();
  Append([&](const Entry& entry, size_t i) {
    const bool as_before = i > 0 && (entries_[i - 1].number == entry.number);
    const bool as_after = i + 1 < size && entries_[i + 1].number == entry.number;
    return as_before || as_after ? number(entry.row) : 0;
  });
}

void RowSorter::Settle() {
  if (is_settled_) return;
  Sort();
  CutAfterKeep();
  uint64_t run = 0;
  uint64_t last = entries_.empty() ? 0 : entries_.front().number;
  for (Entry& entry : entries_) {
    if (entry.number != last) ++run;
    last = entry.number;
    entry.number = run;
  }
  bits_ = std::bit_width(run);
  is_settled_ = true;
}

// From the lowest digit to the highest, each pass keeping the order of the one before.
void RowSorter::Sort() {
  if (entries_.size() <= kFewRows) {
    std::stable_sort(entries_.begin(), entries_.end(),
                     [](const Entry& a, const Entry& b) { return a.number < b.number; });
    return;
  }
  // A pass over a million entries takes some milliseconds.
  const auto pass = static_cast<uint32_t>(entries_.size());
  std::vector<Entry> sorted(entries_.size());
  std::array<uint32_t, kDigits> starts;
  for (int shift = 0; shift < bits_; shift += kDigitBits) {
    if (patience_.IsOver(pass)) return;
    const auto digit = [shift](const Entry& entry) {
      return static_cast<size_t>(entry.number >> shift) & (kDigits - 1);
    };
    starts.fill(0);
    for (const Entry& entry : entries_) ++starts[digit(entry)];
    uint32_t start = 0;
    for (uint32_t& count : starts) start += std::exchange(count, start);
    for (const Entry& entry : entries_) sorted[starts[digit(entry)]++] = entry;
    entries_.swap(sorted);
  }
}

void RowSorter::CutAfterKeep() {
  if (entries_.size() <= keep_) return;
  size_t end = keep_;
  while (end > 0 && end < entries_.size() && entries_[end].number == entries_[end - 1].number)
    ++end;
  entries_.resize(end);
}

std::vector<uint32_t> RowSorter::Take() && {
  Settle();
  std::vector<uint32_t> rows;
  rows.reserve(std::min(keep_, entries_.size()));
  for (const Entry& entry : entries_) {
    if (rows.size() == keep_) break;
    rows.push_back(entry.row);
  }
  return rows;
}

uint64_t OrderOf(int64_t integer) { return static_cast<uint64_t>(integer) ^ kSign; }

uint64_t OrderOf(double real) {
  // -0 is 0.
  const auto bits = std::bit_cast<uint64_t>(real + 0.0);
  return (bits & kSign) != 0 ? ~bits : bits | kSign;
}

}  // namespace oxus::query
