#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>

#include "absl/container/flat_hash_map.h"
#include "server/runtime/clock.h"

namespace oxus::rpc {

// Bytes held for clients that have not taken them yet, over all calls, and who holds them. Where
// there is no room for another, those whose clients take nothing have to give theirs up: so a
// client that never reads keeps others out for as long as kPatience, and no longer. Any thread.
class HeldBytes {
 public:
  class Holder {
   public:
    virtual ~Holder() = default;
    // Subtracts what it holds before it returns.
    virtual void GiveUp() = 0;
  };

  // However little room there is, a holder keeps what it has for so long after its client took
  // something.
  static constexpr std::chrono::seconds kPatience{10};

  // The clock must outlive it.
  HeldBytes(size_t limit, const runtime::Clock& clock) : limit_(limit), clock_(clock) {}

  // False, and nothing is added, when that would pass the limit. What is larger than the limit by
  // itself is added when nothing else is held. The holder must hold nothing yet.
  bool TryAdd(const std::shared_ptr<Holder>& holder, size_t bytes);
  // The holder's client has taken something.
  void Taken(const Holder& holder);
  // The holder holds nothing any more.
  void Subtract(const Holder& holder);

  size_t limit() const { return limit_; }
  size_t used() const;

 private:
  struct Held {
    std::weak_ptr<Holder> holder;
    size_t bytes = 0;
    std::chrono::steady_clock::time_point taken_at;
  };

  bool AddIfFits(const std::shared_ptr<Holder>& holder, size_t bytes);
  // The one whose client has taken nothing for longest; null when kPatience lasts for all.
  std::shared_ptr<Holder> LongestStalled() const;

  const size_t limit_;
  const runtime::Clock& clock_;
  mutable std::mutex mutex_;
  absl::flat_hash_map<const Holder*, Held> held_;
  size_t used_ = 0;
};

}  // namespace oxus::rpc
