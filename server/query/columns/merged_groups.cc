#include "server/query/columns/merged_groups.h"

#include <algorithm>
#include <bit>
#include <string>
#include <utility>
#include <variant>

namespace oxus::query {
namespace {

using oxus::v1::Value;

constexpr double kThousandths = 1000.0;

Value Integer(int64_t number) {
  Value value;
  value.set_integer(number);
  return value;
}

Value Real(double number) {
  Value value;
  value.set_number(number);
  return value;
}

bool IsSum(const Measure& measure) {
  return measure.kind == Measure::Kind::kSum || measure.kind == Measure::Kind::kMean;
}

Value ToValue(const filter::Value& from) {
  Value value;
  if (const auto* text = std::get_if<std::string>(&from)) value.set_text(*text);
  if (const auto* integer = std::get_if<int64_t>(&from)) value.set_integer(*integer);
  if (const auto* number = std::get_if<double>(&from)) value.set_number(*number);
  if (const auto* boolean = std::get_if<bool>(&from)) value.set_boolean(*boolean);
  return value;
}

template <typename T>
size_t BytesOf(const std::vector<T>& values) {
  return values.capacity() * sizeof(T);
}

// Every event has a number of it: no events have none of it, while of casualties nothing is known.
bool IsOfEveryEvent(storage::Column column) {
  return column == storage::Column::kReportCount || column == storage::Column::kOriginCount;
}

}  // namespace

MergedGroups::MergedGroups(std::vector<Measure> measures, std::vector<Axis> axes)
    : measures_(std::move(measures)),
      axes_(std::move(axes)),
      ids_(axes_.size()),
      dense_(1),
      sums_(measures_.size()),
      distinct_(measures_.size()),
      spread_sums_(measures_.size()) {}

int32_t MergedGroups::IdOf(size_t axis, int64_t group) {
  AxisIds& ids = ids_[axis];
  int32_t* id = nullptr;
  if (group >= -kShift && group < kSmall - kShift) {
    const auto index = static_cast<size_t>(group + kShift);
    if (index >= ids.small.size())
      ids.small.resize(std::max(index + 1, ids.small.size() * 2), kNoId);
    id = &ids.small[index];
  } else {
    id = &ids.large.try_emplace(group, kNoId).first->second;
  }
  if (*id == kNoId) {
    *id = ids.count++;
    if (static_cast<uint32_t>(ids.count) > uint32_t{1} << ids.bits) {
      ids.bits = static_cast<uint32_t>(std::bit_width(static_cast<uint32_t>(ids.count) - 1));
      LayOut();
    }
  }
  return *id;
}

uint64_t MergedGroups::CellOf(std::span<const int32_t> ids) const {
  uint64_t cell = 0;
  for (size_t axis = 0; axis < ids.size(); ++axis) {
    cell = cell << ids_[axis].bits | static_cast<uint32_t>(ids[axis]);
  }
  return cell;
}

namespace {

absl::uint128 HashKey(std::span<const int32_t> ids) {
  // 25 bits hold any id: a dictionary has fewer texts.
  absl::uint128 key = 0;
  for (const int32_t id : ids) key = key << 25 | static_cast<uint32_t>(id);
  return key;
}

}  // namespace

// Cells change their places when an axis needs another bit.
void MergedGroups::LayOut() {
  uint32_t bits = 0;
  for (const AxisIds& ids : ids_) bits += ids.bits;
  const size_t axes = axes_.size();
  const auto ids_of = [&](size_t group) {
    return std::span<const int32_t>(group_ids_.data() + group * axes, axes);
  };
  if (bits <= kDenseBits) {
    dense_.assign(size_t{1} << bits, 0);
    for (size_t g = 0; g < size(); ++g) dense_[CellOf(ids_of(g))] = static_cast<uint32_t>(g) + 1;
    return;
  }
  if (!is_dense_) return;
  is_dense_ = false;
  dense_ = {};
  for (size_t g = 0; g < size(); ++g) hashed_[HashKey(ids_of(g))] = static_cast<uint32_t>(g);
}

size_t MergedGroups::AddGroup() {
  const size_t group = events_.size();
  events_.push_back(0);
  for (size_t m = 0; m < measures_.size(); ++m) {
    if (IsSum(measures_[m])) sums_[m].emplace_back();
    if (measures_[m].kind == Measure::Kind::kDistinct) distinct_[m].emplace_back();
    if (!spread_sums_[m].empty()) spread_sums_[m].emplace_back();
  }
  if (!spread_events_.empty()) spread_events_.emplace_back();
  return group;
}

template <typename KeyAt>
size_t MergedGroups::GroupOf(std::span<const int32_t> ids, const KeyAt& key_at) {
  const auto make = [&] {
    for (size_t axis = 0; axis < ids.size(); ++axis) {
      keys_.push_back(key_at(axis));
      group_ids_.push_back(ids[axis]);
    }
    return AddGroup();
  };
  if (is_dense_) {
    uint32_t& cell = dense_[CellOf(ids)];
    if (cell == 0) cell = static_cast<uint32_t>(make()) + 1;
    return cell - 1;
  }
  const auto [found, added] = hashed_.try_emplace(HashKey(ids), 0);
  if (added) found->second = static_cast<uint32_t>(make());
  return found->second;
}

void MergedGroups::Add(const Partial& partial) {
  const size_t axes = axes_.size();
  std::vector<std::vector<int32_t>> ids(axes);
  for (size_t axis = 0; axis < axes; ++axis) ids[axis].assign(partial.axes[axis].size(), kNoId);
  std::vector<int32_t> group_ids(axes);
  std::vector<uint32_t> groups(partial.group_count);
  for (size_t g = 0; g < partial.group_count; ++g) {
    const uint32_t* const key = partial.keys.data() + g * axes;
    for (size_t axis = 0; axis < axes; ++axis) {
      int32_t& id = ids[axis][key[axis]];
      if (id == kNoId) id = IdOf(axis, partial.axes[axis][key[axis]]);
      group_ids[axis] = id;
    }
    groups[g] = static_cast<uint32_t>(
        GroupOf(group_ids, [&](size_t axis) { return int64_t{partial.axes[axis][key[axis]]}; }));
  }
  for (size_t g = 0; g < partial.group_count; ++g) events_[groups[g]] += partial.events[g];
  for (size_t m = 0; m < measures_.size(); ++m) {
    const std::vector<Sum>& sums = partial.sums[m];
    for (size_t g = 0; g < sums.size(); ++g) sums_[m][groups[g]].Add(sums[g]);
    const Partial::Distinct& distinct = partial.distinct[m];
    for (size_t g = 0; distinct.words != 0 && g < groups.size(); ++g) {
      distinct_[m][groups[g]].AddBits({distinct.bits.data() + g * distinct.words, distinct.words});
    }
    uint32_t first = 0;
    for (size_t g = 0; g < distinct.ends.size(); ++g) {
      distinct_[m][groups[g]].Add({distinct.values.data() + first, distinct.ends[g] - first});
      first = distinct.ends[g];
    }
  }
  if (!partial.spread_events.empty()) AddSpread(partial, groups);
  AddFooting(partial.exclusions, partial.matching_successors, partial.matching_replaced,
             partial.near_misses, partial.rows);
}

void MergedGroups::AddSpread(const Partial& partial, const std::vector<uint32_t>& groups) {
  spread_events_.resize(size());
  for (size_t g = 0; g < groups.size(); ++g) {
    spread_events_[groups[g]].sum += partial.spread_events[g].sum;
    spread_events_[groups[g]].count += partial.spread_events[g].count;
  }
  for (size_t m = 0; m < measures_.size(); ++m) {
    const std::vector<Share>& shares = partial.spread_sums[m];
    if (shares.empty()) continue;
    spread_sums_[m].resize(size());
    for (size_t g = 0; g < groups.size(); ++g) {
      spread_sums_[m][groups[g]].sum += shares[g].sum;
      spread_sums_[m][groups[g]].count += shares[g].count;
    }
  }
}

void MergedGroups::AddFooting(const Exclusions& exclusions, const std::vector<uint64_t>& successors,
                              const std::vector<Replaced>& replaced,
                              const std::vector<NearMiss>& near_misses, uint64_t rows) {
  exclusions_.Add(exclusions);
  matching_successors_.insert(matching_successors_.end(), successors.begin(), successors.end());
  matching_replaced_.insert(matching_replaced_.end(), replaced.begin(), replaced.end());
  near_misses_.insert(near_misses_.end(), near_misses.begin(), near_misses.end());
  rows_ += rows;
}

void MergedGroups::Add(const MergedGroups& other) {
  const size_t axes = axes_.size();
  std::vector<int32_t> ids(axes);
  for (size_t g = 0; g < other.size(); ++g) {
    const std::span<const int64_t> key = other.Key(g);
    for (size_t axis = 0; axis < axes; ++axis) ids[axis] = IdOf(axis, key[axis]);
    const size_t into = GroupOf(ids, [&key](size_t axis) { return key[axis]; });
    events_[into] += other.events_[g];
    for (size_t m = 0; m < measures_.size(); ++m) {
      if (!sums_[m].empty()) sums_[m][into].Add(other.sums_[m][g]);
      if (!distinct_[m].empty()) distinct_[m][into].Add(other.distinct_[m][g]);
      if (!other.spread_sums_[m].empty()) {
        spread_sums_[m].resize(size());
        spread_sums_[m][into].sum += other.spread_sums_[m][g].sum;
        spread_sums_[m][into].count += other.spread_sums_[m][g].count;
      }
    }
    if (!other.spread_events_.empty()) {
      spread_events_.resize(size());
      spread_events_[into].sum += other.spread_events_[g].sum;
      spread_events_[into].count += other.spread_events_[g].count;
    }
  }
  AddFooting(other.exclusions_, other.matching_successors_, other.matching_replaced_,
             other.near_misses_, other.rows_);
}

size_t MergedGroups::bytes() const {
  size_t bytes = BytesOf(dense_) + hashed_.capacity() * 33 + BytesOf(keys_) + BytesOf(group_ids_) +
                 BytesOf(events_) + BytesOf(spread_events_) + BytesOf(matching_successors_) +
                 BytesOf(matching_replaced_) + BytesOf(near_misses_);
  for (const AxisIds& ids : ids_) bytes += BytesOf(ids.small) + ids.large.capacity() * 17;
  for (const auto& sums : sums_) bytes += BytesOf(sums);
  for (const auto& sums : spread_sums_) bytes += BytesOf(sums);
  for (const auto& sets : distinct_) {
    for (const DistinctSet& set : sets) bytes += set.bytes();
  }
  return bytes;
}

bool MergedGroups::IsEstimate(size_t measure) const {
  return std::any_of(distinct_[measure].begin(), distinct_[measure].end(),
                     [](const DistinctSet& set) { return set.is_estimate(); });
}

Value MergedGroups::AxisValue(size_t axis, int64_t number) const {
  const OptionalValue value = axes_[axis].groups->ValueOf(number);
  return value ? ToValue(*value) : Value();
}

Value MergedGroups::MeasureValue(size_t measure, size_t group) const {
  const bool spread = !spread_events_.empty();
  const auto whole_and_spread = [&](const std::vector<std::vector<Share>>& shares) {
    return group < shares[measure].size() ? shares[measure][group] : Share();
  };
  switch (measures_[measure].kind) {
    case Measure::Kind::kEvents: {
      if (!spread) return Integer(events_[group]);
      const double share = group < spread_events_.size() ? spread_events_[group].sum : 0;
      return Real(static_cast<double>(events_[group]) + share);
    }
    case Measure::Kind::kSum: {
      const Sum& sum = sums_[measure][group];
      const Share share = whole_and_spread(spread_sums_);
      const bool reported = sum.count != 0 || share.count != 0;
      if (!reported && !IsOfEveryEvent(measures_[measure].column)) return Value();
      return spread ? Real(static_cast<double>(sum.sum) + share.sum) : Integer(sum.sum);
    }
    case Measure::Kind::kMean: {
      const Sum& sum = sums_[measure][group];
      const Share share = whole_and_spread(spread_sums_);
      const double count = static_cast<double>(sum.count) + share.count;
      if (count == 0) return Value();
      return Real((static_cast<double>(sum.sum) + share.sum) / kThousandths / count);
    }
    case Measure::Kind::kDistinct:
      return Integer(static_cast<int64_t>(distinct_[measure][group].Count()));
  }
  return Value();
}

size_t MergedGroups::FindOrAdd(std::span<const int64_t> key) {
  std::vector<int32_t> ids(key.size());
  for (size_t axis = 0; axis < key.size(); ++axis) ids[axis] = IdOf(axis, key[axis]);
  return GroupOf(ids, [&key](size_t axis) { return key[axis]; });
}

void MergedGroups::Merge(size_t from, size_t into) {
  events_[into] += events_[from];
  for (size_t m = 0; m < measures_.size(); ++m) {
    if (!sums_[m].empty()) sums_[m][into].Add(sums_[m][from]);
    if (!distinct_[m].empty()) distinct_[m][into].Add(distinct_[m][from]);
    if (spread_sums_[m].size() > from) {
      spread_sums_[m].resize(size());
      spread_sums_[m][into].sum += spread_sums_[m][from].sum;
      spread_sums_[m][into].count += spread_sums_[m][from].count;
    }
  }
  if (spread_events_.size() > from) {
    spread_events_.resize(size());
    spread_events_[into].sum += spread_events_[from].sum;
    spread_events_[into].count += spread_events_[from].count;
  }
}

}  // namespace oxus::query
