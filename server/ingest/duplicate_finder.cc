#include "server/ingest/duplicate_finder.h"

#include <algorithm>
#include <cassert>

namespace oxus::ingest {
namespace {

// As many as entries, so that a chain seldom holds strangers.
constexpr int kHeadBits = 18;
constexpr size_t kHeads = size_t{1} << kHeadBits;
static_assert(kHeads == DuplicateFinder::kWindow);
// Links followed in one look-up, counting those that lead to no comparison.
constexpr int kMaxSteps = 4 * DuplicateFinder::kMaxCompared;
// Days of a long span that are looked at one by one.
constexpr int32_t kMaxDays = 33;
constexpr int32_t kLongestDays = 366;

// Spans of a level are shorter than its period, which is a power of two.
constexpr int kPeriodBits[] = {0, 5, 9};

// The same span, cut to the year that is compared.
DuplicateTraits Cut(const DuplicateTraits& traits) {
  DuplicateTraits cut = traits;
  cut.last_day = std::min(cut.last_day, cut.first_day + kLongestDays);
  return cut;
}

}  // namespace

// One look-up: what is sought, what it may still cost, what was found.
struct DuplicateFinder::Search {
  DuplicateTraits sought;
  int compared = 0;
  int steps = 0;
  std::vector<Candidate> found;

  bool Exhausted() const { return compared >= kMaxCompared || steps >= kMaxSteps; }
};

DuplicateFinder::DuplicateFinder() : heads_(kHeads) {
  // Pages are touched only as entries are added.
  ring_.reserve(kWindow);
}

DuplicateFinder::Level DuplicateFinder::LevelOf(const DuplicateTraits& traits) {
  const int32_t days = traits.last_day - traits.first_day;
  return days == 0 ? kOneDay : days < 31 ? kUpToMonth : kLonger;
}

uint64_t DuplicateFinder::ChainOf(const DuplicateTraits& traits, Level level, int32_t first_day) {
  // Bits: 32 country and class, 2 level, 30 period.
  const uint32_t period = static_cast<uint32_t>(first_day >> kPeriodBits[level]);
  return uint64_t{traits.country_and_class} << 32 | static_cast<uint64_t>(level) << 30 |
         (period & ((1u << 30) - 1));
}

size_t DuplicateFinder::HeadOf(uint64_t chain) {
  // Fibonacci hashing: the high bits of the product depend on all bits of the chain.
  return (chain * 0x9E3779B97F4A7C15) >> (64 - kHeadBits);
}

DuplicateFinder::Position DuplicateFinder::OldestHeld() const {
  return added_ > kWindow ? added_ - kWindow + 1 : 1;
}

bool DuplicateFinder::IsHeld(Position position) const { return position >= OldestHeld(); }

bool DuplicateFinder::OnlyProducer(uint64_t producer) const {
  return added_ == 0 || (At(added_).traits.producer == producer && run_start_ <= OldestHeld());
}

void DuplicateFinder::Add(uint64_t sequence, const DuplicateTraits& traits) {
  assert(added_ == 0 || sequence > At(added_).sequence);
  if (traits.country_and_class == 0) return;
  if (added_ == 0 || At(added_).traits.producer != traits.producer) run_start_ = added_ + 1;
  const Position position = ++added_;
  if (ring_.size() < kWindow) {
    ring_.emplace_back();
  } else {
    --held_by_level_[At(position).level];
  }

  Entry& entry = At(position);
  entry.sequence = sequence;
  entry.traits = Cut(traits);
  entry.level = LevelOf(entry.traits);
  entry.chain = ChainOf(entry.traits, entry.level, entry.traits.first_day);
  entry.live = true;
  ++held_by_level_[entry.level];

  Head& head = heads_[HeadOf(entry.chain)];
  entry.previous = IsHeld(head.newest) ? head.newest : 0;
  const bool is_other = entry.previous == 0 || head.producer != traits.producer;
  entry.previous_of_other = is_other ? entry.previous : head.previous_of_other;
  head = {position, traits.producer, entry.previous_of_other};
}

void DuplicateFinder::Prefetch(const DuplicateTraits& traits) const {
  if (traits.country_and_class == 0) return;
  const DuplicateTraits cut = Cut(traits);
  __builtin_prefetch(&heads_[HeadOf(ChainOf(cut, LevelOf(cut), cut.first_day))], /*rw=*/1);
}

void DuplicateFinder::SearchChain(uint64_t chain, Search& search) const {
  Position position = heads_[HeadOf(chain)].newest;
  while (IsHeld(position) && !search.Exhausted()) {
    const Entry& entry = At(position);
    ++search.steps;
    if (entry.traits.producer == search.sought.producer) {
      position = entry.previous_of_other;
      continue;
    }
    position = entry.previous;
    if (entry.chain != chain || !entry.live) continue;
    ++search.compared;
    const uint32_t score = DuplicateScore(search.sought, entry.traits);
    if (score > 0) search.found.push_back({entry.sequence, score});
  }
}

void DuplicateFinder::SearchDays(int32_t first, int32_t last, Search& search) const {
  for (int32_t day = first; day <= last; ++day) {
    SearchChain(ChainOf(search.sought, kOneDay, day), search);
  }
}

// Every period in which a span of this level can start and still reach the sought one.
void DuplicateFinder::SearchPeriods(Level level, Search& search) const {
  if (held_by_level_[level] == 0) return;
  const int32_t longest = level == kUpToMonth ? 30 : kLongestDays;
  const int32_t last = (search.sought.last_day + 1) >> kPeriodBits[level];
  int32_t period = (search.sought.first_day - 1 - longest) >> kPeriodBits[level];
  for (; period <= last; ++period) {
    SearchChain(ChainOf(search.sought, level, period << kPeriodBits[level]), search);
  }
}

std::vector<DuplicateFinder::Candidate> DuplicateFinder::Find(const DuplicateTraits& traits) const {
  if (traits.country_and_class == 0 || OnlyProducer(traits.producer)) return {};
  Search search{.sought = Cut(traits)};
  if (held_by_level_[kOneDay] > 0) {
    const int32_t first = search.sought.first_day;
    const int32_t last = std::min(search.sought.last_day, first + kMaxDays - 1);
    SearchDays(first, last, search);
    SearchDays(first - 1, first - 1, search);
    SearchDays(last + 1, last + 1, search);
  }
  SearchPeriods(kUpToMonth, search);
  SearchPeriods(kLonger, search);

  std::vector<Candidate>& found = search.found;
  std::sort(found.begin(), found.end(), [](const Candidate& a, const Candidate& b) {
    return a.score != b.score ? a.score > b.score : a.sequence < b.sequence;
  });
  if (found.size() > kMaxCandidates) found.resize(kMaxCandidates);
  return std::move(found);
}

void DuplicateFinder::Remove(uint64_t sequence) {
  // Sequences rise with positions.
  Position low = OldestHeld();
  Position high = added_ + 1;
  while (low < high) {
    const Position middle = low + (high - low) / 2;
    if (At(middle).sequence < sequence) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low <= added_ && At(low).sequence == sequence) At(low).live = false;
}

}  // namespace oxus::ingest
