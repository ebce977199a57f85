#include "server/query/columns/axis.h"

#include <algorithm>
#include <limits>
#include <numeric>

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

// How many stored values a table for the values of a zone must have room for. Absent values are
// stored as 0.
size_t StoredLimit(const ColumnData& data, const Zone& zone) {
  return static_cast<size_t>(std::max<int64_t>(zone.max - data.base, 0)) + 1;
}

template <typename T>
void AppendIntegers(const ColumnData& data, uint32_t first, uint32_t end,
                    std::vector<int64_t>& integers) {
  const T* const values = data.as<T>();
  for (uint32_t i = first; i < end; ++i) {
    const bool is_set =
        data.zero_is_absent ? values[i] != 0 : data.present == nullptr || data.present[i] != 0;
    integers.push_back(is_set ? static_cast<int64_t>(values[i]) + data.base : 0);
  }
}

// Values [first, end); 0 where none is set.
std::vector<int64_t> IntegersOf(const ColumnData& data, uint32_t first, uint32_t end) {
  std::vector<int64_t> integers;
  integers.reserve(end - first);
  switch (data.width) {
    case 1:
      AppendIntegers<uint8_t>(data, first, end, integers);
      break;
    case 2:
      AppendIntegers<uint16_t>(data, first, end, integers);
      break;
    case 4:
      AppendIntegers<uint32_t>(data, first, end, integers);
      break;
    default:
      AppendIntegers<int64_t>(data, first, end, integers);
      break;
  }
  return integers;
}

// Elements of a list that is not flat are no rows.
bool IsByElement(const storage::ListShape* shape) { return shape != nullptr && !shape->is_flat; }

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
      BindBucketOfDays(axis.bucket, **days, reader.zone(Column::kDay));
      return absl::OkStatus();
    }
    first_ = reader.first_row();
    if (NumberDays(axis.bucket, IntegersOf(**days, first_, reader.rows()))) {
      return absl::OkStatus();
    }
  }
  return BindBucketOfTimes(axis, reader);
}

// Day by day, each looked up once. False when they lie too far apart.
bool BoundAxis::NumberDays(Bucket bucket, const std::vector<int64_t>& days) {
  constexpr int64_t kMostDays = 1 << 16;
  constexpr uint32_t kNone = std::numeric_limits<uint32_t>::max();
  const auto [least, most] = std::minmax_element(days.begin(), days.end());
  if (days.empty() || *most - *least >= kMostDays) return false;
  std::vector<uint32_t> local_of_day(static_cast<size_t>(*most - *least) + 1, kNone);
  LocalNumbers numbers(groups_);
  locals_.resize(days.size());
  for (size_t i = 0; i < days.size(); ++i) {
    uint32_t& local = local_of_day[static_cast<size_t>(days[i] - *least)];
    if (local == kNone) local = numbers.Of(BucketOf(bucket, days[i] * kDayMs));
    locals_[i] = local;
  }
  return true;
}

void BoundAxis::BindBucketOfDays(Bucket bucket, const ColumnData& days, const Zone& zone) {
  data_ = &days;
  to_local_.assign(StoredLimit(days, zone), 0);
  for (int64_t day = zone.min; zone.any_set && day <= zone.max;) {
    const int64_t number = BucketNumber(bucket, day * kDayMs);
    const int64_t next_ms = BucketStartMs(bucket, number + 1);
    for (; day <= zone.max && day * kDayMs < next_ms; ++day) {
      to_local_[static_cast<size_t>(day - days.base)] = size();
    }
    groups_.push_back(static_cast<int32_t>(number));
  }
  // Rows without a day are no events and in no group; any number will do.
  if (groups_.empty()) groups_.push_back(0);
}

