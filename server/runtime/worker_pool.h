#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace oxus::runtime {

// A fixed number of threads that run tasks from one bounded queue, first in, first out. Made by
// main; owns its threads. Submit may be called from any thread, also from a task; Stop once or
// more, but not from a task. A task must not throw and should not wait for another task.
class WorkerPool {
 public:
  using Task = std::function<void()>;

  // `name` shows in the thread list, cut to 12 bytes. `queue_capacity` bounds the tasks that
  // wait; running ones do not count. Each thread begins with `prepare`, if there is one.
  WorkerPool(const std::string& name, size_t threads, size_t queue_capacity,
             const Task& prepare = nullptr);
  // Stops.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // False, and the task is dropped unrun, when the queue is full or the pool is stopped. Never
  // blocks. True: the task will run.
  [[nodiscard]] bool Submit(Task task) ABSL_LOCKS_EXCLUDED(mutex_);

  // Takes no more tasks, runs those queued, and returns when all threads have ended.
  void Stop() ABSL_LOCKS_EXCLUDED(mutex_, stop_mutex_);

  size_t queue_capacity() const { return queue_capacity_; }

 private:
  void Run(const Task& prepare) ABSL_LOCKS_EXCLUDED(mutex_);
  bool HasWorkOrStops() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return !queue_.empty() || stopped_;
  }

  const size_t queue_capacity_;
  absl::Mutex mutex_;
  std::deque<Task> queue_ ABSL_GUARDED_BY(mutex_);
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  // Held while threads are joined, so that every Stop returns only when they have ended.
  absl::Mutex stop_mutex_ ABSL_ACQUIRED_BEFORE(mutex_);
  std::vector<std::thread> threads_ ABSL_GUARDED_BY(stop_mutex_);
};

}  // namespace oxus::runtime
