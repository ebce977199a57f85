#pragma once

#include <cstdint>
#include <memory>

#include "absl/status/status.h"

namespace oxus::query {

// A predicate tied to the columns of one segment. One thread.
class BoundPredicate {
 public:
  virtual ~BoundPredicate() = default;

  // Sets out[i] to 0 or 1 for row begin + i. Where interest[i] is 0 either will do. `count` is at
  // most kVectorRows.
  virtual absl::Status Evaluate(uint32_t begin, uint32_t count, const uint8_t* interest,
                                uint8_t* out) = 0;
};

struct Binding {
  enum class Outcome { kNone, kAll, kSome };
  Outcome outcome = Outcome::kAll;
  // When outcome is kSome.
  std::unique_ptr<BoundPredicate> rows;
};

// All rows, or none.
Binding Whole(bool holds);
// What holds for the other rows.
Binding Negated(Binding binding);

}  // namespace oxus::query
