#include "client/oxus/ingest_session.h"

#include <utility>

namespace oxus::client {

using oxus::v1::IngestRequest;
using oxus::v1::IngestResponse;

IngestSession::IngestSession(std::unique_ptr<IngestStream> stream, size_t capacity)
    : stream_(std::move(stream)), reader_([this, capacity] { ReadAll(capacity); }) {}

IngestSession::~IngestSession() {
  bool open = false;
  {
    absl::MutexLock lock(&mutex_);
    abandoned_ = true;
    open = !ended_;
  }
  if (open) stream_->Cancel();
  reader_.join();
}

bool IngestSession::Write(const IngestRequest& request) { return stream_->Write(request); }

void IngestSession::WritesDone() { stream_->WritesDone(); }

std::optional<IngestResponse> IngestSession::Next() {
  absl::MutexLock lock(&mutex_);
  const auto ready = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return ended_ || !arrived_.empty();
  };
  mutex_.Await(absl::Condition(&ready));
  return Take();
}

std::optional<IngestResponse> IngestSession::Poll() {
  absl::MutexLock lock(&mutex_);
  return Take();
}

absl::Status IngestSession::end() const {
  absl::MutexLock lock(&mutex_);
  return end_;
}

std::optional<IngestResponse> IngestSession::Take() {
  if (arrived_.empty()) return std::nullopt;
  IngestResponse response = std::move(arrived_.front());
  arrived_.pop_front();
  return response;
}

void IngestSession::ReadAll(size_t capacity) {
  IngestResponse response;
  while (stream_->Read(&response)) {
    absl::MutexLock lock(&mutex_);
    const auto room = [this, capacity]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return abandoned_ || arrived_.size() < capacity;
    };
    mutex_.Await(absl::Condition(&room));
    if (!abandoned_) arrived_.push_back(std::move(response));
    response.Clear();
  }
  absl::Status end = stream_->Finish();
  absl::MutexLock lock(&mutex_);
  end_ = std::move(end);
  ended_ = true;
}

}  // namespace oxus::client