absl::Status BoundAxis::BindBucketOfTimes(const Axis& axis, SegmentReader& reader) {
  auto times = StartTimes::Load(reader, axis.zone);
  if (!times.ok()) return times.status();
  auto days = reader.Load(Column::kDay);
  if (!days.ok()) return days.status();
  LocalNumbers numbers(groups_);
  first_ = reader.first_row();
  locals_.assign(reader.rows() - first_, 0);
  for (uint32_t row = first_; row < reader.rows(); ++row) {
    if (!storage::IsSet(**days, row)) continue;
    locals_[row - first_] = numbers.Of(BucketOf(axis.bucket, times->At(row)));
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
  const storage::ListShape* shape = nullptr;
  if (list != storage::List::kNone) {
    auto loaded = reader.LoadShape(list);
    if (!loaded.ok()) return loaded.status();
    shape = *loaded;
  }
  const bool by_element = IsByElement(shape);
  const uint32_t first = by_element ? shape->offsets[reader.first_row()] : reader.first_row();
  const uint32_t end = by_element ? shape->offsets[reader.rows()] : reader.rows();
  if ((*data)->table != nullptr) {
    NumberCodes(groups, **data, {(*data)->table, (*data)->table + (*data)->table_size});
  } else if ((*data)->is_code && groups.number_limit() <= int64_t{end} - first) {
    std::vector<int64_t> codes(static_cast<size_t>(groups.number_limit()));
    std::iota(codes.begin(), codes.end(), 0);
    NumberCodes(groups, **data, codes);
  } else if ((*data)->width <= 2 && reader.segment()->is_sealed()) {
    NumberZone(groups, **data, zone);
  } else {
    NumberValues(groups, **data, first, end);
  }
  if (by_element) MakeRoomForUnknown();
  return absl::OkStatus();
}

void BoundAxis::MakeRoomForUnknown() {
  const auto found = std::find(groups_.begin(), groups_.end(), kUnknownGroup);
  unknown_local_ = static_cast<uint32_t>(found - groups_.begin());
  if (found == groups_.end()) groups_.push_back(kUnknownGroup);
}

// `codes`: what each stored value stands for.
void BoundAxis::NumberCodes(SymbolGroups& groups, const ColumnData& data,
                            const std::vector<int64_t>& codes) {
  data_ = &data;
  std::vector<int32_t> group_of_stored;
  groups.GroupsOf(codes, &group_of_stored);
  if (groups.is_plain()) {
    // Different codes are different groups already.
    groups_ = std::move(group_of_stored);
    return;
  }
  LocalNumbers numbers(groups_);
  to_local_.resize(group_of_stored.size());
  for (size_t i = 0; i < group_of_stored.size(); ++i) to_local_[i] = numbers.Of(group_of_stored[i]);
}

// Integers of few values: every one that may be stored.
void BoundAxis::NumberZone(SymbolGroups& groups, const ColumnData& data, const Zone& zone) {
  LocalNumbers numbers(groups_);
  data_ = &data;
  std::vector<int64_t> in_zone(static_cast<size_t>(zone.max - zone.min) + 1);
  std::iota(in_zone.begin(), in_zone.end(), zone.min);
  std::vector<int32_t> group_of_value;
  groups.GroupsOf(in_zone, &group_of_value);
  to_local_.assign(StoredLimit(data, zone), 0);
  for (size_t i = 0; i < in_zone.size(); ++i) {
    to_local_[static_cast<size_t>(in_zone[i] - data.base)] = numbers.Of(group_of_value[i]);
  }
  if (data.present != nullptr) absent_local_ = numbers.Of(groups.GroupOf(0));
  if (data.zero_is_absent) to_local_[0] = numbers.Of(groups.GroupOf(0));
}

// Values [first, end) one by one: far more different ones may be elsewhere.
void BoundAxis::NumberValues(SymbolGroups& groups, const ColumnData& data, uint32_t first,
                             uint32_t end) {
  first_ = first;
  const std::vector<int64_t> stored = IntegersOf(data, first, end);
  // All at once: one by one each would take the lock.
  std::vector<int32_t> group_of_value;
  groups.GroupsOf(stored, &group_of_value);
  LocalNumbers numbers(groups_);
  locals_.resize(stored.size());
  for (size_t i = 0; i < stored.size(); ++i) locals_[i] = numbers.Of(group_of_value[i]);
  if (groups_.empty()) groups_.push_back(kUnknownGroup);
}

uint32_t BoundAxis::LocalAt(uint32_t index) const {
  if (data_ == nullptr) return locals_[index - first_];
  if (data_->present != nullptr && data_->present[index] == 0) return absent_local_;
  const auto stored = static_cast<size_t>(storage::StoredAt(*data_, index));
  return to_local_.empty() ? static_cast<uint32_t>(stored) : to_local_[stored];
}

CellView BoundAxis::Stored(uint32_t first) const {
  if (data_ == nullptr) return {locals_.data() + (first - first_), 4};
  const bool is_stored = data_->present == nullptr && to_local_.empty() && size() > 1;
  if (!is_stored) return {};
  return {data_->as<uint8_t>() + size_t{first} * data_->width, data_->width};
}

bool BoundAxis::HasArray() const {
  return data_ == nullptr || data_->width == 1 || data_->width == 2 || data_->width == 4;
}

template <typename Visit>
void BoundAxis::VisitValues(uint32_t first, const Visit& visit) const {
  kernels::Digits digits;
  if (data_ == nullptr) return visit(locals_.data() + (first - first_), digits);
  if (!to_local_.empty()) digits.to_local = to_local_.data();
  if (data_->present != nullptr) digits.present = data_->present + first;
  digits.absent = absent_local_;
  switch (data_->width) {
    case 1:
      return visit(data_->as<uint8_t>() + first, digits);
    case 2:
      return visit(data_->as<uint16_t>() + first, digits);
    default:
      return visit(data_->as<uint32_t>() + first, digits);
  }
}

void BoundAxis::SetDigits(uint32_t first, uint32_t count, uint32_t* cells) const {
  if (!HasArray()) {
    std::fill_n(cells, count, 0u);
    return AppendDigits(first, count, cells);
  }
  VisitValues(first, [&](auto* values, const kernels::Digits& digits) {
    kernels::SetDigit(values, count, digits, cells);
  });
}

void BoundAxis::AppendDigits(uint32_t first, uint32_t count, uint32_t* cells) const {
  const uint32_t radix = size();
  if (radix == 1) return;
  if (!HasArray()) {
    for (uint32_t i = 0; i < count; ++i) cells[i] = cells[i] * radix + LocalAt(first + i);
    return;
  }
  VisitValues(first, [&](auto* values, const kernels::Digits& digits) {
    kernels::AppendDigit(values, count, digits, radix, cells);
  });
}

void BoundAxis::GatherFirstDigits(const uint32_t* indexes, uint32_t count, uint32_t* cells) const {
  // Locals do not begin with index 0.
  if (data_ == nullptr || !HasArray()) {
    for (uint32_t i = 0; i < count; ++i) cells[i] = LocalAt(indexes[i]);
    return;
  }
  VisitValues(0, [&](auto* values, const kernels::Digits& digits) {
    kernels::GatherFirst(values, indexes, count, digits, cells);
  });
}

void BoundAxis::GatherDigits(const uint32_t* indexes, uint32_t count, uint32_t* cells) const {
  const uint32_t radix = size();
  if (radix == 1) return;
  // Locals do not begin with index 0.
  if (data_ == nullptr || !HasArray()) {
    for (uint32_t i = 0; i < count; ++i) cells[i] = cells[i] * radix + LocalAt(indexes[i]);
    return;
  }
  VisitValues(0, [&](auto* values, const kernels::Digits& digits) {
    kernels::GatherDigit(values, indexes, count, digits, radix, cells);
  });
}

}  // namespace oxus::query
