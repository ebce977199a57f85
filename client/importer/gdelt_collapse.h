#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_set.h"

namespace oxus::importer {

// What two GDELT rows have in common when they tell one act.
struct GdeltAct {
  // SOURCEURL. Only a URL names an article ("BBC Monitoring" stands for many).
  std::string_view article;
  std::string_view root;
  std::int64_t day_ms = 0;
  std::string_view place;
  // The type or kind the code was mapped to, e.g. 403 for both 042 and 043.
  int meaning = 0;
  // In the order of the row, Actor1 and Actor2.
  std::string_view actor1;
  std::string_view actor2;
};

// Tells rows that repeat an act of their article. GDELT writes a row for every pair of actors
// and every phrasing, so one visit of a delegation can be dozens of rows. Two rules:
//   repeated   same article, root code, day and place
//   mirrored   same article, meaning and day with the actors swapped: A visits B, B hosts A
// The first row of an act is the one that is kept.
//
// Remembers a 64-bit hash for each act and rule, so memory is bounded by the limit: 16 bytes an
// entry or so. Hashes do not depend on the run: an import repeated keeps the same rows.
class GdeltCollapse {
 public:
  enum class Verdict { kNew, kRepeated, kMirrored };

  // `limit`: how many acts are remembered; at least 1.
  explicit GdeltCollapse(std::size_t limit) : limit_(limit == 0 ? 1 : limit) {}

  // Judges an act and, when it is new, remembers it.
  Verdict Judge(const GdeltAct& act);

  // How often the memory was full and had to be emptied.
  std::size_t times_full() const { return times_full_; }

 private:
  const std::size_t limit_;
  std::size_t times_full_ = 0;
  std::size_t acts_ = 0;
  absl::flat_hash_set<std::uint64_t> seen_;
};

}  // namespace oxus::importer
