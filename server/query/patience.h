#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "server/query/limits.h"

namespace oxus::query {

// How long a caller waits for what is done with groups: asked of it now and then, so that loops
// over rows may ask with every row. Once it is over it stays so, and whatever is made from then on
// is of no use but sound in memory. One thread; what it is made of must outlive it.
class Patience {
 public:
  // Never over when there is nobody to ask.
  explicit Patience(const Cancelled& cancelled) : cancelled_(cancelled) {}

  // `work` is what was done since the last call, in rows; a row takes well under 10 us.
  bool IsOver(uint32_t work = 1) {
    work_ += work;
    if (work_ >= kWorkPerLook) Look();
    return is_over_;
  }

  // CANCELLED when it is over.
  absl::Status status() {
    Look();
    return is_over_ ? absl::CancelledError("cancelled while the answer was made from its groups")
                    : absl::OkStatus();
  }

  // Groups merged may each hold tens of thousands of distinct values.
  static constexpr uint32_t kMergeWork = 64;

 private:
  static constexpr uint32_t kWorkPerLook = 1'024;

  void Look() {
    work_ = 0;
    is_over_ = is_over_ || (cancelled_ && cancelled_());
  }

  const Cancelled& cancelled_;
  uint32_t work_ = 0;
  bool is_over_ = false;
};

}  // namespace oxus::query
