#include "tests/query/scan/recount.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "tests/query/scan/event_row.h"

namespace oxus::scan {
namespace {

constexpr size_t kMostSpreadBuckets = 10'000;

// Why an event is counted or not.
enum class Fate {
  kIncluded,
  kRetracted,
  kSuperseded,
  kPlanned,
  kDuplicate,
  kTimeImprecise,
  kPlaceImprecise,
  kBelowGrade,
  kElsewhere,  // No part of the answer.
};

class Counting {
 public:
  Counting(const History& history, const Question& question)
      : history_(history), question_(question) {}

  Recount Run() {
    for (const auto& [key, states] : history_.keys) Judge(states);
    return std::move(recount_);
  }

 private:
  void Judge(const std::vector<State>& states);
  Fate FateOf(const std::vector<State>& states) const;
  Fate FateOfMatch(const State& state) const;
  Fate FateOfMismatch(const std::vector<State>& states) const;
  void Note(Fate fate, const State& state);
  void Include(const State& state);
  void AddTo(OptionalValue bucket, const State& state, double weight);

  bool IsImprecise(const State& state) const {
    return question_.imprecise != v1::IMPRECISE_TIMES_START &&
           StretchOf(state).length_ms > question_.LongestPreciseMs();
  }
  Stretch StretchOf(const State& state) const {
    return question_.clock.Read(state.event.occurred());
  }
  bool IsInTime(const State& state) const;
  bool Matches(const State& state, Leniency leniency = {}) const {
    return IsInTime(state) && question_.filter.Matches(EventRow(state, leniency));
  }
  bool IsModal(const State& state) const;
  bool IsDuplicate(const State& state) const;
  // Of an imprecise event: the share of each bucket (nullopt when there are none), empty when it
  // cannot be spread.
  std::vector<std::pair<OptionalValue, double>> Spread(const State& state) const;
  std::vector<std::pair<OptionalValue, double>> SpreadOverBuckets(const Stretch& stretch) const;

