#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "storage/event_store.h"

namespace oxus::ingest {

// Has a store write down once a period how far its log reaches, on a thread of its own, as the disk
// may hang. A failure shows in the store's health. The store must outlive it.
class AckFloorKeeper {
 public:
  explicit AckFloorKeeper(storage::EventStore& store,
                          std::chrono::milliseconds period = std::chrono::seconds(1));
  // Stops.
  ~AckFloorKeeper();
  AckFloorKeeper(const AckFloorKeeper&) = delete;
  AckFloorKeeper& operator=(const AckFloorKeeper&) = delete;

  // Ends with a last time. Call from one thread.
  void Stop();

 private:
  void Run();

  storage::EventStore& store_;
  const std::chrono::milliseconds period_;
  std::mutex mutex_;
  std::condition_variable stop_;
  bool is_stopping_ = false;
  std::thread thread_;
};

}  // namespace oxus::ingest
