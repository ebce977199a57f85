#include "server/query/columns/segment_groups.h"

#include <algorithm>
#include <utility>

#include "server/query/columns/group_limits.h"
#include "server/query/columns/kernels.h"
#include "server/query/request_error.h"

namespace oxus::query {
namespace {

using storage::List;

// Cells that stay in the second cache with a sum each.
constexpr uint64_t kMostCells = 1 << 17;
// Bits of an axis in a key: above any dictionary's size.
constexpr int kKeyBits = 25;
constexpr uint32_t kKeyMask = (uint32_t{1} << kKeyBits) - 1;
// Entries made at once.
constexpr uint64_t kMostEntries = 1 << 16;
// Below one row in so many, picking the rows out is cheaper than adding nothing for most.
constexpr uint32_t kRowsPerMasked = 5;

bool TellsCasualtiesApart(const std::vector<Axis>& axes) {
  return std::any_of(axes.begin(), axes.end(),
                     [](const Axis& axis) { return axis.list() == List::kCasualty; });
}

template <typename Cell>
void Count(const Cell* cells, const uint8_t* mask, uint32_t count,
           const CellTable<uint32_t>::Turns& events) {
  uint32_t* const a = events[0];
  uint32_t* const b = events[1];
  uint32_t* const c = events[2];
  uint32_t* const d = events[3];
  uint32_t i = 0;
  for (; mask == nullptr && i + 4 <= count; i += 4) {
    ++a[cells[i]];
    ++b[cells[i + 1]];
    ++c[cells[i + 2]];
    ++d[cells[i + 3]];
  }
  for (; i + 4 <= count; i += 4) {
    a[cells[i]] += mask[i];
    b[cells[i + 1]] += mask[i + 1];
    c[cells[i + 2]] += mask[i + 2];
    d[cells[i + 3]] += mask[i + 3];
  }
  for (; i < count; ++i) a[cells[i]] += mask == nullptr ? 1 : mask[i];
}

}  // namespace

absl::StatusOr<std::unique_ptr<SegmentGroups>> SegmentGroups::Make(const ScanPlan& plan,
                                                                   const std::vector<Axis>& axes,
                                                                   const MeasureSources& sources,
                                                                   const GroupBounds& bounds,
                                                                   SegmentReader& reader) {
  std::unique_ptr<SegmentGroups> groups(new SegmentGroups(plan, axes, bounds));
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

bool SegmentGroups::IsSum(size_t measure) const {
  const Measure::Kind kind = plan_.measures[measure].kind;
  return kind == Measure::Kind::kSum || kind == Measure::Kind::kMean;
}

absl::Status SegmentGroups::BindMeasures(const MeasureSources& sources, SegmentReader& reader) {
  const bool tells_casualties_apart = TellsCasualtiesApart(axes_);
  sums_.resize(plan_.measures.size());
  distinct_.resize(plan_.measures.size());
  for (size_t m = 0; m < plan_.measures.size(); ++m) {
    if (IsSum(m)) {
      auto bound = SegmentSum::Bind(plan_.measures[m], tells_casualties_apart, reader);
      if (!bound.ok()) return bound.status();
      sums_[m] = *std::move(bound);
    }
    if (plan_.measures[m].kind == Measure::Kind::kDistinct) {
      auto bound = SegmentDistinct::Bind(*sources.distinct[m], reader);
      if (!bound.ok()) return bound.status();
      distinct_[m] = *std::move(bound);
    }
  }
  return absl::OkStatus();
}

void SegmentGroups::ChooseCells() {
  uint64_t cells = 1;
  for (const BoundAxis& axis : bound_) {
    cells *= axis.size();
    if (cells > kMostCells) break;
  }
  cells_.resize(kVectorRows + 16);
  rows_.resize(kVectorRows + 16);
  is_dense_ = cells <= kMostCells && plan_.imprecise != oxus::v1::IMPRECISE_TIMES_SPREAD;
  if (!is_dense_) return;
  for (SegmentSum& sum : sums_) sum.SetCells(cells);
  for (auto& distinct : distinct_) {
    if (distinct) distinct->SetCells(cells);
  }
  ChooseCounter();
  if (counts_events()) events_.Reset(cells);
}

void SegmentGroups::ChooseCounter() {
  if (entries_->expands()) return;
  const auto sum = std::find_if(sums_.begin(), sums_.end(), [](const SegmentSum& found) {
    return !found.is_empty() && found.counts_rows();
  });
  if (sum != sums_.end()) row_counter_ = &*sum;
  const bool asks_for_events =
      std::any_of(plan_.measures.begin(), plan_.measures.end(),
                  [](const Measure& measure) { return measure.kind == Measure::Kind::kEvents; });
  const auto distinct = std::find_if(distinct_.begin(), distinct_.end(), [](const auto& found) {
    return found && found->marks_cells();
  });
  if (!asks_for_events && distinct != distinct_.end()) cell_marker_ = &**distinct;
}

bool SegmentGroups::AddsMasked(uint32_t count, uint32_t set) const {
  return is_dense_ && !entries_->expands() && set >= count / kRowsPerMasked;
}

absl::Status SegmentGroups::Add(uint32_t begin, uint32_t count, const uint8_t* mask, uint32_t set) {
  if (set == 0) return absl::OkStatus();
  if (!AddsMasked(count, set)) return AddSelected(begin, count, mask);
  AddMasked(begin, count, set == count ? nullptr : mask);
  return absl::OkStatus();
}

CellView SegmentGroups::CellsOf(uint32_t begin, uint32_t count) {
  if (bound_.size() == 1) {
    if (const CellView stored = bound_[0].Stored(begin); stored.cells != nullptr) return stored;
  }
  uint32_t* const cells = cells_.data();
  if (bound_.empty()) std::fill_n(cells, count, 0u);
  for (size_t axis = 0; axis < bound_.size(); ++axis) {
    if (axis == 0) {
      bound_[axis].SetDigits(begin, count, cells);
    } else {
      bound_[axis].AppendDigits(begin, count, cells);
    }
  }
  return {cells, sizeof(uint32_t)};
}

void SegmentGroups::AddMasked(uint32_t begin, uint32_t count, const uint8_t* mask) {
  const CellView cells = CellsOf(begin, count);
  if (counts_events()) {
    VisitCells(cells, [&](const auto* numbers) { Count(numbers, mask, count, events_.turns()); });
  }
  for (SegmentSum& sum : sums_) {
    if (!sum.is_empty()) sum.AddMasked(begin, count, cells, mask);
  }
  for (auto& distinct : distinct_) {
    if (distinct) distinct->AddMasked(begin, count, cells, mask);
  }
}

absl::Status SegmentGroups::AddSelected(uint32_t begin, uint32_t count, const uint8_t* mask) {
  const uint32_t selected = kernels::Select(mask, count, rows_.data(), begin);
  if (!is_dense_ || entries_->expands()) return AddExpanded(selected);
  AddRows(selected);
  return absl::OkStatus();
}

void SegmentGroups::AddRows(uint32_t count) {
  const uint32_t* const rows = rows_.data();
  uint32_t* const cells = cells_.data();
  if (bound_.empty()) std::fill_n(cells, count, 0u);
  for (size_t axis = 0; axis < bound_.size(); ++axis) {
    if (axis == 0) {
      bound_[axis].GatherFirstDigits(rows, count, cells);
    } else {
      bound_[axis].GatherDigits(rows, count, cells);
    }
  }
  if (counts_events()) {
    uint32_t* const events = events_.data();
    for (uint32_t k = 0; k < count; ++k) ++events[cells[k]];
  }
  for (SegmentSum& sum : sums_) {
    if (!sum.is_empty()) sum.AddRows(rows, cells, count);
  }
  for (auto& distinct : distinct_) {
    if (distinct) distinct->AddRows(rows, cells, count);
  }
}

absl::Status SegmentGroups::CheckBounds() const {
  if (bounds_.cancelled && bounds_.cancelled()) {
    return absl::CancelledError("cancelled while adding up in groups");
  }
  if (auto groups = CheckGroups(bounds_.limits, keys_.size()); !groups.ok()) return groups;
  return CheckMemory(bounds_.limits, bytes());
}

// Elements may be many and yet of few groups, so they are only looked at where they might be too
// many.
absl::StatusOr<uint64_t> SegmentGroups::EntriesOf(uint32_t row) const {
  uint64_t entries = entries_->MostEntries(row);
  if (entries > kMaxGroupsPerEvent) entries = entries_->CountEntries(row);
  if (entries <= kMaxGroupsPerEvent) return entries;
  return LimitExceeded("GROUPS_PER_EVENT", "groups for one event", kMaxGroupsPerEvent, entries);
}

absl::Status SegmentGroups::AddExpanded(uint32_t count) {
  // Rows are taken together while their entries stay few.
  for (uint32_t first = 0; first < count;) {
    uint32_t end = first;
    uint64_t entries = 0;
    for (; end < count; ++end) {
      const auto of_row = EntriesOf(rows_[end]);
      if (!of_row.ok()) return of_row.status();
      if (entries > 0 && entries + *of_row > kMostEntries) break;
      entries += *of_row;
    }
    entries_->Expand(rows_.data() + first, end - first, &scratch_);
    AddEntries(scratch_);
    first = end;
    if (auto checked = CheckBounds(); !checked.ok()) return checked;
  }
  return absl::OkStatus();
}

uint32_t SegmentGroups::GroupOfKey(absl::uint128 key) {
  const auto [found, added] = groups_.try_emplace(key, static_cast<uint32_t>(keys_.size()));
  if (added) {
    keys_.push_back(key);
    if (keys_.size() > events_.size()) Grow(std::max<size_t>(64, keys_.size() * 2));
  }
  return found->second;
}

void SegmentGroups::Grow(size_t groups) {
  events_.Grow(groups);
  for (SegmentSum& sum : sums_) sum.Grow(groups);
}

uint32_t SegmentGroups::LocalOf(size_t axis, const Entries& entries, size_t entry) const {
  const List list = axes_[axis].list();
  if (list == List::kNone) return bound_[axis].LocalAt(entries.rows[entry]);
  const uint32_t element = entries.elements[static_cast<size_t>(list)][entry];
  return element == Entries::kNoElement ? bound_[axis].unknown_local()
                                        : bound_[axis].LocalAt(element);
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

void SegmentGroups::FindCells(const Entries& entries) {
  const auto count = static_cast<uint32_t>(entries.size());
  cells_.resize(std::max<size_t>(cells_.size(), count + 16));
  if (!is_dense_) {
    for (uint32_t k = 0; k < count; ++k) cells_[k] = GroupOfKey(KeyOf(entries, k, std::nullopt));
    return;
  }
  std::fill_n(cells_.data(), count, 0u);
  for (size_t axis = 0; axis < bound_.size(); ++axis) {
    const uint32_t radix = bound_[axis].size();
    for (uint32_t k = 0; k < count; ++k) cells_[k] = cells_[k] * radix + LocalOf(axis, entries, k);
  }
}

void SegmentGroups::AddEntries(const Entries& entries) {
  FindCells(entries);
  const auto count = static_cast<uint32_t>(entries.size());
  const bool has_repeats = !entries.counts.empty();
  uint32_t* const events = events_.data();
  for (uint32_t k = 0; k < count; ++k) events[cells_[k]] += has_repeats ? entries.counts[k] : 1;
  const uint32_t* const casualties = entries.elements[static_cast<size_t>(List::kCasualty)].data();
  const uint32_t* const rows = entries.rows.data();
  for (SegmentSum& sum : sums_) {
    if (sum.is_empty()) continue;
    if (sum.by_casualty() || !has_repeats) {
      sum.AddAt(sum.by_casualty() ? casualties : rows, cells_.data(), count);
      continue;
    }
    for (uint32_t k = 0; k < count; ++k) {
      if (entries.counts[k] != 0) sum.AddAt(rows + k, &cells_[k], 1);
    }
  }
  for (auto& distinct : distinct_) {
    if (distinct) distinct->AddRows(rows, cells_.data(), count);
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

absl::Status SegmentGroups::AddSpread(uint32_t row, int64_t first_bucket, int64_t last_bucket,
                                      double weight) {
  if (auto entries = EntriesOf(row); !entries.ok()) return entries.status();
  entries_->Expand(&row, 1, &scratch_);
  for (int64_t bucket = first_bucket; bucket <= last_bucket; ++bucket) {
    if (auto checked = CheckBounds(); !checked.ok()) return checked;
    std::optional<uint32_t> bucket_local;
    if (plan_.has_bucket()) bucket_local = LocalOfBucket(bucket);
    for (size_t entry = 0; entry < scratch_.size(); ++entry) {
      const uint32_t group = GroupOfKey(KeyOf(scratch_, entry, bucket_local));
      shares_.Add(scratch_, entry, group, weight, sums_);
    }
  }
  return absl::OkStatus();
}

size_t SegmentGroups::bytes() const {
  constexpr size_t kHashedBytes = 2 * (sizeof(absl::uint128) + sizeof(uint32_t));
  size_t bytes = events_.bytes() + shares_.bytes() + keys_.size() * kHashedBytes +
                 groups_.capacity() * sizeof(absl::uint128);
  for (const SegmentSum& sum : sums_) bytes += sum.bytes();
  for (const auto& distinct : distinct_) bytes += distinct ? distinct->bytes() : 0;
  return bytes;
}

void SegmentGroups::TakeEvents() {
  for (SegmentSum& sum : sums_) sum.Join();
  events_.Join();
  if (counts_events()) return;
  size_t cells = 1;
  for (const BoundAxis& axis : bound_) cells *= axis.size();
  events_.Grow(cells);
  if (row_counter_ != nullptr) return row_counter_->CopyRows(events_.data());
  for (size_t cell = 0; cell < cells; ++cell) events_.data()[cell] = cell_marker_->IsMarked(cell);
}

std::vector<uint32_t> SegmentGroups::UsedCells() const {
  const size_t cells = is_dense_ ? events_.size() : keys_.size();
  std::vector<uint32_t> used(cells);
  size_t next = 0;
  const auto take = [&](const auto& is_used) {
    for (uint32_t cell = 0; cell < cells; ++cell) {
      // Without a branch, which would often be mispredicted.
      used[next] = cell;
      next += is_used(cell);
    }
  };
  if (shares_.empty()) {
    take([this](uint32_t cell) { return events_[cell] != 0; });
  } else {
    take([this](uint32_t cell) { return events_[cell] != 0 || shares_.IsInGroup(cell); });
  }
  used.resize(next);
  return used;
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

void SegmentGroups::Finish(Partial* partial) {
  TakeEvents();
  const std::vector<uint32_t> cells = UsedCells();
  for (const BoundAxis& axis : bound_) partial->axes.push_back(axis.groups());
  if (!further_buckets_.empty()) {
    partial->axes[0].insert(partial->axes[0].end(), further_buckets_.begin(),
                            further_buckets_.end());
  }
  partial->group_count = cells.size();
  FinishKeys(cells, partial);
  partial->events.resize(cells.size());
  for (size_t g = 0; g < cells.size(); ++g) partial->events[g] = events_[cells[g]];
  partial->sums.resize(sums_.size());
  partial->distinct.resize(distinct_.size());
  std::vector<bool> is_sum(sums_.size());
  for (size_t m = 0; m < sums_.size(); ++m) {
    is_sum[m] = IsSum(m);
    if (distinct_[m]) distinct_[m]->Finish(cells, &partial->distinct[m]);
    if (!is_sum[m]) continue;
    partial->sums[m] = sums_[m].At(cells);
  }
  shares_.Finish(cells, is_sum, partial);
}

}  // namespace oxus::query
