#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "absl/status/status.h"
#include "server/runtime/logger.h"
#include "storage/event_store.h"

namespace oxus::ingest {

// Does what a store has put off (EventStore::Maintain) on a thread of its own, beside the commits:
// once at the start, whenever it is woken, and from time to time by itself, for queries wake nobody
// when they meet damage. A failure is logged when it is new and tried again the next time; whether
// the store still takes writes is for its health to say. What was repaired is logged too.
// Thread-safe. Store and logger must outlive it.
class StoreUpkeep {
 public:
  static constexpr std::chrono::milliseconds kPeriod = std::chrono::minutes(1);

  StoreUpkeep(storage::EventStore& store, const runtime::Logger& logger,
              std::chrono::milliseconds period = kPeriod);
  // Stops.
  ~StoreUpkeep();
  StoreUpkeep(const StoreUpkeep&) = delete;
  StoreUpkeep& operator=(const StoreUpkeep&) = delete;

  // To be called after a commit that leaves work; one atomic access while earlier work is pending.
  void Wake();

  // Finishes the step under way. Call from one thread.
  void Stop();

 private:
  void Run();
  // False when it is to end.
  bool WaitForWork();
  void KeepUp();
  void Report(const absl::Status& status);
  void ReportRepairs();

  storage::EventStore& store_;
  const runtime::Logger& logger_;
  const std::chrono::milliseconds period_;
  std::atomic<bool> is_wanted_{true};
  std::atomic<bool> is_stopping_{false};
  std::mutex mutex_;
  std::condition_variable work_;
  // Used by the thread alone.
  absl::Status last_status_;
  std::thread thread_;
};

}  // namespace oxus::ingest
