#include "server/query/columns/segment_sum.h"

#include "server/query/columns/entries.h"

namespace oxus::query {
namespace {

using storage::Column;
using storage::ColumnData;

// Rows of a segment, and of a tail, are fewer than 2^18.
constexpr int kRowBits = 18;
// Values of casualties are more than rows.
constexpr int kSetBits = 24;
// The sum above both counts of rows.
constexpr int kSumBits = 64 - 2 * kRowBits;

constexpr uint64_t Ones(int bits) { return (uint64_t{1} << bits) - 1; }

// Which values are set: all, those that are not stored as 0, or what an array says.
struct AllSet {
  uint64_t At(uint32_t /*index*/, uint64_t /*value*/) const { return 1; }
  void Skip(uint32_t /*values*/) {}
};

struct SetUnlessZero {
  uint64_t At(uint32_t /*index*/, uint64_t value) const { return value != 0; }
  void Skip(uint32_t /*values*/) {}
};

struct SetWherePresent {
  const uint8_t* present;

  uint64_t At(uint32_t index, uint64_t /*value*/) const { return present[index]; }
  void Skip(uint32_t values) { present += values; }
};

// What the value at `index` adds. Absent ones are stored as 0.
template <SumPacking kPacking, typename T, typename Set>
struct Adder {
  const T* values;
  Set set;

