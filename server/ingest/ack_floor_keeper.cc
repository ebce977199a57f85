#include "server/ingest/ack_floor_keeper.h"

#include <pthread.h>

namespace oxus::ingest {

AckFloorKeeper::AckFloorKeeper(storage::EventStore& store, std::chrono::milliseconds period)
    : store_(store), period_(period), thread_([this] { Run(); }) {}

AckFloorKeeper::~AckFloorKeeper() { Stop(); }

void AckFloorKeeper::Stop() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  stop_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void AckFloorKeeper::Run() {
  pthread_setname_np(pthread_self(), "ackfloor");
  bool is_last = false;
  while (!is_last) {
    {
      std::unique_lock lock(mutex_);
      is_last = stop_.wait_for(lock, period_, [this] { return is_stopping_; });
    }
    store_.RaiseAckFloor().IgnoreError();
  }
}

}  // namespace oxus::ingest
