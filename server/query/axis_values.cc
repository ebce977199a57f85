#include "server/query/axis_values.h"

#include <algorithm>

#include "server/query/calendar.h"
#include "server/query/patient_sort.h"
#include "server/query/row_encoder.h"
#include "server/query/row_sorter.h"

namespace oxus::query {
namespace {

constexpr char kOtherText[] = "other";
// Numbers that lie in this much room for each time one is asked for are close together.
constexpr uint64_t kNear = 8;

}  // namespace

void AxisValues::Expect(int64_t least, int64_t most, size_t count) {
  if (least > most) return;
  const uint64_t room = static_cast<uint64_t>(most) - static_cast<uint64_t>(least);
  if (room / kNear > count) return;
  least_ = least;
  near_.assign(static_cast<size_t>(room) + 1, 0);
  expected_ = std::min(near_.size(), count);
  values_.reserve(expected_);
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

OptionalValue AxisValues::Read(int64_t number) const {
  if (is_bucket()) return BucketText(bucket_, number);
  if (number == GroupedResult::kOther) return std::string(kOtherText);
  if (number == GroupedResult::kUnknown) return std::nullopt;
  return groups_->AxisValue(axis_, number);
}

const std::string& AxisValues::EncodedOf(int64_t number) {
  const uint32_t place = PlaceOf(number);
  if (place >= encoded_.size()) encoded_.resize(values_.size());
  std::string& encoded = encoded_[place];
  if (encoded.empty()) {
    encoded = RowEncoder::Group(values_[place]);
    values_[place].reset();
  }
  return encoded;
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
    if (values_[place]) places.push_back(place);
  }
  const auto is_less = [&](uint32_t a, uint32_t b) {
    return descending ? *values_[b] < *values_[a] : *values_[a] < *values_[b];
  };
  PatientSort(places, is_less, patience);
  for (size_t rank = 0; rank < places.size(); ++rank) ranks_[places[rank]] = rank;
}

size_t AxisValues::bytes() const {
  return near_.capacity() * sizeof(uint32_t) + values_.size() * sizeof(OptionalValue) +
         std::max(encoded_.size(), expected_) * sizeof(std::string) +
         ranks_.capacity() * sizeof(uint64_t) +
         far_.capacity() * (sizeof(std::pair<int64_t, uint32_t>) + 1);
}

}  // namespace oxus::query
