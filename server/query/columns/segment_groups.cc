#include "server/query/columns/segment_groups.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "server/query/columns/distinct_set.h"
#include "server/query/columns/kernels.h"
#include "server/query/grouped_result.h"
#include "server/query/limits.h"
#include "server/query/request_error.h"

namespace oxus::query {
namespace {

using storage::Column;
using storage::ColumnData;
using storage::List;

// Cells that stay in the second cache with a sum each.
constexpr uint64_t kMostCells = 1 << 17;
// Two megabytes of bits for distinct values.
constexpr uint64_t kMostDistinctBits = uint64_t{1} << 24;
// Bits of an axis in a key: above any dictionary's size.
constexpr int kKeyBits = 25;
// Entries made at once.
constexpr uint64_t kMostEntries = 1 << 16;
constexpr size_t kLanes = 4;
// So many sets of cells stay in the first cache up to here.
constexpr uint64_t kMostPairedCells = 1 << 11;
constexpr uint32_t kKeyMask = (uint32_t{1} << kKeyBits) - 1;

absl::Status TooManyGroups(uint64_t groups) {
  return LimitExceeded("GROUPS_PER_EVENT", "groups for one event", kMaxGroupsPerEvent, groups);
}

bool TellsCasualtiesApart(const std::vector<Axis>& axes) {
  return std::any_of(axes.begin(), axes.end(),
                     [](const Axis& axis) { return axis.list() == List::kCasualty; });
}

// Rows of which a sum takes the values.
struct MaskedRows {
  uint32_t first = 0;
  uint32_t count = 0;
  const uint8_t* mask = nullptr;
  const uint32_t* cells = nullptr;
};

template <typename T, bool kCounts>
void AddMaskedValues(const ColumnData& data, const MaskedRows& rows, Sum* even, Sum* odd) {
  const T* const values = data.as<T>() + rows.first;
  const auto add = [&](Sum* sums, uint32_t i) {
    Sum& sum = sums[rows.cells[i]];
    const int64_t set = rows.mask[i];
    sum.sum += (static_cast<int64_t>(values[i]) + data.base) & -set;
    if constexpr (kCounts) sum.count += set;
  };
  uint32_t i = 0;
  for (; i + 2 <= rows.count; i += 2) {
    add(even, i);
    add(odd, i + 1);
  }
  if (i < rows.count) add(even, i);
}

template <bool kCounts>
void AddMaskedOfWidth(const ColumnData& data, const MaskedRows& rows, Sum* even, Sum* odd) {
  switch (data.width) {
    case 1:
      return AddMaskedValues<uint8_t, kCounts>(data, rows, even, odd);
    case 2:
      return AddMaskedValues<uint16_t, kCounts>(data, rows, even, odd);
    case 4:
      return AddMaskedValues<uint32_t, kCounts>(data, rows, even, odd);
    case 8:
      return AddMaskedValues<int64_t, kCounts>(data, rows, even, odd);
    default:
      break;
  }
  for (uint32_t i = 0; i < rows.count; ++i) {
    const int64_t set = rows.mask[i];
    even[rows.cells[i]].Add({data.base & -set, kCounts ? set : 0});
  }
}

// The values at `indexes` where they are set, added to the cells.
template <typename T>
void AddGathered(const ColumnData& data, const uint32_t* indexes, const uint32_t* cells,
                 uint32_t count, Sum* sums) {
  const T* const values = data.as<T>();
  for (uint32_t k = 0; k < count; ++k) {
    const uint32_t at = indexes[k];
    if (at == Entries::kNoElement) continue;
    const int64_t set = data.present == nullptr ? 1 : data.present[at];
    Sum& sum = sums[cells[k]];
    sum.sum += (static_cast<int64_t>(values[at]) + data.base) & -set;
    sum.count += set;
  }
}

void AddValuesAt(const ColumnData& data, const uint32_t* indexes, const uint32_t* cells,
                 uint32_t count, Sum* sums) {
  switch (data.width) {
    case 1:
      return AddGathered<uint8_t>(data, indexes, cells, count, sums);
    case 2:
      return AddGathered<uint16_t>(data, indexes, cells, count, sums);
    case 4:
      return AddGathered<uint32_t>(data, indexes, cells, count, sums);
    case 8:
      return AddGathered<int64_t>(data, indexes, cells, count, sums);
    default:
      break;
  }
  for (uint32_t k = 0; k < count; ++k) {
    if (indexes[k] == Entries::kNoElement || !storage::IsSet(data, indexes[k])) continue;
    sums[cells[k]].Add({data.base, 1});
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<SegmentGroups>> SegmentGroups::Make(const ScanPlan& plan,
                                                                   const std::vector<Axis>& axes,
                                                                   const MeasureSources& sources,
                                                                   SegmentReader& reader) {
  std::unique_ptr<SegmentGroups> groups(new SegmentGroups(plan, axes));
  for (const Axis& axis : axes) {
    auto bound = BoundAxis::Bind(axis, reader);
    if (!bound.ok()) return bound.status();
    groups->bound_.push_back(*std::move(bound));
  }
  auto maker = EntryMaker::Make(axes, groups->bound_, reader);
  if (!maker.ok()) return maker.status();
  groups->entries_ = std::make_unique<EntryMaker>(*std::move(maker));
  if (auto bound = groups->BindMeasures(sources, reader); !bound.ok()) return bound;
  groups->ChooseCells();
  return groups;
}

absl::Status SegmentGroups::BindMeasures(const MeasureSources& sources, SegmentReader& reader) {
  for (size_t i = 0; i < plan_.measures.size(); ++i) {
    BoundMeasure bound;
    absl::Status done;
    switch (plan_.measures[i].kind) {
      case Measure::Kind::kEvents:
        break;
      case Measure::Kind::kSum:
      case Measure::Kind::kMean:
        done = BindSum(plan_.measures[i], reader, &bound);
        break;
      case Measure::Kind::kDistinct:
        done = BindDistinct(*sources.distinct[i], reader, &bound);
        break;
    }
    if (!done.ok()) return done;
    measures_.push_back(std::move(bound));
  }
  sums_.resize(measures_.size());
  spread_sums_.resize(measures_.size());
  return absl::OkStatus();
}

absl::Status SegmentGroups::BindSum(const Measure& measure, SegmentReader& reader,
                                    BoundMeasure* bound) {
  bound->by_casualty = measure.element_column != Column::kRecordType && TellsCasualtiesApart(axes_);
  const Column column = bound->by_casualty ? measure.element_column : measure.column;
  if (reader.zone(column).all_absent()) return absl::OkStatus();
  auto loaded = reader.Load(column);
  if (!loaded.ok()) return loaded.status();
  bound->values = *loaded;
  bound->has_all = !bound->by_casualty && (*loaded)->present == nullptr;
  return absl::OkStatus();
}

absl::Status SegmentGroups::BindDistinct(SymbolGroups& groups, SegmentReader& reader,
                                         BoundMeasure* bound) {
  auto axis = BoundAxis::Bind(Axis{&groups}, reader);
  if (!axis.ok()) return axis.status();
  bound->distinct = std::make_unique<BoundAxis>(*std::move(axis));
  const List list = groups.field().list();
  if (list == List::kNone) return absl::OkStatus();
  auto shape = reader.LoadShape(list);
  if (!shape.ok()) return shape.status();
  if (!(*shape)->is_flat) bound->shape = *shape;
  return absl::OkStatus();
}

void SegmentGroups::ChooseCells() {
  uint64_t cells = 1;
  for (const BoundAxis& axis : bound_) {
    cells *= axis.size();
    if (cells > kMostCells) break;
  }
  is_dense_ = cells <= kMostCells && plan_.imprecise != oxus::v1::IMPRECISE_TIMES_SPREAD;
  if (is_dense_) Grow(cells);
  const bool is_paired = is_dense_ && cells <= kMostPairedCells;
  if (is_paired) lanes_.resize(cells * kLanes);
  for (BoundMeasure& measure : measures_) {
    if (measure.values != nullptr && is_paired) measure.other_sums.resize(cells);
    if (measure.distinct != nullptr && is_dense_) ChooseBits(measure, cells);
  }
  cells_.resize(kVectorRows + 16);
  rows_.resize(kVectorRows + 16);
  set_.resize(kVectorRows + 64);
}

void SegmentGroups::ChooseBits(BoundMeasure& measure, uint64_t cells) {
  const std::vector<int32_t>& values = measure.distinct->groups();
  const int32_t most = *std::max_element(values.begin(), values.end());
  if (most >= DistinctSet::kBitNumbers) return;
  // One bit more than there are values, for unknown.
  const uint32_t words = (static_cast<uint32_t>(std::max(most, 0)) + 1) / 64 + 1;
  if (cells * words * 64 > kMostDistinctBits) return;
  measure.words = words;
  measure.bits.assign(cells * words, 0);
  for (const int32_t value : values) {
    measure.bit_of_local.push_back(value < 0 ? words * 64 - 1 : static_cast<uint32_t>(value));
  }
}

void SegmentGroups::Grow(size_t groups) {
  events_.resize(groups);
  for (size_t i = 0; i < measures_.size(); ++i) {
    const bool is_sum = plan_.measures[i].kind == Measure::Kind::kSum ||
                        plan_.measures[i].kind == Measure::Kind::kMean;
    if (is_sum) sums_[i].resize(groups);
  }
}

absl::Status SegmentGroups::Add(uint32_t begin, uint32_t count, const uint8_t* mask, uint32_t set) {
  if (set == 0) return absl::OkStatus();
  // Below a fifth, picking the rows out is cheaper than adding nothing for most.
  const bool masked = is_dense_ && !entries_->expands() && set >= count / 5;
  if (!masked) return AddSelected(begin, count, mask);
  AddMasked(begin, count, mask, set == count);
  return absl::OkStatus();
}

void SegmentGroups::CountMasked(uint32_t count, const uint8_t* mask, bool all) {
  const uint32_t* const cells = cells_.data();
  uint32_t i = 0;
  if (!lanes_.empty()) {
    const size_t stride = lanes_.size() / kLanes;
    uint32_t* const a = lanes_.data();
    uint32_t* const b = a + stride;
    uint32_t* const c = b + stride;
    uint32_t* const d = c + stride;
    for (; all && i + kLanes <= count; i += kLanes) {
      ++a[cells[i]];
      ++b[cells[i + 1]];
      ++c[cells[i + 2]];
      ++d[cells[i + 3]];
    }
    for (; i + kLanes <= count; i += kLanes) {
      a[cells[i]] += mask[i];
      b[cells[i + 1]] += mask[i + 1];
      c[cells[i + 2]] += mask[i + 2];
      d[cells[i + 3]] += mask[i + 3];
    }
  }
  for (; i < count; ++i) events_[cells[i]] += mask[i];
}

void SegmentGroups::AddMasked(uint32_t begin, uint32_t count, const uint8_t* mask, bool all) {
  uint32_t* const cells = cells_.data();
  if (bound_.empty()) std::fill_n(cells, count, 0u);
  for (size_t axis = 0; axis < bound_.size(); ++axis) {
    if (axis == 0) {
      bound_[axis].SetDigits(begin, count, cells);
    } else {
      bound_[axis].AppendDigits(begin, count, cells);
    }
  }
  CountMasked(count, mask, all);
  for (size_t m = 0; m < measures_.size(); ++m) {
    BoundMeasure& measure = measures_[m];
    if (measure.values != nullptr) AddMaskedSum(measure, begin, count, mask, sums_[m].data());
    if (measure.distinct == nullptr) continue;
    if (measure.words != 0 && measure.shape == nullptr) {
      AddMaskedDistinct(measure, begin, count, mask);
      continue;
    }
    const uint32_t selected = kernels::Select(mask, count, rows_.data());
    selected_cells_.resize(selected);
    for (uint32_t k = 0; k < selected; ++k) {
      selected_cells_[k] = cells[rows_[k]];
      rows_[k] += begin;
    }
    AddDistinctRows(measure, rows_.data(), selected_cells_.data(), selected);
  }
}

void SegmentGroups::AddMaskedSum(BoundMeasure& measure, uint32_t begin, uint32_t count,
                                 const uint8_t* mask, Sum* sums) {
  const ColumnData& values = *measure.values;
  MaskedRows rows{begin, count, mask, cells_.data()};
  Sum* const odd = measure.other_sums.empty() ? sums : measure.other_sums.data();
  if (measure.has_all) return AddMaskedOfWidth<false>(values, rows, sums, odd);
  if (values.present != nullptr) {
    std::memcpy(set_.data(), mask, count);
    kernels::And(set_.data(), values.present + begin, count);
    rows.mask = set_.data();
  }
  AddMaskedOfWidth<true>(values, rows, sums, odd);
}

void SegmentGroups::AddMaskedDistinct(BoundMeasure& measure, uint32_t begin, uint32_t count,
                                      const uint8_t* mask) {
  locals_.resize(kVectorRows);
  measure.distinct->SetDigits(begin, count, locals_.data());
  const uint32_t* const bit_of_local = measure.bit_of_local.data();
  uint64_t* const bits = measure.bits.data();
  const uint32_t words = measure.words;
  for (uint32_t i = 0; i < count; ++i) {
    const uint32_t bit = bit_of_local[locals_[i]];
    bits[cells_[i] * words + bit / 64] |= uint64_t{mask[i]} << (bit % 64);
  }
}

absl::Status SegmentGroups::AddSelected(uint32_t begin, uint32_t count, const uint8_t* mask) {
  const uint32_t selected = kernels::Select(mask, count, rows_.data());
  for (uint32_t k = 0; k < selected; ++k) rows_[k] += begin;
  if (is_dense_ && !entries_->expands()) {
    AddRows(selected);
    return absl::OkStatus();
  }
  // Rows are taken together while their entries stay few.
  for (uint32_t first = 0; first < selected;) {
    uint32_t end = first;
    uint64_t entries = 0;
    while (end < selected) {
      const uint64_t of_row = entries_->MostEntries(rows_[end]);
      if (of_row > kMaxGroupsPerEvent) return TooManyGroups(of_row);
      if (entries > 0 && entries + of_row > kMostEntries) break;
      entries += of_row;
      ++end;
    }
    entries_->Expand(rows_.data() + first, end - first, &scratch_);
    AddEntries(scratch_);
    first = end;
  }
  return absl::OkStatus();
}

// Every row is one entry, and its elements are the row.
void SegmentGroups::AddRows(uint32_t count) {
  const uint32_t* const rows = rows_.data();
  uint32_t* const cells = cells_.data();
  std::memset(cells, 0, count * sizeof(uint32_t));
  for (const BoundAxis& axis : bound_) axis.GatherDigits(rows, count, cells);
  for (uint32_t k = 0; k < count; ++k) ++events_[cells[k]];
  for (size_t m = 0; m < measures_.size(); ++m) {
    BoundMeasure& measure = measures_[m];
    if (measure.values != nullptr) {
      AddValuesAt(*measure.values, rows, cells, count, sums_[m].data());
    }
    if (measure.distinct != nullptr) AddDistinctRows(measure, rows, cells, count);
  }
}

uint32_t SegmentGroups::GroupOfKey(absl::uint128 key) {
  const auto [found, added] = groups_.try_emplace(key, static_cast<uint32_t>(keys_.size()));
  if (added) {
    keys_.push_back(key);
    if (keys_.size() > events_.size()) Grow(std::max<size_t>(64, keys_.size() * 2));
  }
  return found->second;
}

uint32_t SegmentGroups::LocalOf(size_t axis, const Entries& entries, size_t entry) const {
  const List list = axes_[axis].list();
  if (list == List::kNone) return bound_[axis].LocalAt(entries.rows[entry]);
  const uint32_t element = entries.elements[static_cast<size_t>(list)][entry];
  return element == Entries::kNoElement ? bound_[axis].unknown_local()
                                        : bound_[axis].LocalAt(element);
}

void SegmentGroups::FindCells(const Entries& entries) {
  const auto count = static_cast<uint32_t>(entries.size());
  cells_.resize(std::max<size_t>(cells_.size(), count + 16));
  if (!is_dense_) {
    for (uint32_t k = 0; k < count; ++k) {
      cells_[k] = GroupOfKey(KeyOf(entries, k, std::nullopt));
    }
    return;
  }
  std::memset(cells_.data(), 0, count * sizeof(uint32_t));
  for (size_t axis = 0; axis < bound_.size(); ++axis) {
    if (!entries_->expands()) {
      // Every element is its row.
      bound_[axis].GatherDigits(entries.rows.data(), count, cells_.data());
      continue;
    }
    const uint32_t radix = bound_[axis].size();
    for (uint32_t k = 0; k < count; ++k) cells_[k] = cells_[k] * radix + LocalOf(axis, entries, k);
  }
}

void SegmentGroups::AddEntries(const Entries& entries) {
  if (entries.size() == 0) return;
  FindCells(entries);
  const auto count = static_cast<uint32_t>(entries.size());
  const bool has_repeats = !entries.counts.empty();
  for (uint32_t k = 0; k < count; ++k) {
    events_[cells_[k]] += has_repeats ? entries.counts[k] : 1;
  }
  const uint32_t* const casualties = entries.elements[static_cast<size_t>(List::kCasualty)].data();
  for (size_t m = 0; m < measures_.size(); ++m) {
    BoundMeasure& measure = measures_[m];
    if (measure.distinct != nullptr) {
      AddDistinctRows(measure, entries.rows.data(), cells_.data(), count);
    }
    if (measure.values == nullptr) continue;
    if (measure.by_casualty) {
      AddValuesAt(*measure.values, casualties, cells_.data(), count, sums_[m].data());
    } else if (!has_repeats) {
      AddValuesAt(*measure.values, entries.rows.data(), cells_.data(), count, sums_[m].data());
    } else {
      for (uint32_t k = 0; k < count; ++k) {
        if (entries.counts[k] == 0) continue;
        AddValuesAt(*measure.values, &entries.rows[k], &cells_[k], 1, sums_[m].data());
      }
    }
  }
}

void SegmentGroups::AddDistinctRows(BoundMeasure& measure, const uint32_t* rows,
                                    const uint32_t* cells, uint32_t count) {
  if (measure.shape != nullptr || measure.words == 0) {
    for (uint32_t k = 0; k < count; ++k) AddDistinct(measure, cells[k], rows[k]);
    return;
  }
  locals_.assign(count, 0);
  measure.distinct->GatherDigits(rows, count, locals_.data());
  for (uint32_t k = 0; k < count; ++k) {
    const uint32_t bit = measure.bit_of_local[locals_[k]];
    measure.bits[size_t{cells[k]} * measure.words + bit / 64] |= uint64_t{1} << (bit % 64);
  }
}

void SegmentGroups::AddDistinct(BoundMeasure& measure, uint32_t cell, uint32_t row) {
  const auto add = [&measure, cell](uint32_t local) {
    if (measure.words == 0) {
      measure.pairs.push_back(uint64_t{cell} << 32 | local);
      return;
    }
    const uint32_t bit = measure.bit_of_local[local];
    measure.bits[size_t{cell} * measure.words + bit / 64] |= uint64_t{1} << (bit % 64);
  };
  if (measure.shape == nullptr) return add(measure.distinct->LocalAt(row));
  for (uint32_t e = measure.shape->offsets[row]; e < measure.shape->offsets[row + 1]; ++e) {
    add(measure.distinct->LocalAt(e));
  }
}

uint32_t SegmentGroups::LocalOfBucket(int64_t bucket) {
  const BoundAxis& axis = bound_.front();
  if (bucket_locals_.empty()) {
    for (uint32_t i = 0; i < axis.size(); ++i) bucket_locals_[axis.groups()[i]] = i;
  }
  const auto next = axis.size() + static_cast<uint32_t>(further_buckets_.size());
  const auto [found, added] = bucket_locals_.try_emplace(bucket, next);
  if (added) further_buckets_.push_back(static_cast<int32_t>(bucket));
  return found->second;
}

absl::uint128 SegmentGroups::KeyOf(const Entries& entries, size_t entry,
                                   std::optional<uint32_t> bucket_local) const {
  absl::uint128 key = 0;
  for (size_t axis = 0; axis < bound_.size(); ++axis) {
    const bool is_given = axis == 0 && bucket_local;
    key = key << kKeyBits | (is_given ? *bucket_local : LocalOf(axis, entries, entry));
  }
  return key;
}

void SegmentGroups::AddShare(const Entries& entries, size_t entry, uint32_t group, double weight) {
  spread_events_.resize(events_.size());
  const bool counts = entries.counts.empty() || entries.counts[entry] != 0;
  if (counts) {
    spread_events_[group].sum += weight;
    spread_events_[group].count += 1;
  }
  for (size_t m = 0; m < measures_.size(); ++m) {
    const BoundMeasure& measure = measures_[m];
    if (measure.values == nullptr || (!measure.by_casualty && !counts)) continue;
    const uint32_t at = measure.by_casualty
                            ? entries.elements[static_cast<size_t>(List::kCasualty)][entry]
                            : entries.rows[entry];
    if (at == Entries::kNoElement || !storage::IsSet(*measure.values, at)) continue;
    spread_sums_[m].resize(events_.size());
    Share& share = spread_sums_[m][group];
    share.sum += weight * static_cast<double>(storage::IntegerAt(*measure.values, at));
    share.count += weight;
  }
}

absl::Status SegmentGroups::AddSpread(uint32_t row, int64_t first_bucket, int64_t last_bucket,
                                      double weight) {
  const uint64_t most = entries_->MostEntries(row);
  if (most > kMaxGroupsPerEvent) return TooManyGroups(most);
  Entries entries;
  entries_->Expand(&row, 1, &entries);
  for (int64_t bucket = first_bucket; bucket <= last_bucket; ++bucket) {
    std::optional<uint32_t> bucket_local;
    if (plan_.has_bucket()) bucket_local = LocalOfBucket(bucket);
    for (size_t entry = 0; entry < entries.size(); ++entry) {
      AddShare(entries, entry, GroupOfKey(KeyOf(entries, entry, bucket_local)), weight);
    }
  }
  return absl::OkStatus();
}

std::vector<uint32_t> SegmentGroups::UsedCells() const {
  std::vector<uint32_t> used;
  used.reserve(is_dense_ ? events_.size() : keys_.size());
  const auto cells = static_cast<uint32_t>(is_dense_ ? events_.size() : keys_.size());
  for (uint32_t cell = 0; cell < cells; ++cell) {
    const bool spread = cell < spread_events_.size() && spread_events_[cell].count > 0;
    if (events_[cell] != 0 || spread) used.push_back(cell);
  }
  return used;
}

void SegmentGroups::FinishDistinct(const BoundMeasure& measure, const std::vector<uint32_t>& cells,
                                   Partial::Distinct* distinct) const {
  distinct->words = measure.words;
  if (measure.words != 0) {
    distinct->bits.reserve(cells.size() * measure.words);
    for (const uint32_t cell : cells) {
      const auto first = measure.bits.begin() + static_cast<std::ptrdiff_t>(cell) * measure.words;
      distinct->bits.insert(distinct->bits.end(), first, first + measure.words);
      distinct->bits.back() &= ~(uint64_t{1} << 63);
    }
    return;
  }
  const std::vector<int32_t>& groups = measure.distinct->groups();
  std::vector<uint64_t> pairs = measure.pairs;
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  auto pair = pairs.begin();
  for (const uint32_t cell : cells) {
    while (pair != pairs.end() && *pair >> 32 < cell) ++pair;
    for (; pair != pairs.end() && *pair >> 32 == cell; ++pair) {
      const int32_t value = groups[static_cast<uint32_t>(*pair)];
      if (value != GroupedResult::kUnknown) distinct->values.push_back(value);
    }
    distinct->ends.push_back(static_cast<uint32_t>(distinct->values.size()));
  }
}

void SegmentGroups::FinishKeys(const std::vector<uint32_t>& cells, Partial* partial) const {
  const size_t axes = bound_.size();
  if (is_dense_ && axes == 1) {
    partial->keys = cells;
    return;
  }
  partial->keys.resize(cells.size() * axes);
  for (size_t g = 0; g < cells.size(); ++g) {
    uint32_t rest = cells[g];
    absl::uint128 key = is_dense_ ? 0 : keys_[cells[g]];
    for (size_t axis = axes; axis-- > 0;) {
      uint32_t& digit = partial->keys[g * axes + axis];
      if (is_dense_) {
        digit = rest % bound_[axis].size();
        rest /= bound_[axis].size();
      } else {
        digit = static_cast<uint32_t>(absl::Uint128Low64(key)) & kKeyMask;
        key >>= kKeyBits;
      }
    }
  }
}

void SegmentGroups::FinishSpread(const std::vector<uint32_t>& cells, Partial* partial) {
  if (spread_events_.empty()) return;
  spread_events_.resize(events_.size());
  partial->spread_sums.resize(measures_.size());
  for (const uint32_t cell : cells) partial->spread_events.push_back(spread_events_[cell]);
  for (size_t m = 0; m < measures_.size(); ++m) {
    if (sums_[m].empty()) continue;
    spread_sums_[m].resize(events_.size());
    for (const uint32_t cell : cells) partial->spread_sums[m].push_back(spread_sums_[m][cell]);
  }
}

void SegmentGroups::JoinPairs() {
  for (size_t lane = 0; lane < lanes_.size(); lane += events_.size()) {
    for (size_t cell = 0; cell < events_.size(); ++cell) events_[cell] += lanes_[lane + cell];
  }
  for (size_t m = 0; m < measures_.size(); ++m) {
    const std::vector<Sum>& other = measures_[m].other_sums;
    for (size_t cell = 0; cell < other.size(); ++cell) sums_[m][cell].Add(other[cell]);
    if (!measures_[m].has_all) continue;
    for (size_t cell = 0; cell < sums_[m].size(); ++cell) sums_[m][cell].count = events_[cell];
  }
}

void SegmentGroups::Finish(Partial* partial) {
  JoinPairs();
  const std::vector<uint32_t> cells = UsedCells();
  for (const BoundAxis& axis : bound_) partial->axes.push_back(axis.groups());
  if (!further_buckets_.empty()) {
    partial->axes[0].insert(partial->axes[0].end(), further_buckets_.begin(),
                            further_buckets_.end());
  }
  partial->group_count = cells.size();
  FinishKeys(cells, partial);
  partial->events.reserve(cells.size());
  for (const uint32_t cell : cells) partial->events.push_back(events_[cell]);
  partial->sums.resize(measures_.size());
  partial->distinct.resize(measures_.size());
  for (size_t m = 0; m < measures_.size(); ++m) {
    if (!sums_[m].empty()) {
      partial->sums[m].reserve(cells.size());
      for (const uint32_t cell : cells) partial->sums[m].push_back(sums_[m][cell]);
    }
    if (measures_[m].distinct != nullptr) {
      FinishDistinct(measures_[m], cells, &partial->distinct[m]);
    }
  }
  FinishSpread(cells, partial);
}

}  // namespace oxus::query
