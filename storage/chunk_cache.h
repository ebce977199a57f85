#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "storage/chunk.h"

namespace oxus::storage {

// Chunks of the log that readers met last, checked and split into records: a page of events that
// lie far apart then costs no reading and no check a second time. Bounded by bytes; the chunk asked
// for longest ago goes first. Any thread.
class ChunkCache {
 public:
  struct Held {
    std::string bytes;
    // Views into the bytes.
    Chunk chunk;
  };

  explicit ChunkCache(size_t capacity_bytes) : capacity_bytes_(capacity_bytes) {}

  // The chunk that holds the sequence; null when it is not here.
  std::shared_ptr<const Held> Find(uint64_t sequence);
  void Put(std::shared_ptr<const Held> chunk);

  size_t bytes() const;
  size_t capacity_bytes() const { return capacity_bytes_; }

 private:
  using Order = std::list<std::shared_ptr<const Held>>;

  const size_t capacity_bytes_;
  mutable std::mutex mutex_;
  // Most recently used first.
  Order order_;
  // By first sequence.
  std::map<uint64_t, Order::iterator> places_;
  size_t bytes_ = 0;
};

}  // namespace oxus::storage
