#include "server/rpc/held_bytes.h"

#include <utility>
#include <vector>

namespace oxus::rpc {

bool HeldBytes::TryAdd(const std::shared_ptr<Holder>& holder, size_t bytes) {
  while (!AddIfFits(holder, bytes)) {
    const std::shared_ptr<Holder> stalled = LongestStalled();
    if (stalled == nullptr) return false;
    // Without the lock: it subtracts.
    stalled->GiveUp();
  }
  return true;
}

bool HeldBytes::AddIfFits(const std::shared_ptr<Holder>& holder, size_t bytes) {
  const std::lock_guard lock(mutex_);
  const bool fits = held_.empty() || (bytes <= limit_ && used_ <= limit_ - bytes);
  if (!fits) return false;
  held_[holder.get()] = {holder, bytes, clock_.Steady()};
  used_ += bytes;
  return true;
}

std::shared_ptr<HeldBytes::Holder> HeldBytes::LongestStalled() const {
  // Let go of after the lock: the last to hold one subtracts.
  std::vector<std::shared_ptr<Holder>> passed_over;
  std::shared_ptr<Holder> stalled;
  const std::lock_guard lock(mutex_);
  auto longest = clock_.Steady() - kPatience;
  for (const auto& [key, held] : held_) {
    if (held.taken_at > longest) continue;
    // One that is being destroyed subtracts by itself.
    auto holder = held.holder.lock();
    if (holder == nullptr) continue;
    longest = held.taken_at;
    passed_over.push_back(std::exchange(stalled, std::move(holder)));
  }
  return stalled;
}

void HeldBytes::Taken(const Holder& holder) {
  const std::lock_guard lock(mutex_);
  const auto found = held_.find(&holder);
  if (found != held_.end()) found->second.taken_at = clock_.Steady();
}

void HeldBytes::Subtract(const Holder& holder) {
  const std::lock_guard lock(mutex_);
  const auto found = held_.find(&holder);
  if (found == held_.end()) return;
  used_ -= found->second.bytes;
  held_.erase(found);
}

size_t HeldBytes::used() const {
  const std::lock_guard lock(mutex_);
  return used_;
}

}  // namespace oxus::rpc
