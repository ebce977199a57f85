#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "absl/status/statusor.h"

namespace oxus::storage {

// Decoded blocks of sealed segments, least recently used first out, bounded by bytes. What is out
// lives on as long as somebody holds it. Thread-safe; a block is decoded outside the lock, twice
// if two want it at once.
class ColumnCache {
 public:
  struct Key {
    uint64_t first_sequence = 0;
    uint8_t block = 0;
    bool operator==(const Key&) const = default;
  };
  struct Entry {
    std::shared_ptr<const void> value;
    size_t bytes = 0;
  };

  explicit ColumnCache(size_t capacity_bytes);
  ~ColumnCache();

  absl::StatusOr<std::shared_ptr<const void>> Get(
      const Key& key, const std::function<absl::StatusOr<Entry>()>& decode);

  // Whether it is held and was asked for again since it was made.
  bool IsAskedFor(const Key& key) const;

  size_t bytes() const;
  size_t capacity_bytes() const;
  uint64_t hits() const;
  uint64_t misses() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace oxus::storage
