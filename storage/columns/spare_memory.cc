#include "storage/columns/spare_memory.h"

#include <mutex>
#include <utility>

#include "absl/base/thread_annotations.h"

namespace oxus::storage {

struct SpareMemory::Shelf {
  std::unique_ptr<ZeroedMemory> TakeOf(size_t bytes) {
    const std::lock_guard lock(mutex);
    if (spare == nullptr || spare->size() != bytes) return nullptr;
    return std::move(spare);
  }

  void Put(std::unique_ptr<ZeroedMemory> memory) {
    // Before the lock: nobody is to wait for it.
    memory->Clear();
    const std::lock_guard lock(mutex);
    if (spare == nullptr) spare = std::move(memory);
  }

  mutable std::mutex mutex;
  std::unique_ptr<ZeroedMemory> spare ABSL_GUARDED_BY(mutex);
};

SpareMemory::SpareMemory() : shelf_(std::make_shared<Shelf>()) {}

std::shared_ptr<ZeroedMemory> SpareMemory::Take(size_t bytes) {
  std::unique_ptr<ZeroedMemory> memory = shelf_->TakeOf(bytes);
  if (memory == nullptr) memory = std::make_unique<ZeroedMemory>(bytes);
  return {memory.release(), [shelf = std::weak_ptr(shelf_)](ZeroedMemory* released) {
            std::unique_ptr<ZeroedMemory> owned(released);
            if (const auto held = shelf.lock()) held->Put(std::move(owned));
          }};
}

size_t SpareMemory::bytes() const {
  const std::lock_guard lock(shelf_->mutex);
  return shelf_->spare == nullptr ? 0 : shelf_->spare->kept_bytes();
}

}  // namespace oxus::storage
