#include "server/query/axis_values.h"

#include <algorithm>

#include "server/query/calendar.h"
#include "server/query/patient_sort.h"
#include "server/query/row_sorter.h"

namespace oxus::query {
namespace {

using oxus::v1::Value;

constexpr char kOtherText[] = "other";
// Numbers that lie in this much room for each time one is asked for are close together.
constexpr uint64_t kNear = 8;

// Of two values that are set and of one kind, as those of one axis are.
bool IsLess(const Value& a, const Value& b) {
  switch (a.kind_case()) {
    case Value::kText:
      return a.text() < b.text();
    case Value::kInteger:
      return a.integer() < b.integer();
    case Value::kNumber:
      return a.number() < b.number();
    case Value::kBoolean:
      return !a.boolean() && b.boolean();
    case Value::KIND_NOT_SET:
      break;
  }
  return false;
}

bool IsSet(const Value& value) { return value.kind_case() != Value::KIND_NOT_SET; }

}  // namespace

void AxisValues::Expect(int64_t least, int64_t most, size_t count) {
  if (least > most) return;
  const uint64_t room = static_cast<uint64_t>(most) - static_cast<uint64_t>(least);
  if (room / kNear > count) return;
  least_ = least;
  near_.assign(static_cast<size_t>(room) + 1, 0);
  values_.reserve(std::min(near_.size(), count));
}

uint32_t AxisValues::PlaceOf(int64_t number) {
  const uint64_t at = static_cast<uint64_t>(number) - static_cast<uint64_t>(least_);
  uint32_t& place = at < near_.size() ? near_[static_cast<size_t>(at)] : far_[number];
  if (place == 0) {
    values_.push_back(Read(number));
    place = static_cast<uint32_t>(values_.size());
  }
  return place - 1;
}

Value AxisValues::Read(int64_t number) const {
  Value value;
  if (is_bucket()) {
    value.set_text(BucketText(bucket_, number));
  } else if (number == GroupedResult::kOther) {
    value.set_text(kOtherText);
  } else if (number != GroupedResult::kUnknown) {
    value = groups_->AxisValue(axis_, number);
  }
  return value;
}

void AxisValues::Rank(const std::vector<int64_t>& numbers, bool descending, Patience& patience) {
  std::vector<uint32_t> places;
  ranks_.assign(values_.size(), kUnranked);
  for (const int64_t number : numbers) {
    if (patience.IsOver()) return;
    const uint32_t place = PlaceOf(number);
    ranks_.resize(values_.size(), kUnranked);
    if (ranks_[place] != kUnranked) continue;
    ranks_[place] = RowSorter::kLast;
    if (IsSet(values_[place])) places.push_back(place);
  }
  const auto is_less = [&](uint32_t a, uint32_t b) {
    return descending ? IsLess(values_[b], values_[a]) : IsLess(values_[a], values_[b]);
  };
  PatientSort(places, is_less, patience);
  for (size_t rank = 0; rank < places.size(); ++rank) ranks_[places[rank]] = rank;
}

size_t AxisValues::bytes() const {
  return near_.capacity() * sizeof(uint32_t) + values_.size() * sizeof(Value) +
         ranks_.capacity() * sizeof(uint64_t) +
         far_.capacity() * (sizeof(std::pair<int64_t, uint32_t>) + 1);
}

}  // namespace oxus::query
