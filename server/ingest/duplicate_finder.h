#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "server/ingest/duplicate_score.h"
#include "server/ingest/duplicate_traits.h"

namespace oxus::ingest {

// Finds stored events of other producers that may tell of the same thing as a new one (rule
// 24), by the conditions of DuplicateScore. It remembers the last kWindow events added, in a
// ring of fixed size with hash chains through it, so that an event costs the same however many
// went before; older events are not found. It starts empty; DuplicateWatch fills it from the log.
//
// Look-ups are bounded too: at most kMaxCompared events, the latest of the closest days first,
// so that among thousands of a kind on one day some are missed. A span longer than a year is
// compared as its first year, and meets events of a single day in its first 33 days only.
// While all events held come from one producer a look-up returns at once.
//
// Not thread-safe: the committer is its one caller. Owns about 45 MiB once full.
class DuplicateFinder {
 public:
  static constexpr uint32_t kWindow = 262'144;
  static constexpr int kMaxCompared = 64;
  static constexpr size_t kMaxCandidates = 5;

  struct Candidate {
    uint64_t sequence = 0;
    // 35..100, see DuplicateScore.
    uint32_t score = 0;

    bool operator==(const Candidate&) const = default;
  };

  DuplicateFinder();

  // Remembers an event. Sequences must rise from call to call.
  void Add(uint64_t sequence, const DuplicateTraits& traits);

  // The best matches, best first and the older first among equals. Call before Add.
  std::vector<Candidate> Find(const DuplicateTraits& traits) const;

  // Forgets an event that was revised or retracted; nothing happens when it is not held.
  void Remove(uint64_t sequence);

  // Has the processor fetch what Add will look at. Worth it some events ahead.
  void Prefetch(const DuplicateTraits& traits) const;

 private:
  // Events are chained by country, class and the period of their first day. The period is as
  // long as the spans of its level, so that a look-up reads one or two of them.
  enum Level { kOneDay, kUpToMonth, kLonger, kLevels };

  // Count of events ever added; position p is in slot (p - 1) % kWindow, 0 is none.
  using Position = uint64_t;

  struct Entry {
    uint64_t sequence = 0;
    uint64_t chain = 0;
    // Older entries whose chain has the same head: the next, and the next of another producer.
    Position previous = 0;
    Position previous_of_other = 0;
    Level level = kOneDay;
    // False once removed; it still links the chain.
    bool live = false;
    DuplicateTraits traits;
  };

  // Where a chain begins, with what Add needs to know of its newest entry.
  struct Head {
    Position newest = 0;
    uint64_t producer = 0;
    Position previous_of_other = 0;
  };

  struct Search;

  static Level LevelOf(const DuplicateTraits& traits);
  static uint64_t ChainOf(const DuplicateTraits& traits, Level level, int32_t first_day);
  static size_t HeadOf(uint64_t chain);

  Position OldestHeld() const;
  bool IsHeld(Position position) const;
  const Entry& At(Position position) const { return ring_[(position - 1) % kWindow]; }
  Entry& At(Position position) { return ring_[(position - 1) % kWindow]; }
  bool OnlyProducer(uint64_t producer) const;
  void SearchDays(int32_t first, int32_t last, Search& search) const;
  void SearchPeriods(Level level, Search& search) const;
  void SearchChain(uint64_t chain, Search& search) const;

  std::vector<Entry> ring_;
  std::vector<Head> heads_;
  Position added_ = 0;
  // The first position of the run of events of one producer that ends with the last one added.
  Position run_start_ = 0;
  std::array<uint32_t, kLevels> held_by_level_ = {};
};

}  // namespace oxus::ingest
