#include "server/query/columns/axis.h"

#include <algorithm>
#include <limits>

#include "absl/container/flat_hash_map.h"
#include "server/query/calendar.h"
#include "server/query/columns/kernels.h"
#include "server/query/columns/start_times.h"
#include "server/query/grouped_result.h"

namespace oxus::query {
namespace {

using oxus::v1::Bucket;
using storage::Column;
using storage::ColumnData;
using storage::Zone;

constexpr auto kUnknownGroup = static_cast<int32_t>(GroupedResult::kUnknown);

int32_t BucketOf(Bucket bucket, int64_t local_ms) {
  return static_cast<int32_t>(BucketNumber(bucket, local_ms));
}

// Gives groups local numbers in order of appearance.
class LocalNumbers {
 public:
  explicit LocalNumbers(std::vector<int32_t>& groups) : groups_(groups) {}
  uint32_t Of(int32_t group) {
    const int64_t at = int64_t{group} + kShift;
    if (at < 0 || at >= kSmall) {
      const auto [found, added] = large_.try_emplace(group, Next());
      if (added) groups_.push_back(group);
      return found->second;
    }
    const auto index = static_cast<size_t>(at);
    if (index >= small_.size()) small_.resize(std::max(index + 1, small_.size() * 2), kNone);
    if (small_[index] == kNone) {
      small_[index] = Next();
      groups_.push_back(group);
    }
    return small_[index];
  }

 private:
  static constexpr int64_t kShift = 2;
  // Groups up to here are looked up in an array.
  static constexpr int64_t kSmall = 1 << 15;
  static constexpr uint32_t kNone = UINT32_MAX;

  uint32_t Next() const { return static_cast<uint32_t>(groups_.size()); }

