#include "server/query/axis_values.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <variant>

#include "server/query/calendar.h"
#include "server/query/patient_sort.h"
#include "server/query/row_encoder.h"
#include "server/query/row_sorter.h"

namespace oxus::query {
namespace {

constexpr char kOtherText[] = "other";
// Numbers that lie in this much room for each time one is asked for are close together.
constexpr uint64_t kNear = 8;

// A number that does not order values of one kind differently than they do: of most texts their
// beginning tells which comes first.
uint64_t LeadOf(const filter::Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    std::array<uint8_t, sizeof(uint64_t)> bytes{};
    std::memcpy(bytes.data(), text->data(), std::min(text->size(), bytes.size()));
    uint64_t lead = 0;
    for (const uint8_t byte : bytes) lead = lead << 8 | byte;
    return lead;
  }
  if (const auto* integer = std::get_if<int64_t>(&value)) return OrderOf(*integer);
  return 0;
}

struct Ranked {
  // Into the values.
  uint32_t place;
  uint32_t kind;
  uint64_t lead;
};

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
  std::vector<Ranked> ranked;
  ranks_.assign(values_.size(), kUnranked);
  for (const int64_t number : numbers) {
    if (patience.IsOver()) return;
    const uint32_t place = PlaceOf(number);
    ranks_.resize(values_.size(), kUnranked);
    if (ranks_[place] != kUnranked) continue;
    ranks_[place] = RowSorter::kLast;
    const OptionalValue& value = values_[place];
    if (value) ranked.push_back({place, static_cast<uint32_t>(value->index()), LeadOf(*value)});
  }
  const auto is_less = [this](const Ranked& a, const Ranked& b) {
    if (a.kind != b.kind) return a.kind < b.kind;
    if (a.lead != b.lead) return a.lead < b.lead;
    return *values_[a.place] < *values_[b.place];
  };
  PatientSort(
      ranked,
      [&](const Ranked& a, const Ranked& b) { return descending ? is_less(b, a) : is_less(a, b); },
      patience);
  for (size_t rank = 0; rank < ranked.size(); ++rank) ranks_[ranked[rank].place] = rank;
}

size_t AxisValues::bytes() const {
  return near_.capacity() * sizeof(uint32_t) + values_.size() * sizeof(OptionalValue) +
         std::max(encoded_.size(), expected_) * sizeof(std::string) +
         ranks_.capacity() * sizeof(uint64_t) +
         far_.capacity() * (sizeof(std::pair<int64_t, uint32_t>) + 1);
}

}  // namespace oxus::query
