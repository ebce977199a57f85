#include "storage/columns/column_cache.h"

#include <list>
#include <mutex>
#include <utility>

#include "absl/container/flat_hash_map.h"

namespace oxus::storage {
namespace {

// Blocks of one segment are numbered by 8 bits and sequences stay far below 2^56.
uint64_t Name(const ColumnCache::Key& key) { return key.first_sequence << 8 | key.block; }

}  // namespace

struct ColumnCache::State {
  struct Held {
    uint64_t name = 0;
    Entry entry;
    bool is_asked_for = false;
  };
  // Most recently used first.
  using Order = std::list<Held>;

  explicit State(size_t capacity_bytes) : capacity(capacity_bytes) {}

  std::shared_ptr<const void> Find(uint64_t name) {
    const std::lock_guard lock(mutex);
    const auto it = places.find(name);
    if (it == places.end()) {
      ++misses;
      return nullptr;
    }
    ++hits;
    it->second->is_asked_for = true;
    order.splice(order.begin(), order, it->second);
    return it->second->entry.value;
  }

  // What is already held under the name stays, so that all share one.
  std::shared_ptr<const void> Keep(uint64_t name, Entry entry, Order& evicted) {
    const std::lock_guard lock(mutex);
    if (const auto it = places.find(name); it != places.end()) return it->second->entry.value;
    if (entry.bytes > capacity) return std::move(entry.value);
    while (bytes + entry.bytes > capacity) {
      bytes -= order.back().entry.bytes;
      places.erase(order.back().name);
      evicted.splice(evicted.begin(), order, std::prev(order.end()));
    }
    bytes += entry.bytes;
    order.push_front({name, std::move(entry)});
    places.emplace(name, order.begin());
    return order.front().entry.value;
  }

  const size_t capacity;
  mutable std::mutex mutex;
  // Guarded by the mutex.
  Order order;
  absl::flat_hash_map<uint64_t, Order::iterator> places;
  size_t bytes = 0;
  uint64_t hits = 0;
  uint64_t misses = 0;
};

ColumnCache::ColumnCache(size_t capacity_bytes) : state_(std::make_unique<State>(capacity_bytes)) {}

ColumnCache::~ColumnCache() = default;

absl::StatusOr<std::shared_ptr<const void>> ColumnCache::Get(
    const Key& key, const std::function<absl::StatusOr<Entry>()>& decode) {
  const uint64_t name = Name(key);
  if (std::shared_ptr<const void> found = state_->Find(name)) return found;
  absl::StatusOr<Entry> entry = decode();
  if (!entry.ok()) return entry.status();
  // Declared before the call, so that what goes out is freed outside the lock.
  State::Order evicted;
  return state_->Keep(name, *std::move(entry), evicted);
}

bool ColumnCache::IsAskedFor(const Key& key) const {
  const std::lock_guard lock(state_->mutex);
  const auto it = state_->places.find(Name(key));
  return it != state_->places.end() && it->second->is_asked_for;
}

size_t ColumnCache::bytes() const {
  const std::lock_guard lock(state_->mutex);
  return state_->bytes;
}

size_t ColumnCache::capacity_bytes() const { return state_->capacity; }

uint64_t ColumnCache::hits() const {
  const std::lock_guard lock(state_->mutex);
  return state_->hits;
}

uint64_t ColumnCache::misses() const {
  const std::lock_guard lock(state_->mutex);
  return state_->misses;
}

}  // namespace oxus::storage
