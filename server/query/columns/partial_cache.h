#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "server/query/columns/chains.h"
#include "server/query/columns/merged_groups.h"
#include "server/query/columns/partial.h"

namespace oxus::query {

// What earlier questions found in segments, by the question (ScanKey). An entry holds for a
// segment as it stood with so many marks, so a correction makes it void for that segment alone.
// What is known of a newer state stays when an older one is put.
// Bounded by bytes, the question asked longest ago goes first. Any thread.
class PartialCache {
 public:
  // Stretches of a tail that are kept apart, also when it is sealed.
  static constexpr size_t kMostPieces = 16;

  // A segment, or a stretch of rows that was looked at while it was a tail, at a state.
  struct Extent {
    uint64_t first_sequence = 0;
    uint32_t first_row = 0;
    uint32_t rows = 0;
    uint32_t marks = 0;
    bool operator==(const Extent&) const = default;
  };
  struct Found {
    Extent extent;
    // Null: nothing there can match.
    std::shared_ptr<const Partial> partial;
  };
  // How far a run goes that is kept for a question: over sealed segments, which few commits make
  // void, or over rows of the tail, too, which are then not merged again one piece after another.
  enum class Reach : size_t { kSealed, kTail };
  // The sum over a run of segments from the first on. Of the last one it may take fewer rows than
  // there are by now; a mark in any of them makes it void.
  struct Run {
    std::vector<Extent> extents;
    std::shared_ptr<const MergedGroups> groups;
    uint64_t skipped = 0;
  };
  // What the answer to FollowChains hangs on; see there.
  struct ChainState {
    uint64_t marks = 0;
    uint64_t near_misses = 0;
    bool operator==(const ChainState&) const = default;
  };

  explicit PartialCache(size_t capacity_bytes) : capacity_bytes_(capacity_bytes) {}

  std::optional<Found> Get(const std::string& question, const Extent& extent);
  // The same for as many rows from extent.first_row on as are known, at most extent.rows.
  std::optional<Found> GetPiece(const std::string& question, const Extent& extent);
  // What begins with a segment's first row takes the place of all that is held of the segment; so
  // does a stretch beyond the kMostPieces that may be held of one.
  void Put(const std::string& question, const Extent& extent,
           std::shared_ptr<const Partial> partial);

  // The run kept for the question; empty when there is none.
  Run GetRun(const std::string& question, Reach reach = Reach::kSealed);
  // The most bytes that the groups of a run may take to be kept.
  size_t RoomForRun(const std::string& question, Reach reach = Reach::kSealed);
  void PutRun(const std::string& question, Run run, Reach reach = Reach::kSealed);

  std::optional<Corrected> GetCorrected(const std::string& question, const ChainState& state);
  void PutCorrected(const std::string& question, const ChainState& state,
                    const Corrected& corrected);

  size_t bytes() const;
  size_t capacity_bytes() const { return capacity_bytes_; }

 private:
  struct Held {
    Found found;
    size_t bytes = 0;
  };
  struct HeldRun {
    Run run;
    size_t bytes = 0;
  };
  // By first sequence and row.
  using Partials = std::map<std::pair<uint64_t, uint32_t>, Held>;
  struct Question {
    std::string key;
    Partials partials;
    // By reach.
    std::array<HeldRun, 2> runs;
    ChainState chains;
    std::optional<Corrected> corrected;
    // Of all this.
    size_t bytes = 0;
  };
  using Questions = std::list<Question>;

  // Moves the question to the front; null when it is not known.
  Question* Find(const std::string& question);
  // The same, made if need be; null when it would leave no room for so many bytes. See Charge.
  Question* Touch(const std::string& question, size_t bytes, Questions& forgotten);
  // Makes room by moving questions to `forgotten`, to be destroyed without the lock.
  void Charge(Question& question, size_t add, size_t remove, Questions& forgotten);

  const size_t capacity_bytes_;
  mutable std::mutex mutex_;
  // The one asked last is first.
  Questions questions_;
  absl::flat_hash_map<std::string, Questions::iterator> by_key_;
  size_t bytes_ = 0;
};

}  // namespace oxus::query
