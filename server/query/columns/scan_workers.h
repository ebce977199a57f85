#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace oxus::query {

// Threads that help a query to scan its segments. While they help one, others scan by themselves.
// Owns its threads; Run may be called from any thread but not from a task.
class ScanWorkers {
 public:
  // With 0 helpers callers do everything themselves.
  explicit ScanWorkers(size_t helpers);
  ~ScanWorkers();
  ScanWorkers(const ScanWorkers&) = delete;
  ScanWorkers& operator=(const ScanWorkers&) = delete;

  // How many threads may run tasks of one Run at once, the caller's included.
  size_t width() const { return threads_.size() + 1; }

  // Calls task(thread) at most once on each of width() threads, the caller being thread 0, and
  // returns when all have returned. A helper that has not begun when the caller's call returns is
  // not waited for and does not begin any more: so the calls must share out the work as they go.
  void Run(const std::function<void(size_t thread)>& task);

 private:
  void Help(size_t thread);

  std::mutex busy_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable done_;
  // Of the round that helpers may still join; null between rounds.
  const std::function<void(size_t)>* task_ = nullptr;
  size_t round_ = 0;
  // Helpers that have joined and not finished.
  size_t running_ = 0;
  bool stopped_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace oxus::query
