#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "absl/status/status.h"
#include "server/runtime/logger.h"
#include "storage/event_store.h"

namespace oxus::ingest {

// Does what a store has put off (EventStore::Maintain) on a thread of its own, beside the commits:
// once at the start, and whenever it is woken. A failure is logged when it is new and tried again
// at the next waking; whether the store still takes writes is for its health to say. Thread-safe.
// Store and logger must outlive it.
class StoreUpkeep {
 public:
  StoreUpkeep(storage::EventStore& store, const runtime::Logger& logger);
  // Stops.
  ~StoreUpkeep();
  StoreUpkeep(const StoreUpkeep&) = delete;
  StoreUpkeep& operator=(const StoreUpkeep&) = delete;

  // To be called after each commit; one atomic access while earlier work is pending.
  void Wake();

  // Finishes the step under way. Call from one thread.
  void Stop();

 private:
  void Run();
  // False when it is to end.
  bool WaitForWork();
  void KeepUp();
  void Report(const absl::Status& status);

  storage::EventStore& store_;
  const runtime::Logger& logger_;
  std::atomic<bool> is_wanted_{true};
  std::atomic<bool> is_stopping_{false};
  std::mutex mutex_;
  std::condition_variable work_;
  // Used by the thread alone.
  absl::Status last_status_;
  std::thread thread_;
};

}  // namespace oxus::ingest