  std::vector<int32_t>& groups_;
  std::vector<uint32_t> small_;
  absl::flat_hash_map<int32_t, uint32_t> large_;
};

uint32_t StoredValues(const ColumnData& data) {
  if (data.width == 0) return 1;
  return data.width == 1 ? 1u << 8 : 1u << 16;
}

}  // namespace

absl::StatusOr<BoundAxis> BoundAxis::Bind(const Axis& axis, SegmentReader& reader) {
  BoundAxis bound;
  const absl::Status done = axis.groups == nullptr ? bound.BindBucket(axis, reader)
                                                   : bound.BindSymbols(*axis.groups, reader);
  if (!done.ok()) return done;
  return bound;
}

absl::Status BoundAxis::BindBucket(const Axis& axis, SegmentReader& reader) {
  if (axis.zone == nullptr && axis.bucket != oxus::v1::BUCKET_HOUR) {
    auto days = reader.Load(Column::kDay);
    if (!days.ok()) return days.status();
    if ((*days)->width <= 2) {
      return BindBucketOfDays(axis.bucket, **days, reader.zone(Column::kDay));
    }
  }
  return BindBucketOfTimes(axis, reader);
}

absl::Status BoundAxis::BindBucketOfDays(Bucket bucket, const ColumnData& days, const Zone& zone) {
  data_ = &days;
  LocalNumbers numbers(groups_);
  to_local_.assign(StoredValues(days), 0);
  for (int64_t day = zone.min; zone.any_set && day <= zone.max; ++day) {
    to_local_[static_cast<size_t>(day - days.base)] = numbers.Of(BucketOf(bucket, day * kDayMs));
  }
  // Rows without a day are no events and in no group; any number will do.
  if (groups_.empty()) groups_.push_back(0);
  return absl::OkStatus();
}

absl::Status BoundAxis::BindBucketOfTimes(const Axis& axis, SegmentReader& reader) {
  auto times = StartTimes::Load(reader, axis.zone);
  if (!times.ok()) return times.status();
  auto days = reader.Load(Column::kDay);
  if (!days.ok()) return days.status();
  LocalNumbers numbers(groups_);
  locals_.assign(reader.rows(), 0);
  for (uint32_t row = 0; row < reader.rows(); ++row) {
    if (storage::IsSet(**days, row))
      locals_[row] = numbers.Of(BucketOf(axis.bucket, times->At(row)));
  }
  if (groups_.empty()) groups_.push_back(0);
  return absl::OkStatus();
}

absl::Status BoundAxis::BindSymbols(SymbolGroups& groups, SegmentReader& reader) {
  const Column column = groups.field().column;
  const Zone zone = reader.zone(column);
  if (zone.all_absent()) {
    static const ColumnData* const kNothing = new ColumnData();
    data_ = kNothing;
    groups_.push_back(groups.GroupOf(0));
    return absl::OkStatus();
  }
  auto data = reader.Load(column);
  if (!data.ok()) return data.status();
  const storage::List list = storage::InfoOf(column).list;
  uint32_t values = reader.rows();
  bool by_element = false;
  if (list != storage::List::kNone) {
    auto shape = reader.LoadShape(list);
    if (!shape.ok()) return shape.status();
    by_element = !(*shape)->is_flat;
    if (by_element) values = (*shape)->offsets[reader.rows()];
  }
  if (storage::InfoOf(column).type == storage::ColumnType::kCode) {
    NumberCodes(groups, **data);
  } else {
    NumberIntegers(groups, **data, zone, values);
  }
  if (by_element) MakeRoomForUnknown();
  return absl::OkStatus();
}

void BoundAxis::MakeRoomForUnknown() {
  const auto found = std::find(groups_.begin(), groups_.end(), kUnknownGroup);
  unknown_local_ = static_cast<uint32_t>(found - groups_.begin());
  if (found == groups_.end()) groups_.push_back(kUnknownGroup);
}

void BoundAxis::NumberCodes(SymbolGroups& groups, const ColumnData& data) {
  data_ = &data;
  std::vector<int64_t> numbers;
  if (data.table != nullptr) {
    numbers.assign(data.table, data.table + data.table_size);
  } else {
    numbers.resize(static_cast<size_t>(groups.number_limit()));
    for (size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<int64_t>(i);
  }
  std::vector<int32_t> group_of_stored;
  groups.GroupsOf(numbers, &group_of_stored);
  if (groups.is_plain()) {
    // Different codes are different groups already.
    groups_ = std::move(group_of_stored);
  } else {
    NumberGroups(group_of_stored);
  }
}

void BoundAxis::NumberGroups(const std::vector<int32_t>& group_of_stored) {
  LocalNumbers numbers(groups_);
  to_local_.resize(group_of_stored.size());
  for (size_t i = 0; i < group_of_stored.size(); ++i) to_local_[i] = numbers.Of(group_of_stored[i]);
}

void BoundAxis::NumberIntegers(SymbolGroups& groups, const ColumnData& data, const Zone& zone,
                               uint32_t values) {
  LocalNumbers numbers(groups_);
  if (data.width > 2) {
    std::vector<int64_t> stored(values);
    for (uint32_t i = 0; i < values; ++i) {
      stored[i] = storage::IsSet(data, i) ? storage::IntegerAt(data, i) : 0;
    }
    // All at once: one by one each would take the lock.
    std::vector<int32_t> group_of_value;
    groups.GroupsOf(stored, &group_of_value);
    locals_.resize(values);
    for (uint32_t i = 0; i < values; ++i) locals_[i] = numbers.Of(group_of_value[i]);
    if (groups_.empty()) groups_.push_back(kUnknownGroup);
    return;
  }
  data_ = &data;
  to_local_.assign(StoredValues(data), 0);
  std::vector<int64_t> in_zone;
  in_zone.reserve(static_cast<size_t>(zone.max - zone.min) + 1);
  for (int64_t value = zone.min; value <= zone.max; ++value) in_zone.push_back(value);
  std::vector<int32_t> group_of_value;
  groups.GroupsOf(in_zone, &group_of_value);
  for (size_t i = 0; i < in_zone.size(); ++i) {
    to_local_[static_cast<size_t>(in_zone[i] - data.base)] = numbers.Of(group_of_value[i]);
  }
  if (data.present != nullptr) absent_local_ = numbers.Of(groups.GroupOf(0));
}

uint32_t BoundAxis::LocalAt(uint32_t index) const {
  if (data_ == nullptr) return locals_[index];
  if (data_->present != nullptr && data_->present[index] == 0) return absent_local_;
  const auto stored = static_cast<size_t>(storage::StoredAt(*data_, index));
  return to_local_.empty() ? static_cast<uint32_t>(stored) : to_local_[stored];
}

void BoundAxis::SetDigits(uint32_t first, uint32_t count, uint32_t* cells) const {
  const uint32_t* const to_local = to_local_.empty() ? nullptr : to_local_.data();
  const bool plain = data_ != nullptr && data_->present == nullptr && size() > 1;
  if (plain && data_->width == 1) {
    return kernels::SetDigit(data_->as<uint8_t>() + first, count, to_local, cells);
  }
  if (plain && data_->width == 2) {
    return kernels::SetDigit(data_->as<uint16_t>() + first, count, to_local, cells);
  }
  std::fill_n(cells, count, 0u);
  AppendDigits(first, count, cells);
}

void BoundAxis::AppendDigits(uint32_t first, uint32_t count, uint32_t* cells) const {
  const uint32_t radix = size();
  if (radix == 1) return;
  if (data_ == nullptr) {
    return kernels::AppendDigit(locals_.data() + first, count, nullptr, radix, cells);
  }
  if (data_->present != nullptr) {
    for (uint32_t i = 0; i < count; ++i) cells[i] = cells[i] * radix + LocalAt(first + i);
    return;
  }
  const uint32_t* const to_local = to_local_.empty() ? nullptr : to_local_.data();
  switch (data_->width) {
    case 1:
      return kernels::AppendDigit(data_->as<uint8_t>() + first, count, to_local, radix, cells);
    case 2:
      return kernels::AppendDigit(data_->as<uint16_t>() + first, count, to_local, radix, cells);
    case 4:
      return kernels::AppendDigit(data_->as<uint32_t>() + first, count, to_local, radix, cells);
    default: {
      const uint32_t local = LocalAt(first);
      for (uint32_t i = 0; i < count; ++i) cells[i] = cells[i] * radix + local;
    }
  }
}

void BoundAxis::GatherDigits(const uint32_t* indexes, uint32_t count, uint32_t* cells) const {
  const uint32_t radix = size();
  if (radix == 1) return;
  if (data_ == nullptr) {
    return kernels::GatherDigit(locals_.data(), indexes, count, nullptr, radix, cells);
  }
  const uint32_t* const to_local = to_local_.empty() ? nullptr : to_local_.data();
  const bool plain = data_->present == nullptr;
  if (plain && data_->width == 1) {
    return kernels::GatherDigit(data_->as<uint8_t>(), indexes, count, to_local, radix, cells);
  }
  if (plain && data_->width == 2) {
    return kernels::GatherDigit(data_->as<uint16_t>(), indexes, count, to_local, radix, cells);
  }
  if (plain && data_->width == 4) {
    return kernels::GatherDigit(data_->as<uint32_t>(), indexes, count, to_local, radix, cells);
  }
  for (uint32_t i = 0; i < count; ++i) cells[i] = cells[i] * radix + LocalAt(indexes[i]);
}

}  // namespace oxus::query
