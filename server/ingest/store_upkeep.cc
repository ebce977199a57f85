#include "server/ingest/store_upkeep.h"

#include <pthread.h>

#include <string>

#include "fmt/format.h"

namespace oxus::ingest {

StoreUpkeep::StoreUpkeep(storage::EventStore& store, const runtime::Logger& logger,
                         const Options& options)
    : store_(store),
      logger_(logger),
      period_(options.period),
      thread_([this, prepare = options.prepare] { Run(prepare); }) {}

StoreUpkeep::~StoreUpkeep() { Stop(); }

void StoreUpkeep::Wake() {
  if (is_wanted_.exchange(true)) return;
  // The lock: the thread has either not looked yet, or waits and hears this.
  { const std::lock_guard lock(mutex_); }
  work_.notify_one();
}

void StoreUpkeep::Stop() {
  is_stopping_ = true;
  { const std::lock_guard lock(mutex_); }
  work_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void StoreUpkeep::Run(const std::function<void()>& prepare) {
  pthread_setname_np(pthread_self(), "upkeep");
  if (prepare) prepare();
  while (WaitForWork()) KeepUp();
}

bool StoreUpkeep::WaitForWork() {
  std::unique_lock lock(mutex_);
  work_.wait_until(lock, next_repair_, [this] { return is_stopping_ || is_wanted_; });
  // Before the work: what is committed during it wakes the thread again.
  is_wanted_ = false;
  return !is_stopping_;
}

void StoreUpkeep::KeepUp() {
  const Clock::time_point now = Clock::now();
  const bool is_repair_due = now >= next_repair_;
  if (is_repair_due) next_repair_ = now + period_;
  if (Finish(maintenance_) && is_repair_due) Finish(repair_);
}

bool StoreUpkeep::Finish(Task& task) {
  while (!is_stopping_) {
    const absl::StatusOr<bool> did_something = (store_.*task.step)();
    ReportRepairs();
    if (did_something.ok() && *did_something) continue;
    Report(task, did_something.status());
    return did_something.ok();
  }
  return false;
}

void StoreUpkeep::Report(Task& task, const absl::Status& status) {
  if (status == task.status) return;
  task.status = status;
  if (status.ok()) {
    logger_.Info(fmt::format("{} works again", task.name));
  } else {
    logger_.Error(fmt::format("{} failed", task.name), {{"cause", std::string(status.message())}});
  }
}

void StoreUpkeep::ReportRepairs() {
  for (const std::string& repair : store_.TakeRepairs()) {
    logger_.Warn("columns were damaged", {{"repair", repair}});
  }
}

}  // namespace oxus::ingest
