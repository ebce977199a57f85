#include "bench/event_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace oxus::bench {
namespace {

constexpr uint64_t kSeed = 20251130;
// In the last year events arrive this many times as fast as in the first.
constexpr double kGrowth = 5.0;
constexpr double kContactShare = 0.30;
constexpr double kLateShare = 0.10;
constexpr int64_t kLatestMs = 365 * kDayMs;
constexpr uint32_t kPromptMs = kDayMs * 3 / 2;
constexpr double kDeadlyShare = 0.286;
constexpr double kInjuringShare = 0.22;
// Chosen so that 68 of 100 rows, contacts among them, have no nationality.
constexpr double kNamedIfHarmed = 0.85;
constexpr double kNamedIfUnharmed = 0.155;
constexpr double kMostHarmed = 400;
// Regions are drawn as circles within 0.3 degrees, at most 47 km, of a point in the country, so
// that validation finds every point near enough.
constexpr int32_t kRegionReachE4 = 3000;

constexpr std::array<std::string_view, 64> kHeadlineWords = {
    "officials",  "say",      "after",     "the",       "border",    "troops",    "reported",
    "attack",     "near",     "village",   "overnight", "ministry",  "talks",     "with",
    "regional",   "governor", "residents", "described", "shots",     "fired",     "toward",
    "checkpoint", "on",       "road",      "between",   "districts", "delegates", "met",
    "to",         "discuss",  "water",     "and",       "trade",     "security",  "council",
    "called",     "for",      "calm",      "as",        "crowds",    "gathered",  "outside",
    "police",     "station",  "while",     "witnesses", "told",      "local",     "radio",
    "that",       "vehicles", "carrying",  "supplies",  "were",      "stopped",   "at",
    "crossing",   "command",  "denied",    "claims",    "of",        "heavy",     "losses",
    "in"};
constexpr size_t kHeadlineLeast = 80;
constexpr size_t kHeadlineSpread = 30;
constexpr size_t kHeadlineMost = 120;

// Mostly small, now and then hundreds.
uint16_t HeavyTailed(RandomStream& random) {
  const double tail = std::pow(1.0 - random.Unit(), -0.8);
  return static_cast<uint16_t>(std::min(kMostHarmed, tail));
}

// When the row arrives, as a share of the whole stretch: the rate grows linearly.
double ArrivalShare(double position) {
  const double root = std::sqrt(1.0 + (kGrowth * kGrowth - 1.0) * position);
  return (root - 1.0) / (kGrowth - 1.0);
}

}  // namespace

EventRows::EventRows(uint64_t count)
    : count_(count),
      words_(EventVocabulary::Make()),
      country_(WeightedChoice::Zipf(static_cast<uint32_t>(words_.countries.size()), 0.9)),
      incident_(WeightedChoice::Zipf(words_.incident_types, 0.8)),
      contact_(WeightedChoice::Zipf(
          static_cast<uint32_t>(words_.types.size()) - words_.incident_types, 0.8)),
      actor_(WeightedChoice::Zipf(static_cast<uint32_t>(words_.actors.size()), 1.0)),
      source_(WeightedChoice::Zipf(static_cast<uint32_t>(words_.sources.size()), 0.9)),
      confidence_({10, 20, 30, 20, 10, 10}) {
  for (const auto& country : words_.countries) {
    region_.push_back(WeightedChoice::Zipf(country.region_count, 0.7));
  }
  for (const auto& type : words_.types) {
    sub_type_.push_back(WeightedChoice::Zipf(type.sub_type_count, 1.0));
  }
}

void EventRows::SetTime(RandomStream& random, EventRow* row) const {
  const double position =
      std::min(1.0, (static_cast<double>(row->number) + 0.5) / static_cast<double>(count_));
  const double span = static_cast<double>(kNowMs - 1 - kFirstMs);
  row->arrival_ms = kFirstMs + static_cast<int64_t>(ArrivalShare(position) * span);
  const bool is_late = random.Unit() < kLateShare;
  const int64_t delay = is_late ? static_cast<int64_t>(random.Unit() * kLatestMs)
                                : static_cast<int64_t>(random.Below(kPromptMs));
  row->time_ms = row->arrival_ms - delay;
  if (row->time_ms < kFirstMs) {
    row->time_ms = kFirstMs + static_cast<int64_t>(random.Unit() *
                                                   static_cast<double>(row->arrival_ms - kFirstMs));
  }
}

void EventRows::SetPlace(RandomStream& random, EventRow* row) const {
  row->country = static_cast<uint8_t>(country_.Draw(random));
  const uint32_t first = words_.countries[row->country].first_region;
  row->region = static_cast<uint16_t>(first + region_[row->country].Draw(random));
  const auto& region = words_.regions[row->region];
  constexpr uint32_t kWidth = 2 * kRegionReachE4 + 1;
  row->lat_e4 = region.lat_e4 - kRegionReachE4 + static_cast<int32_t>(random.Below(kWidth));
  row->lon_e4 = region.lon_e4 - kRegionReachE4 + static_cast<int32_t>(random.Below(kWidth));
}

void EventRows::SetType(RandomStream& random, EventRow* row) const {
  const bool is_contact = random.Unit() < kContactShare;
  row->type = static_cast<uint8_t>(is_contact ? words_.incident_types + contact_.Draw(random)
                                              : incident_.Draw(random));
  row->sub_type = static_cast<uint8_t>(words_.types[row->type].first_sub_type +
                                       sub_type_[row->type].Draw(random));
  row->score_tenths = words_.sub_types[row->sub_type].score_tenths;
}

void EventRows::SetSides(RandomStream& random, EventRow* row) const {
  row->initiator = static_cast<uint16_t>(actor_.Draw(random));
  do {
    row->target = static_cast<uint16_t>(actor_.Draw(random));
  } while (row->target == row->initiator);
}

void EventRows::SetVictims(RandomStream& random, EventRow* row) const {
  if (!is_incident(*row)) return;
  if (random.Unit() < kDeadlyShare) row->fatalities = HeavyTailed(random);
  if (random.Unit() < kInjuringShare) row->injured = HeavyTailed(random);
  const bool is_harmed = row->fatalities + row->injured > 0;
  if (random.Unit() < (is_harmed ? kNamedIfHarmed : kNamedIfUnharmed)) {
    row->nationality = static_cast<uint8_t>(country_.Draw(random));
  }
}

EventRow EventRows::At(uint64_t number) const {
  RandomStream random(Mix(kSeed + number));
  EventRow row;
  row.number = number;
  SetTime(random, &row);
  SetPlace(random, &row);
  SetType(random, &row);
  SetSides(random, &row);
  SetVictims(random, &row);
  row.source = static_cast<uint16_t>(source_.Draw(random));
  row.confidence = static_cast<uint8_t>(1 + confidence_.Draw(random));
  return row;
}

std::string EventRows::IdOf(const EventRow& row) { return fmt::format("evt-{:016}", row.number); }

void EventRows::Headline(const EventRow& row, std::string* text) {
  RandomStream random(Mix(~row.number));
  text->clear();
  const size_t least = kHeadlineLeast + random.Below(kHeadlineSpread);
  while (text->size() < least) {
    if (!text->empty()) text->push_back(' ');
    text->append(kHeadlineWords[random.Below(kHeadlineWords.size())]);
  }
  if (text->size() > kHeadlineMost) text->resize(kHeadlineMost);
}

}  // namespace oxus::bench
