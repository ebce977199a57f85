#include "storage/chunk_cache.h"

#include <iterator>
#include <utility>

namespace oxus::storage {
namespace {

size_t BytesOf(const ChunkCache::Held& held) {
  return sizeof(held) + held.bytes.capacity() +
         held.chunk.records().capacity() * sizeof(ChunkRecord);
}

}  // namespace

std::shared_ptr<const ChunkCache::Held> ChunkCache::Find(uint64_t sequence) {
  const std::lock_guard lock(mutex_);
  const auto after = places_.upper_bound(sequence);
  if (after == places_.begin()) return nullptr;
  const Order::iterator place = std::prev(after)->second;
  if (sequence >= (*place)->chunk.end_sequence()) return nullptr;
  order_.splice(order_.begin(), order_, place);
  return *place;
}

void ChunkCache::Put(std::shared_ptr<const Held> chunk) {
  const size_t added = BytesOf(*chunk);
  if (added > capacity_bytes_) return;
  const uint64_t first_sequence = chunk->chunk.first_sequence();
  // Freed without the lock.
  Order evicted;
  const std::lock_guard lock(mutex_);
  if (places_.count(first_sequence) != 0) return;
  while (bytes_ + added > capacity_bytes_) {
    const Held& oldest = *order_.back();
    bytes_ -= BytesOf(oldest);
    places_.erase(oldest.chunk.first_sequence());
    evicted.splice(evicted.begin(), order_, std::prev(order_.end()));
  }
  bytes_ += added;
  order_.push_front(std::move(chunk));
  places_.emplace(first_sequence, order_.begin());
}

size_t ChunkCache::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

}  // namespace oxus::storage
