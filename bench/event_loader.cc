#include "bench/event_loader.h"

#include "bench/row_batch.h"

namespace oxus::bench {
namespace {

constexpr uint32_t kUnanswered = 8;

}  // namespace

EventLoader::EventLoader(const std::string& address, const EventRows& rows, uint64_t first)
    : rows_(rows), next_(first), stream_(address, kUnanswered), thread_([this] { Run(); }) {}

EventLoader::~EventLoader() { Stop(); }

void EventLoader::Run() {
  oxus::v1::IngestRequest batch;
  bool is_open = true;
  while (is_open && !is_stopping_) {
    FillBatch(rows_, next_, next_ + kRowsInBatch, &batch);
    next_ += kRowsInBatch;
    is_open = stream_.Send(batch);
  }
  stream_.Finish();
}

void EventLoader::Stop() {
  is_stopping_ = true;
  if (thread_.joinable()) thread_.join();
}

}  // namespace oxus::bench