  const History& history_;
  const Question& question_;
  Recount recount_;
};

bool Counting::IsInTime(const State& state) const {
  const Stretch stretch = StretchOf(state);
  if (!IsImprecise(state)) return question_.interval.Contains(stretch.start_ms);
  return stretch.start_ms < question_.interval.until_ms &&
         stretch.last_ms >= question_.interval.since_ms;
}

bool Counting::IsModal(const State& state) const {
  const bool is_stated = state.event.modality() != v1::MODALITY_UNSPECIFIED;
  return question_.modalities.count(is_stated ? state.event.modality() : v1::MODALITY_ACTUAL) > 0;
}

bool Counting::IsDuplicate(const State& state) const {
  if (question_.include_duplicates) return false;
  const auto& links = state.event.links();
  return std::any_of(links.begin(), links.end(), [this](const v1::Link& link) {
    return link.kind() == v1::LINK_KIND_DUPLICATE_OF && history_.IsActive(NameOf(link.to()));
  });
}

Fate Counting::FateOf(const std::vector<State>& states) const {
  const State& latest = states.back();
  if (latest.retracted) {
    return Matches(states[states.size() - 2]) ? Fate::kRetracted : Fate::kElsewhere;
  }
  return Matches(latest) ? FateOfMatch(latest) : FateOfMismatch(states);
}

Fate Counting::FateOfMatch(const State& state) const {
  if (!IsModal(state)) return Fate::kPlanned;
  if (IsDuplicate(state)) return Fate::kDuplicate;
  if (!IsImprecise(state)) return Fate::kIncluded;
  return Spread(state).empty() ? Fate::kTimeImprecise : Fate::kIncluded;
}

Fate Counting::FateOfMismatch(const std::vector<State>& states) const {
  for (const State& state : states) {
    if (!state.retracted && Matches(state)) return Fate::kSuperseded;
  }
  const State& latest = states.back();
  if (!IsModal(latest) || IsDuplicate(latest)) return Fate::kElsewhere;
  if (IsImprecise(latest) && Spread(latest).empty()) return Fate::kElsewhere;
  if (Matches(latest, {.places = true})) return Fate::kPlaceImprecise;
  if (Matches(latest, {.grades = true})) return Fate::kBelowGrade;
  if (Matches(latest, {.places = true, .grades = true})) return Fate::kBelowGrade;
  return Fate::kElsewhere;
}

void Counting::Judge(const std::vector<State>& states) {
  const Fate fate = FateOf(states);
  Note(fate, states.back());
  if (fate == Fate::kIncluded) Include(states.back());
}

void Counting::Note(Fate fate, const State& state) {
  v1::Footnote& footnote = recount_.footnote;
  switch (fate) {
    case Fate::kIncluded:
      footnote.set_included(footnote.included() + 1);
      footnote.set_quarantined_included(footnote.quarantined_included() + state.quarantined);
      break;
    case Fate::kRetracted:
      footnote.set_retracted(footnote.retracted() + 1);
      break;
    case Fate::kSuperseded:
      footnote.set_superseded(footnote.superseded() + 1);
      break;
    case Fate::kPlanned:
      footnote.set_planned(footnote.planned() + 1);
      break;
    case Fate::kDuplicate:
      footnote.set_duplicates(footnote.duplicates() + 1);
      break;
    case Fate::kTimeImprecise:
      footnote.set_time_imprecise(footnote.time_imprecise() + 1);
      break;
    case Fate::kPlaceImprecise:
      footnote.set_place_imprecise(footnote.place_imprecise() + 1);
      break;
    case Fate::kBelowGrade:
      footnote.set_below_grade(footnote.below_grade() + 1);
      break;
    case Fate::kElsewhere:
      break;
  }
}

void Counting::Include(const State& state) {
  if (IsImprecise(state)) {
    recount_.in_parts = true;
    for (const auto& [bucket, weight] : Spread(state)) AddTo(bucket, state, weight);
    return;
  }
  OptionalValue bucket;
  if (question_.has_bucket()) bucket = BucketOf(question_.bucket, StretchOf(state).start_ms);
  AddTo(bucket, state, 1);
}

void Counting::AddTo(OptionalValue bucket, const State& state, double weight) {
  for (const Membership& membership : MembershipsOf(state, question_.group_by)) {
    GroupKey key = membership.key;
    if (question_.has_bucket()) key.insert(key.begin(), bucket);
    recount_.groups[key].Add(state, question_.PlainMetrics(), membership.casualties, weight);
  }
}

std::vector<std::pair<OptionalValue, double>> Counting::SpreadOverBuckets(
    const Stretch& stretch) const {
  std::vector<int64_t> touched;
  for (int64_t bucket = BucketOf(question_.bucket, stretch.start_ms); bucket <= stretch.last_ms;
       bucket = NextBucket(question_.bucket, bucket)) {
    if (touched.size() == kMostSpreadBuckets) return {};
    touched.push_back(bucket);
  }
  std::vector<std::pair<OptionalValue, double>> shares;
  for (const int64_t bucket : touched) {
    const bool overlaps = bucket < question_.interval.until_ms &&
                          NextBucket(question_.bucket, bucket) > question_.interval.since_ms;
    if (overlaps) shares.emplace_back(bucket, 1.0 / static_cast<double>(touched.size()));
  }
  return shares;
}

std::vector<std::pair<OptionalValue, double>> Counting::Spread(const State& state) const {
  const Stretch stretch = StretchOf(state);
  if (question_.imprecise != v1::IMPRECISE_TIMES_SPREAD || stretch.last_ms == kNever) return {};
  if (question_.has_bucket()) return SpreadOverBuckets(stretch);
  const int64_t from_ms = std::max(stretch.start_ms, question_.interval.since_ms);
  const int64_t until_ms = std::min(stretch.last_ms + 1, question_.interval.until_ms);
  const double inside_ms = static_cast<double>(until_ms - from_ms);
  return {{std::nullopt, inside_ms / static_cast<double>(stretch.last_ms + 1 - stretch.start_ms)}};
}

}  // namespace

Recount Count(const History& history, const Question& question) {
  return Counting(history, question).Run();
}

}  // namespace oxus::scan
