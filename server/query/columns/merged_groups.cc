#include "server/query/columns/merged_groups.h"

#include <algorithm>
#include <utility>

#include "server/query/columns/vector_bytes.h"

namespace oxus::query {
namespace {

constexpr double kThousandths = 1000.0;
constexpr int32_t kNotMet = -1;

bool IsSum(const Measure& measure) {
  return measure.kind == Measure::Kind::kSum || measure.kind == Measure::Kind::kMean;
}

template <typename T>
void Append(const std::vector<T>& from, std::vector<T>& into) {
  into.insert(into.end(), from.begin(), from.end());
}

// Every event has a number of it: no events have none of it, while of casualties nothing is known.
bool IsOfEveryEvent(storage::Column column) {
  return column == storage::Column::kReportCount || column == storage::Column::kOriginCount;
}

}  // namespace

MergedGroups::MergedGroups(std::vector<Measure> measures, const std::vector<Axis>& axes)
    : measures_(std::move(measures)),
      index_(axes.size()),
      sums_(measures_.size()),
      distinct_(measures_.size()),
      spread_sums_(measures_.size()) {
  for (const Axis& axis : axes) symbols_.push_back(axis.groups);
}

void MergedGroups::GrowMeasures() {
  events_.resize(size());
  for (size_t m = 0; m < measures_.size(); ++m) {
    if (IsSum(measures_[m])) sums_[m].resize(size());
    if (measures_[m].kind == Measure::Kind::kDistinct) distinct_[m].resize(size());
  }
}

absl::Status MergedGroups::Add(const Partial& partial, const Check& check) {
  LocalIds ids;
  for (const auto& axis : partial.axes) ids.emplace_back(axis.size(), kNotMet);
  groups_.resize(partial.group_count);
  for (size_t begin = 0; begin < partial.group_count; begin += kGroupsPerCheck) {
    const size_t end = std::min(begin + kGroupsPerCheck, partial.group_count);
    FindGroups(partial, begin, end, ids);
    AddMeasures(partial, begin, end);
    if (!partial.spread_events.empty()) AddSpread(partial, begin, end);
    if (auto checked = check(); !checked.ok()) return checked;
  }
  AddFooting(partial);
  groups_ = {};
  return absl::OkStatus();
}

void MergedGroups::FindGroups(const Partial& partial, size_t begin, size_t end, LocalIds& ids) {
  const size_t axes = symbols_.size();
  std::vector<int32_t> key_ids(axes);
  for (size_t g = begin; g < end; ++g) {
    const uint32_t* const key = partial.keys.data() + g * axes;
    for (size_t axis = 0; axis < axes; ++axis) {
      int32_t& id = ids[axis][key[axis]];
      if (id == kNotMet) id = index_.IdOf(axis, partial.axes[axis][key[axis]]);
      key_ids[axis] = id;
    }
    groups_[g] = static_cast<uint32_t>(index_.GroupOf(std::span<const int32_t>(key_ids)));
  }
  GrowMeasures();
}

void MergedGroups::AddMeasures(const Partial& partial, size_t begin, size_t end) {
  for (size_t g = begin; g < end; ++g) events_[groups_[g]] += partial.events[g];
  for (size_t m = 0; m < measures_.size(); ++m) {
    const std::vector<Sum>& sums = partial.sums[m];
    for (size_t g = begin; g < end && !sums.empty(); ++g) sums_[m][groups_[g]].Add(sums[g]);
    AddDistinct(partial.distinct[m], begin, end, distinct_[m]);
  }
}

void MergedGroups::AddDistinct(const Partial::Distinct& from, size_t begin, size_t end,
                               std::vector<DistinctSet>& into) {
  for (size_t g = begin; from.words != 0 && g < end; ++g) {
    into[groups_[g]].AddBits({from.bits.data() + g * from.words, from.words});
  }
  if (from.ends.empty()) return;
  uint32_t first = begin == 0 ? 0 : from.ends[begin - 1];
  for (size_t g = begin; g < end; ++g) {
    into[groups_[g]].Add({from.values.data() + first, from.ends[g] - first});
    first = from.ends[g];
  }
}

void MergedGroups::AddSpread(const Partial& partial, size_t begin, size_t end) {
  spread_events_.resize(size());
  for (size_t g = begin; g < end; ++g) spread_events_[groups_[g]].Add(partial.spread_events[g]);
  for (size_t m = 0; m < measures_.size(); ++m) {
    const std::vector<Share>& shares = partial.spread_sums[m];
    if (shares.empty()) continue;
    spread_sums_[m].resize(size());
    for (size_t g = begin; g < end; ++g) spread_sums_[m][groups_[g]].Add(shares[g]);
  }
}

void MergedGroups::AddFooting(const Partial& partial) {
  exclusions_.Add(partial.exclusions);
  Append(partial.matching_successors, matching_successors_);
  Append(partial.matching_replaced, matching_replaced_);
  Append(partial.near_misses, near_misses_);
}

size_t MergedGroups::bytes() const {
  size_t bytes = index_.bytes() + BytesOf(events_) + BytesOf(spread_events_) +
                 BytesOf(matching_successors_) + BytesOf(matching_replaced_) +
                 BytesOf(near_misses_);
  for (const auto& sums : sums_) bytes += BytesOf(sums);
  for (const auto& sums : spread_sums_) bytes += BytesOf(sums);
  for (const auto& sets : distinct_) {
    // Room that is not used yet, then what is.
    bytes += (sets.capacity() - sets.size()) * sizeof(DistinctSet);
    for (const DistinctSet& set : sets) bytes += set.bytes();
  }
  return bytes;
}

bool MergedGroups::IsEstimate(size_t measure) const {
  return std::any_of(distinct_[measure].begin(), distinct_[measure].end(),
                     [](const DistinctSet& set) { return set.is_estimate(); });
}

OptionalValue MergedGroups::AxisValue(size_t axis, int64_t number) const {
  return symbols_[axis]->ValueOf(number);
}

Cell MergedGroups::MeasureValue(size_t measure, size_t group) const {
  const bool spread = !spread_events_.empty();
  const auto whole_and_spread = [&](const std::vector<std::vector<Share>>& shares) {
    return group < shares[measure].size() ? shares[measure][group] : Share();
  };
  switch (measures_[measure].kind) {
    case Measure::Kind::kEvents: {
      if (!spread) return Cell(events_[group]);
      const double share = group < spread_events_.size() ? spread_events_[group].sum : 0;
      return Cell(static_cast<double>(events_[group]) + share);
    }
    case Measure::Kind::kSum: {
      const Sum& sum = sums_[measure][group];
      const Share share = whole_and_spread(spread_sums_);
      const bool reported = sum.count != 0 || share.count != 0;
      if (!reported && !IsOfEveryEvent(measures_[measure].column)) return Cell();
      return spread ? Cell(static_cast<double>(sum.sum) + share.sum) : Cell(sum.sum);
    }
    case Measure::Kind::kMean: {
      const Sum& sum = sums_[measure][group];
      const Share share = whole_and_spread(spread_sums_);
      const double count = static_cast<double>(sum.count) + share.count;
      if (count == 0) return Cell();
      return Cell((static_cast<double>(sum.sum) + share.sum) / kThousandths / count);
    }
    case Measure::Kind::kDistinct:
      return Cell(static_cast<int64_t>(distinct_[measure][group].Count()));
  }
  return Cell();
}

size_t MergedGroups::FindOrAdd(std::span<const int64_t> key) {
  const size_t group = index_.GroupOf(key);
  if (group == events_.size()) GrowMeasures();
  return group;
}

void MergedGroups::Merge(size_t from, size_t into) {
  events_[into] += events_[from];
  for (size_t m = 0; m < measures_.size(); ++m) {
    if (!sums_[m].empty()) sums_[m][into].Add(sums_[m][from]);
    if (!distinct_[m].empty()) distinct_[m][into].Add(distinct_[m][from]);
    if (spread_sums_[m].size() > from) {
      spread_sums_[m].resize(size());
      spread_sums_[m][into].Add(spread_sums_[m][from]);
    }
  }
  if (spread_events_.size() > from) {
    spread_events_.resize(size());
    spread_events_[into].Add(spread_events_[from]);
  }
}

}  // namespace oxus::query