  uint64_t operator()(uint32_t index) const {
    const uint64_t value = values[index];
    if constexpr (kPacking == SumPacking::kRows) return value << kRowBits | 1;
    if constexpr (kPacking == SumPacking::kSet) return value << kSetBits | set.At(index, value);
    return value << (2 * kRowBits) | set.At(index, value) << kRowBits | 1;
  }
  void Skip(uint32_t rows) {
    values += rows;
    set.Skip(rows);
  }
};

// Calls add(turn, i) for each i below count, with the turns 0, 1, 2, 3, 0 ...
template <typename Add>
void InTurns(uint32_t count, const Add& add) {
  uint32_t i = 0;
  for (; i + 4 <= count; i += 4) {
    add(0, i);
    add(1, i + 1);
    add(2, i + 2);
    add(3, i + 3);
  }
  for (; i < count; ++i) add(0, i);
}

template <typename Word, typename Cell>
void AddWords(const Word& word, const Cell* cells, const uint8_t* mask, uint32_t count,
              const CellTable<uint64_t>::Turns& sums) {
  if (mask == nullptr) {
    return InTurns(count, [&](size_t turn, uint32_t i) { sums[turn][cells[i]] += word(i); });
  }
  InTurns(count,
          [&](size_t turn, uint32_t i) { sums[turn][cells[i]] += word(i) & -uint64_t{mask[i]}; });
}

template <typename T>
uint64_t TotalOf(const T* values, uint32_t count) {
  uint64_t total = 0;
  for (uint32_t i = 0; i < count; ++i) total += values[i];
  return total;
}

// Of what is stored.
uint64_t TotalOf(const ColumnData& data) {
  return data.width == 1 ? TotalOf(data.as<uint8_t>(), data.size)
                         : TotalOf(data.as<uint16_t>(), data.size);
}

void AddOne(const ColumnData& values, uint32_t index, Sum& sum) {
  if (storage::IsSet(values, index)) sum.Add({storage::IntegerAt(values, index), 1});
}

}  // namespace

SumPacking SegmentSum::PackingFor(const ColumnData& values, const storage::Zone& zone,
                                  bool is_by_row) {
  if (values.width != 1 && values.width != 2) return SumPacking::kNone;
  if (!is_by_row || values.size > Ones(kRowBits)) {
    return values.size <= Ones(kSetBits) ? SumPacking::kSet : SumPacking::kNone;
  }
  if (values.present == nullptr && !values.zero_is_absent) return SumPacking::kRows;
  const auto largest = static_cast<uint64_t>(zone.max - values.base);
  // A few large values are usual; to add all up takes less than to count rows by themselves.
  const bool has_room =
      largest * values.size <= Ones(kSumBits) || TotalOf(values) <= Ones(kSumBits);
  return has_room ? SumPacking::kRowsAndSet : SumPacking::kSet;
}

template <typename Visit>
void SegmentSum::VisitPacked(const Visit& visit) const {
  const auto of_set = [&]<typename T, typename Set>(const T* values, Set set) {
    switch (packing_) {
      case SumPacking::kNone:
        return;
      case SumPacking::kRows:
        return visit(Adder<SumPacking::kRows, T, Set>{values, set});
      case SumPacking::kSet:
        return visit(Adder<SumPacking::kSet, T, Set>{values, set});
      case SumPacking::kRowsAndSet:
        return visit(Adder<SumPacking::kRowsAndSet, T, Set>{values, set});
    }
  };
  const auto of_packing = [&](const auto* values) {
    if (values_->zero_is_absent) return of_set(values, SetUnlessZero{});
    if (values_->present == nullptr) return of_set(values, AllSet{});
    of_set(values, SetWherePresent{values_->present});
  };
  if (values_->width == 1) {
    of_packing(values_->as<uint8_t>());
  } else {
    of_packing(values_->as<uint16_t>());
  }
}

absl::StatusOr<SegmentSum> SegmentSum::Bind(const Measure& measure, bool tells_casualties_apart,
                                            SegmentReader& reader) {
  SegmentSum sum;
  sum.by_casualty_ = tells_casualties_apart && measure.element_column != Column::kRecordType;
  const Column column = sum.by_casualty_ ? measure.element_column : measure.column;
  const storage::Zone zone = reader.zone(column);
  if (zone.all_absent()) return sum;
  auto loaded = reader.Load(column);
  if (!loaded.ok()) return loaded.status();
  sum.values_ = *loaded;
  bool is_by_row = true;
  if (const storage::List list = storage::InfoOf(column).list; list != storage::List::kNone) {
    auto shape = reader.LoadShape(list);
    if (!shape.ok()) return shape.status();
    is_by_row = (*shape)->is_flat;
  }
  sum.packing_ = PackingFor(**loaded, zone, is_by_row);
  return sum;
}

void SegmentSum::SetCells(size_t cells) {
  if (packing_ != SumPacking::kNone) {
    packed_.Reset(cells);
  } else if (values_ != nullptr) {
    sums_.assign(cells, Sum());
  }
}

void SegmentSum::Grow(size_t cells) {
  if (packing_ != SumPacking::kNone) {
    packed_.Grow(cells);
  } else if (values_ != nullptr) {
    sums_.resize(cells);
  }
}

void SegmentSum::AddMasked(uint32_t begin, uint32_t count, const CellView& cells,
                           const uint8_t* mask) {
  VisitCells(cells, [&](const auto* numbers) {
    if (packing_ != SumPacking::kNone) {
      return VisitPacked([&](auto adder) {
        adder.Skip(begin);
        AddWords(adder, numbers, mask, count, packed_.turns());
      });
    }
    for (uint32_t i = 0; i < count; ++i) {
      if (mask == nullptr || mask[i] != 0) AddOne(*values_, begin + i, sums_[numbers[i]]);
    }
  });
}

void SegmentSum::AddRows(const uint32_t* rows, const uint32_t* cells, uint32_t count) {
  if (packing_ == SumPacking::kNone) return AddAt(rows, cells, count);
  uint64_t* const sums = packed_.data();
  VisitPacked([&](auto adder) {
    for (uint32_t k = 0; k < count; ++k) sums[cells[k]] += adder(rows[k]);
  });
}

void SegmentSum::AddAt(const uint32_t* indexes, const uint32_t* cells, uint32_t count) {
  if (packing_ != SumPacking::kNone) {
    uint64_t* const sums = packed_.data();
    return VisitPacked([&](auto adder) {
      for (uint32_t k = 0; k < count; ++k) {
        if (indexes[k] != Entries::kNoElement) sums[cells[k]] += adder(indexes[k]);
      }
    });
  }
  for (uint32_t k = 0; k < count; ++k) {
    if (indexes[k] != Entries::kNoElement) AddOne(*values_, indexes[k], sums_[cells[k]]);
  }
}

void SegmentSum::CopyRows(uint32_t* rows) const {
  for (size_t cell = 0; cell < packed_.size(); ++cell) {
    rows[cell] = static_cast<uint32_t>(packed_[cell] & Ones(kRowBits));
  }
}

std::vector<Sum> SegmentSum::At(const std::vector<uint32_t>& cells) const {
  std::vector<Sum> sums(cells.size());
  if (values_ == nullptr) return sums;
  if (packing_ == SumPacking::kNone) {
    for (size_t i = 0; i < cells.size(); ++i) sums[i] = sums_[cells[i]];
    return sums;
  }
  const int skipped = packing_ == SumPacking::kRowsAndSet ? kRowBits : 0;
  const int bits = packing_ == SumPacking::kSet ? kSetBits : kRowBits;
  for (size_t i = 0; i < cells.size(); ++i) {
    const uint64_t word = packed_[cells[i]] >> skipped;
    const auto count = static_cast<int64_t>(word & Ones(bits));
    sums[i] = {static_cast<int64_t>(word >> bits) + values_->base * count, count};
  }
  return sums;
}

}  // namespace oxus::query
