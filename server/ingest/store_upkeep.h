#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string_view>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/runtime/logger.h"
#include "storage/event_store.h"

namespace oxus::ingest {

// Does what a store has put off on a thread of its own, beside the commits. It maintains the store
// at the start, whenever it is woken, and once a period; it has damaged columns repaired at the
// start and once a period only, for a repair reads much and nobody waits for it. A failure is
// logged when it is new and tried again the next time; whether the store still takes writes is for
// its health to say. What was repaired is logged too. Thread-safe. Store and logger must outlive
// it.
class StoreUpkeep {
 public:
  struct Options {
    std::chrono::milliseconds period = std::chrono::minutes(1);
    // What its thread begins with, if anything.
    std::function<void()> prepare = nullptr;
  };

  StoreUpkeep(storage::EventStore& store, const runtime::Logger& logger, const Options& options);
  StoreUpkeep(storage::EventStore& store, const runtime::Logger& logger)
      : StoreUpkeep(store, logger, Options()) {}
  // Stops.
  ~StoreUpkeep();
  StoreUpkeep(const StoreUpkeep&) = delete;
  StoreUpkeep& operator=(const StoreUpkeep&) = delete;

  // To be called after a commit that leaves work; one atomic access while earlier work is pending.
  void Wake();

  // Finishes the step under way. Call from one thread.
  void Stop();

 private:
  using Clock = std::chrono::steady_clock;

  struct Task {
    // Does some of it; false when nothing is left.
    absl::StatusOr<bool> (storage::EventStore::*step)();
    std::string_view name;
    // How it ended last.
    absl::Status status;
  };

  void Run(const std::function<void()>& prepare);
  // False when it is to end.
  bool WaitForWork();
  void KeepUp();
  // False when it failed or has been stopped.
  bool Finish(Task& task);
  void Report(Task& task, const absl::Status& status);
  void ReportRepairs();

  storage::EventStore& store_;
  const runtime::Logger& logger_;
  const std::chrono::milliseconds period_;
  std::atomic<bool> is_wanted_{true};
  std::atomic<bool> is_stopping_{false};
  std::mutex mutex_;
  std::condition_variable work_;
  // Used by the thread alone.
  Task maintenance_{&storage::EventStore::Maintain, "store upkeep", {}};
  Task repair_{&storage::EventStore::Repair, "column repair", {}};
  Clock::time_point next_repair_;
  std::thread thread_;
};

}  // namespace oxus::ingest
