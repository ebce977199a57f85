#pragma once

#include <cstddef>
#include <memory>

#include "storage/columns/zeroed_memory.h"

namespace oxus::storage {

// Hands the memory of a tail that nobody holds any more on to a later one: to zero what was written
// takes a small part of the time in which the system makes all pages anew. Keeps one range at most.
// Any thread.
class SpareMemory {
 public:
  SpareMemory();

  // A range that reads as zero. Whoever lets go of it last clears it, and it is kept unless another
  // is or this object is gone.
  std::shared_ptr<ZeroedMemory> Take(size_t bytes);
  // Of the range that is kept.
  size_t bytes() const;

 private:
  struct Shelf;

  std::shared_ptr<Shelf> shelf_;
};

}  // namespace oxus::storage
