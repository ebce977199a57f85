#include "server/query/columns/segment_distinct.h"

#include <algorithm>
#include <utility>

#include "server/query/columns/distinct_set.h"
#include "server/query/columns/kernels.h"
#include "server/query/grouped_result.h"

namespace oxus::query {
namespace {

using storage::List;

// Two megabytes of bits.
constexpr uint64_t kMostBits = uint64_t{1} << 24;
constexpr uint64_t kBitsPerWord = 64;

void SetBit(std::vector<uint64_t>& bits, uint64_t at) {
  bits[at / kBitsPerWord] |= uint64_t{1} << at % kBitsPerWord;
}

template <typename Cell, typename Local>
void SetBits(const Cell* cells, const Local* locals, const uint32_t* bit_of_local,
             const uint8_t* mask, uint32_t count, uint64_t bits_per_cell, uint64_t* bits) {
  for (uint32_t i = 0; i < count; ++i) {
    const uint64_t at = cells[i] * bits_per_cell + bit_of_local[locals[i]];
    const uint64_t set = mask == nullptr ? 1 : mask[i];
    bits[at / kBitsPerWord] |= set << at % kBitsPerWord;
  }
}

}  // namespace

absl::StatusOr<SegmentDistinct> SegmentDistinct::Bind(SymbolGroups& groups, SegmentReader& reader) {
  auto axis = BoundAxis::Bind(Axis{&groups}, reader);
  if (!axis.ok()) return axis.status();
  SegmentDistinct distinct(*std::move(axis));
  const List list = groups.field().list();
  if (list == List::kNone) return distinct;
  auto shape = reader.LoadShape(list);
  if (!shape.ok()) return shape.status();
  if (!(*shape)->is_flat) distinct.shape_ = *shape;
  return distinct;
}

void SegmentDistinct::SetCells(size_t cells) {
  const std::vector<int32_t>& values = values_.groups();
  const int32_t most = *std::max_element(values.begin(), values.end());
  if (most >= DistinctSet::kBitNumbers) return;
  // One bit more than there are values, for unknown.
  const auto words =
      static_cast<uint32_t>((static_cast<uint64_t>(std::max(most, 0)) + 1) / kBitsPerWord + 1);
  if (cells * words * kBitsPerWord > kMostBits) return;
  words_ = words;
  bits_.assign(cells * words, 0);
  const auto unknown = static_cast<uint32_t>(words * kBitsPerWord - 1);
  for (const int32_t value : values) {
    bit_of_local_.push_back(value < 0 ? unknown : static_cast<uint32_t>(value));
  }
}

bool SegmentDistinct::IsMarked(size_t cell) const {
  const auto first = bits_.begin() + static_cast<std::ptrdiff_t>(cell * words_);
  return std::any_of(first, first + words_, [](uint64_t word) { return word != 0; });
}

void SegmentDistinct::AddMasked(uint32_t begin, uint32_t count, const CellView& cells,
                                const uint8_t* mask) {
  VisitCells(cells, [&](const auto* numbers) {
    if (!marks_cells()) {
      for (uint32_t i = 0; i < count; ++i) {
        if (mask == nullptr || mask[i] != 0) AddRow(numbers[i], begin + i);
      }
      return;
    }
    CellView locals = values_.Stored(begin);
    if (locals.cells == nullptr) {
      locals_.resize(count);
      values_.SetDigits(begin, count, locals_.data());
      locals = {locals_.data(), sizeof(uint32_t)};
    }
    VisitCells(locals, [&](const auto* values) {
      const uint64_t bits_per_cell = words_ * kBitsPerWord;
      if (mask == nullptr) {
        SetBits(numbers, values, bit_of_local_.data(), nullptr, count, bits_per_cell, bits_.data());
      } else {
        SetBits(numbers, values, bit_of_local_.data(), mask, count, bits_per_cell, bits_.data());
      }
    });
  });
}

void SegmentDistinct::AddRows(const uint32_t* rows, const uint32_t* cells, uint32_t count) {
  if (!marks_cells()) {
    for (uint32_t k = 0; k < count; ++k) AddRow(cells[k], rows[k]);
    return;
  }
  locals_.resize(count);
  values_.GatherFirstDigits(rows, count, locals_.data());
  SetBits(cells, locals_.data(), bit_of_local_.data(), nullptr, count, words_ * kBitsPerWord,
          bits_.data());
}

void SegmentDistinct::AddRow(uint32_t cell, uint32_t row) {
  if (shape_ == nullptr) return AddValue(cell, values_.LocalAt(row));
  for (uint32_t e = shape_->offsets[row]; e < shape_->offsets[row + 1]; ++e) {
    AddValue(cell, values_.LocalAt(e));
  }
}

void SegmentDistinct::AddValue(uint32_t cell, uint32_t local) {
  if (words_ != 0) return SetBit(bits_, cell * (words_ * kBitsPerWord) + bit_of_local_[local]);
  if (pairs_.size() >= pairs_to_sort_at_) {
    SortPairs();
    pairs_to_sort_at_ = std::max(pairs_to_sort_at_, 2 * pairs_.size());
  }
  pairs_.push_back(uint64_t{cell} << 32 | local);
}

void SegmentDistinct::SortPairs() {
  std::sort(pairs_.begin(), pairs_.end());
  pairs_.erase(std::unique(pairs_.begin(), pairs_.end()), pairs_.end());
}

void SegmentDistinct::FinishBits(const std::vector<uint32_t>& cells, Partial::Distinct* distinct) {
  distinct->words = words_;
  size_t next = 0;
  for (const uint32_t cell : cells) {
    // Forward, onto itself or cells that are not wanted.
    std::copy_n(bits_.begin() + static_cast<std::ptrdiff_t>(size_t{cell} * words_), words_,
                bits_.begin() + static_cast<std::ptrdiff_t>(next));
    next += words_;
    bits_[next - 1] &= ~(uint64_t{1} << (kBitsPerWord - 1));
  }
  bits_.resize(next);
  distinct->bits = std::move(bits_);
}

void SegmentDistinct::Finish(const std::vector<uint32_t>& cells, Partial::Distinct* distinct) {
  if (words_ != 0) return FinishBits(cells, distinct);
  SortPairs();
  auto pair = pairs_.begin();
  for (const uint32_t cell : cells) {
    while (pair != pairs_.end() && *pair >> 32 < cell) ++pair;
    for (; pair != pairs_.end() && *pair >> 32 == cell; ++pair) {
      const int32_t value = values_.groups()[static_cast<uint32_t>(*pair)];
      if (value != GroupedResult::kUnknown) distinct->values.push_back(value);
    }
    distinct->ends.push_back(static_cast<uint32_t>(distinct->values.size()));
  }
}

size_t SegmentDistinct::bytes() const {
  return (bits_.capacity() + pairs_.capacity()) * sizeof(uint64_t);
}

}  // namespace oxus::query
