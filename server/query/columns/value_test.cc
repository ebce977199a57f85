#include "server/query/columns/value_test.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "server/query/columns/kernels.h"
#include "server/query/columns/number_range.h"

namespace oxus::query {
namespace {

using storage::ColumnData;

class ConstantTest final : public ValueTest {
 public:
  explicit ConstantTest(bool passes) : passes_(passes) {}
  void Run(uint32_t, uint32_t count, uint8_t* out) const override {
    std::memset(out, passes_ ? 1 : 0, count);
  }

 private:
  const bool passes_;
};

std::unique_ptr<ValueTest> Constant(bool passes) { return std::make_unique<ConstantTest>(passes); }

class PresentTest final : public ValueTest {
 public:
  explicit PresentTest(const uint8_t* present, bool negated = false)
      : present_(present), negated_(negated) {}
  void Run(uint32_t first, uint32_t count, uint8_t* out) const override {
    std::memcpy(out, present_ + first, count);
    if (negated_) kernels::Not(out, count);
  }

 private:
  const uint8_t* const present_;
  const bool negated_;
};

// Stored values of one width in a range, and set.
template <typename T, typename Bound>
class RangeTest final : public ValueTest {
 public:
  // Absent values are stored as 0, and need no other look where 0 is not in the range.
  RangeTest(const ColumnData& data, Bound low, Bound high)
      : values_(data.as<T>()),
        present_(low <= 0 && 0 <= high ? data.present : nullptr),
        low_(low),
        high_(high) {}
  void Run(uint32_t first, uint32_t count, uint8_t* out) const override {
    kernels::InRange(values_ + first, count, low_, high_, out);
    if (present_ != nullptr) kernels::And(out, present_ + first, count);
  }

 private:
  const T* const values_;
  const uint8_t* const present_;
  const Bound low_;
  const Bound high_;
};

// Stored values by a table of verdicts that covers every value of the width; absent ones by a
// verdict of their own.
template <typename T>
class TableTest final : public ValueTest {
 public:
  TableTest(const ColumnData& data, std::vector<uint8_t> table, bool absent_passes)
      : data_(data), table_(std::move(table)), absent_passes_(absent_passes) {}
  void Run(uint32_t first, uint32_t count, uint8_t* out) const override {
    kernels::InTable(data_.as<T>() + first, count, table_.data(), out);
    if (data_.present == nullptr) return;
    const uint8_t* const present = data_.present + first;
    if (!absent_passes_) return kernels::And(out, present, count);
    for (uint32_t i = 0; i < count; ++i) out[i] |= static_cast<uint8_t>(present[i] ^ 1);
  }

 private:
  const ColumnData& data_;
  const std::vector<uint8_t> table_;
  const bool absent_passes_;
};

// Wide values, as tails have them: one by one where few are asked for. Where many are, verdicts on
// numbers of a narrow zone are looked up in a table, which is filled as they are met. One thread.
template <typename T>
class WideTest final : public ValueTest {
 public:
  WideTest(const ColumnData& data, std::shared_ptr<const SymbolTest> symbols,
           const storage::Zone& zone)
      : data_(data), symbols_(std::move(symbols)), zone_(zone) {}

  void Run(uint32_t first, uint32_t count, uint8_t* out) const override {
    if (IsWorthATable(count)) return LookUp(first, count, out);
    for (uint32_t i = 0; i < count; ++i) out[i] = symbols_->Passes(NumberAt(first + i));
  }
  void RunWhere(uint32_t first, uint32_t count, const uint8_t* interest,
                uint8_t* out) const override {
    const uint32_t set = kernels::CountSet(interest, count);
    if (set * kFewOf > count) return Run(first, count, out);
    std::memset(out, 0, count);
    if (set == 0) return;
    // Mostly nobody is interested in eight rows in turn.
    uint32_t i = 0;
    for (uint64_t eight = 0; i + sizeof(eight) <= count; i += sizeof(eight)) {
      std::memcpy(&eight, interest + i, sizeof(eight));
      if (eight != 0) RunSome(first, i, i + sizeof(eight), interest, out);
    }
    RunSome(first, i, count, interest, out);
  }

 private:
  static constexpr uint32_t kFewOf = 16;
  static constexpr int64_t kNarrow = 4096;
  // Beside the verdicts 0 and 1.
  static constexpr uint8_t kUnseen = 2;

