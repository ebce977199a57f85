#include "storage/columns/damage_list.h"

#include <utility>

namespace oxus::storage {

void DamageList::Add(uint64_t first_sequence, std::string what) {
  const std::lock_guard lock(mutex_);
  states_.try_emplace(first_sequence, State{std::move(what)});
  is_empty_.store(false, std::memory_order_relaxed);
}

std::optional<DamageList::Damage> DamageList::First() const {
  if (is_empty_.load(std::memory_order_relaxed)) return std::nullopt;
  const std::lock_guard lock(mutex_);
  for (const auto& [first_sequence, state] : states_) {
    if (!state.is_given_up) return Damage{first_sequence, state.what};
  }
  return std::nullopt;
}

void DamageList::Remove(uint64_t first_sequence) {
  const std::lock_guard lock(mutex_);
  states_.erase(first_sequence);
  is_empty_.store(states_.empty(), std::memory_order_relaxed);
}

void DamageList::GiveUp(uint64_t first_sequence) {
  const std::lock_guard lock(mutex_);
  states_[first_sequence].is_given_up = true;
}

}  // namespace oxus::storage
