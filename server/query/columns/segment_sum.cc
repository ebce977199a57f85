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

// What the value at `index` adds. Absent ones are stored as 0.
template <SumPacking kPacking, typename T>
struct Adder {
  const T* values;
  const uint8_t* present;

  uint64_t operator()(uint32_t index) const {
    const uint64_t value = values[index];
    if constexpr (kPacking == SumPacking::kRows) return value << kRowBits | 1;
    if constexpr (kPacking == SumPacking::kSet) {
      return value << kSetBits | (present == nullptr ? 1 : present[index]);
    }
    return value << (2 * kRowBits) | uint64_t{present[index]} << kRowBits | 1;
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
  if (values.present == nullptr) return SumPacking::kRows;
  const auto largest = static_cast<uint64_t>(zone.max - values.base);
  // A few large values are usual; to add all up takes less than to count rows by themselves.
  const bool has_room =
      largest * values.size <= Ones(kSumBits) || TotalOf(values) <= Ones(kSumBits);
  return has_room ? SumPacking::kRowsAndSet : SumPacking::kSet;
}

template <typename Visit>
void SegmentSum::VisitPacked(const Visit& visit) const {
  const auto of_packing = [&]<typename T>(const T* values) {
    const uint8_t* const present = values_->present;
    switch (packing_) {
      case SumPacking::kNone:
        return;
      case SumPacking::kRows:
        return visit(Adder<SumPacking::kRows, T>{values, present});
      case SumPacking::kSet:
        return visit(Adder<SumPacking::kSet, T>{values, present});
      case SumPacking::kRowsAndSet:
        return visit(Adder<SumPacking::kRowsAndSet, T>{values, present});
    }
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
        adder.values += begin;
        if (adder.present != nullptr) adder.present += begin;
        AddWords(adder, numbers, mask, count, packed_.turns());
      });
    }
    for (uint32_t i = 0; i < count; ++i) {
      if (mask == nullptr || mask[i] != 0) AddOne(*values_, begin + i, sums_[numbers[i]]);
    }
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

uint32_t SegmentSum::RowsAt(size_t cell) const {
  return static_cast<uint32_t>(packed_[cell] & Ones(kRowBits));
}

Sum SegmentSum::At(size_t cell) const {
  if (values_ == nullptr) return {};
  if (packing_ == SumPacking::kNone) return sums_[cell];
  uint64_t rest = packed_[cell];
  if (packing_ == SumPacking::kRowsAndSet) rest >>= kRowBits;
  const int bits = packing_ == SumPacking::kSet ? kSetBits : kRowBits;
  const auto count = static_cast<int64_t>(rest & Ones(bits));
  return {static_cast<int64_t>(rest >> bits) + values_->base * count, count};
}

}  // namespace oxus::query
