#include "server/ingest/store_upkeep.h"

#include <string>

#include "absl/status/statusor.h"

namespace oxus::ingest {

StoreUpkeep::StoreUpkeep(storage::EventStore& store, const runtime::Logger& logger,
                         std::chrono::milliseconds period)
    : store_(store), logger_(logger), period_(period), thread_([this] { Run(); }) {}

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

void StoreUpkeep::Run() {
  while (WaitForWork()) KeepUp();
}

bool StoreUpkeep::WaitForWork() {
  std::unique_lock lock(mutex_);
  work_.wait_for(lock, period_, [this] { return is_stopping_ || is_wanted_; });
  // Before the work: what is committed during it wakes the thread again.
  is_wanted_ = false;
  return !is_stopping_;
}

void StoreUpkeep::KeepUp() {
  while (!is_stopping_) {
    const absl::StatusOr<bool> did_something = store_.Maintain();
    Report(did_something.status());
    ReportRepairs();
    if (!did_something.ok() || !*did_something) return;
  }
}

void StoreUpkeep::Report(const absl::Status& status) {
  if (status == last_status_) return;
  last_status_ = status;
  if (status.ok()) {
    logger_.Info("store upkeep works again");
  } else {
    logger_.Error("store upkeep failed", {{"cause", std::string(status.message())}});
  }
}

void StoreUpkeep::ReportRepairs() {
  for (const std::string& repair : store_.TakeRepairs()) {
    logger_.Warn("columns were damaged", {{"repair", repair}});
  }
}

}  // namespace oxus::ingest