  bool IsWorthATable(uint32_t count) const {
    if (!table_.empty()) return true;
    return data_.table == nullptr && zone_.min >= 0 && zone_.max - zone_.min < kNarrow &&
           zone_.max - zone_.min < int64_t{count} * kFewOf;
  }
  void RunSome(uint32_t first, uint32_t begin, uint32_t end, const uint8_t* interest,
               uint8_t* out) const {
    for (uint32_t i = begin; i < end; ++i) {
      if (interest[i] != 0) out[i] = symbols_->Passes(NumberAt(first + i));
    }
  }
  int64_t NumberAt(uint32_t index) const {
    if (data_.present != nullptr && data_.present[index] == 0) return 0;
    const T value = data_.as<T>()[index];
    if (data_.table != nullptr) return data_.table[value];
    return static_cast<int64_t>(value) + data_.base;
  }
  void LookUp(uint32_t first, uint32_t count, uint8_t* out) const {
    if (table_.empty()) MakeTable();
    const T* const values = data_.as<T>() + first;
    const uint8_t* const table = table_.data();
    const uint64_t last = table_.size() - 1;
    const auto shift = static_cast<uint64_t>(data_.base) - static_cast<uint64_t>(zone_.min);
    const auto place = [=](uint32_t i) {
      return std::min(static_cast<uint64_t>(values[i]) + shift, last);
    };
    uint8_t any = 0;
    for (uint32_t i = 0; i < count; ++i) {
      out[i] = table[place(i)];
      any |= out[i];
    }
    for (uint32_t i = 0; any >= kUnseen && i < count; ++i) {
      if (out[i] == kUnseen) out[i] = VerdictAt(place(i));
    }
    if (data_.present == nullptr || data_.base < zone_.min) return;
    // What is absent is stored as 0, which looks like a number of the zone.
    for (uint32_t i = 0; i < count; ++i) {
      if (data_.present[first + i] == 0) out[i] = table[last];
    }
  }
  void MakeTable() const {
    table_.assign(static_cast<size_t>(zone_.max - zone_.min) + 1, kUnseen);
    table_.push_back(symbols_->Passes(0));
  }
  uint8_t VerdictAt(uint64_t place) const {
    uint8_t& verdict = table_[place];
    if (verdict == kUnseen) verdict = symbols_->Passes(zone_.min + static_cast<int64_t>(place));
    return verdict;
  }

