#include "server/runtime/worker_pool.h"

#include <fmt/format.h>
#include <pthread.h>

#include <utility>

namespace oxus::runtime {

WorkerPool::WorkerPool(const std::string& name, size_t threads, size_t queue_capacity,
                       const Task& prepare)
    : queue_capacity_(queue_capacity) {
  absl::MutexLock lock(&stop_mutex_);
  for (size_t i = 0; i < threads; ++i) {
    threads_.emplace_back([this, prepare] { Run(prepare); });
    // Linux takes 15 bytes and refuses longer names outright.
    const std::string thread_name = fmt::format("{}-{}", name.substr(0, 12), i % 100);
    pthread_setname_np(threads_.back().native_handle(), thread_name.c_str());
  }
}

WorkerPool::~WorkerPool() { Stop(); }

bool WorkerPool::Submit(Task task) {
  absl::MutexLock lock(&mutex_);
  if (stopped_ || queue_.size() >= queue_capacity_) return false;
  queue_.push_back(std::move(task));
  return true;
}

void WorkerPool::Stop() {
  absl::MutexLock stop_lock(&stop_mutex_);
  {
    absl::MutexLock lock(&mutex_);
    stopped_ = true;
  }
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void WorkerPool::Run(const Task& prepare) {
  if (prepare) prepare();
  while (true) {
    Task task;
    {
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &WorkerPool::HasWorkOrStops));
      if (queue_.empty()) return;
      task = std::move(queue_.front());
      queue_.pop_front();
    }
    task();
  }
}

}  // namespace oxus::runtime
