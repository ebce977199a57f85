#include "server/query/columns/scan_workers.h"

#include <pthread.h>

#include "server/runtime/scheduling.h"

namespace oxus::query {

ScanWorkers::ScanWorkers(size_t helpers) {
  for (size_t i = 0; i < helpers; ++i) threads_.emplace_back([this, i] { Help(i + 1); });
}

ScanWorkers::~ScanWorkers() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void ScanWorkers::Run(const std::function<void(size_t)>& task) {
  const std::unique_lock busy(busy_, std::try_to_lock);
  if (!busy.owns_lock() || threads_.empty()) return task(0);
  {
    const std::lock_guard lock(mutex_);
    task_ = &task;
    ++round_;
  }
  wake_.notify_all();
  task(0);
  std::unique_lock lock(mutex_);
  // Who has not begun by now found no processor, and would find nothing left to do.
  task_ = nullptr;
  done_.wait(lock, [this] { return running_ == 0; });
}

void ScanWorkers::Help(size_t thread) {
  pthread_setname_np(pthread_self(), "scan");
  runtime::AskForShortSlices();
  size_t seen = 0;
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [&] { return stopped_ || (task_ != nullptr && round_ != seen); });
    if (stopped_) return;
    seen = round_;
    ++running_;
    const std::function<void(size_t)>& task = *task_;
    lock.unlock();
    task(thread);
    lock.lock();
    if (--running_ == 0) done_.notify_one();
  }
}

}  // namespace oxus::query