  const ColumnData& data_;
  const std::shared_ptr<const SymbolTest> symbols_;
  const storage::Zone zone_;
  // Verdicts on the zone's numbers, and last on what is absent.
  mutable std::vector<uint8_t> table_;
};

// For values of four bytes or eight.
std::unique_ptr<ValueTest> WideTestOf(const ColumnData& data,
                                      std::shared_ptr<const SymbolTest> symbols,
                                      const storage::Zone& zone) {
  if (data.width == 4) return std::make_unique<WideTest<uint32_t>>(data, std::move(symbols), zone);
  return std::make_unique<WideTest<int64_t>>(data, std::move(symbols), zone);
}

// The range of stored values for a range of values; false when it is empty.
bool Rebase(const ColumnData& data, int64_t& low, int64_t& high) {
  if (low > high) return false;
  // An end that does not fit lies beyond every stored value, on the side that the base says.
  if (__builtin_sub_overflow(low, data.base, &low)) {
    if (data.base < 0) return false;
    low = std::numeric_limits<int64_t>::min();
  }
  if (__builtin_sub_overflow(high, data.base, &high)) {
    if (data.base > 0) return false;
    high = std::numeric_limits<int64_t>::max();
  }
  if (data.zero_is_absent) low = std::max<int64_t>(low, 1);
  return true;
}

std::unique_ptr<ValueTest> StoredRange(const ColumnData& data, int64_t low, int64_t high) {
  switch (data.width) {
    case 1:
      return std::make_unique<RangeTest<uint8_t, int64_t>>(data, low, high);
    case 2:
      return std::make_unique<RangeTest<uint16_t, int64_t>>(data, low, high);
    case 4:
      return std::make_unique<RangeTest<uint32_t, int64_t>>(data, low, high);
    case 8:
      return std::make_unique<RangeTest<int64_t, int64_t>>(data, low, high);
    default:
      break;
  }
  const bool passes = low <= 0 && 0 <= high;
  if (passes && data.present != nullptr) return std::make_unique<PresentTest>(data.present);
  return Constant(passes);
}

std::unique_ptr<ValueTest> TableOf(const ColumnData& data, std::vector<uint8_t> table,
                                   bool absent_passes) {
  // A run of passing values is cheaper to compare than to look up.
  const auto first = std::find(table.begin(), table.end(), 1);
  const auto end = std::find(first, table.end(), 0);
  const bool one_run = std::find(end, table.end(), 1) == table.end();
  if (one_run && (!absent_passes || data.present == nullptr)) {
    return StoredRange(data, first - table.begin(), end - table.begin() - 1);
  }
  // Where nothing is set anything may be stored.
  if (data.present != nullptr) table.resize(data.width == 1 ? 1 << 8 : 1 << 16);
  if (data.width == 1) {
    return std::make_unique<TableTest<uint8_t>>(data, std::move(table), absent_passes);
  }
  return std::make_unique<TableTest<uint16_t>>(data, std::move(table), absent_passes);
}

// Codes through the segment's own table of them.
std::unique_ptr<ValueTest> CodesTest(const ColumnData& data,
                                     std::shared_ptr<const SymbolTest> symbols,
                                     const storage::Zone& zone) {
  if (data.width == 0) return Constant(symbols->Passes(data.table[0]));
  if (const auto only = symbols->only()) {
    const uint32_t* const end = data.table + data.table_size;
    const auto at = std::find(data.table, end, static_cast<uint32_t>(*only)) - data.table;
    return at == data.table_size ? Constant(false) : StoredRange(data, at, at);
  }
  if (data.width > 2) return WideTestOf(data, std::move(symbols), zone);
  std::vector<uint8_t> table(data.table_size);
  for (uint32_t i = 0; i < data.table_size; ++i) table[i] = symbols->Passes(data.table[i]);
  return TableOf(data, std::move(table), false);
}

}  // namespace

std::unique_ptr<ValueTest> IntegerRangeTest(const ColumnData& data, int64_t low, int64_t high) {
  if (!Rebase(data, low, high)) return Constant(false);
  return StoredRange(data, low, high);
}

std::unique_ptr<ValueTest> RealRangeTest(const ColumnData& data, double low, double high) {
  if (!(low <= high)) return Constant(false);
  if (!data.is_decimal) {
    if (data.width == 0) return StoredRange(data, low <= 0 && 0 <= high ? 0 : 1, 0);
    return std::make_unique<RangeTest<double, double>>(data, low, high);
  }
  const IntegerRange decimals = ScaledRange({low, high}, storage::kDecimalUnits);
  return IntegerRangeTest(data, decimals.low, decimals.high);
}

std::unique_ptr<ValueTest> SymbolsTest(const ColumnData& data,
                                       std::shared_ptr<const SymbolTest> symbols,
                                       const storage::Zone& zone) {
  if (data.table != nullptr) return CodesTest(data, std::move(symbols), zone);
  if (const auto only = symbols->only(); only && *only != 0) {
    return IntegerRangeTest(data, *only, *only);
  }
  const bool absent_passes = symbols->Passes(0);
  if (data.width == 0) {
    const bool set_passes = symbols->Passes(data.base);
    if (data.present == nullptr || set_passes == absent_passes) return Constant(set_passes);
    return std::make_unique<PresentTest>(data.present, /*negated=*/absent_passes);
  }
  if (data.width > 2) return WideTestOf(data, std::move(symbols), zone);
  std::vector<uint8_t> table(static_cast<size_t>(zone.max - data.base) + 1);
  for (int64_t value = zone.min; value <= zone.max; ++value) {
    table[static_cast<size_t>(value - data.base)] = symbols->Passes(value);
  }
  // Zones are of what is set.
  if (data.is_code || data.zero_is_absent) table[0] = absent_passes;
  return TableOf(data, std::move(table), absent_passes);
}

std::unique_ptr<ValueTest> PresenceTest(const ColumnData& data, bool is_code) {
  if (!is_code) {
    if (data.zero_is_absent) return StoredRange(data, 1, std::numeric_limits<int64_t>::max());
    if (data.present == nullptr) return Constant(true);
    return std::make_unique<PresentTest>(data.present);
  }
  if (data.table == nullptr) {
    return StoredRange(data, 1, std::numeric_limits<int64_t>::max());
  }
  if (data.width == 0) return Constant(data.table[0] != 0);
  std::vector<uint8_t> table(data.table_size);
  for (uint32_t i = 0; i < data.table_size; ++i) table[i] = data.table[i] != 0;
  // Code 0 is the least, so what is set is one run.
  return TableOf(data, std::move(table), false);
}

}  // namespace oxus::query
