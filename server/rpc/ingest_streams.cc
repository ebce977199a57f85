#include "server/rpc/ingest_streams.h"

#include <chrono>
#include <vector>

#include "server/rpc/status.h"

namespace oxus::rpc {

absl::StatusOr<std::shared_ptr<IngestSession>> IngestStreams::Open(IngestStream* stream) {
  absl::MutexLock lock(&mutex_);
  if (draining_) return DrainingError();
  if (sessions_.size() >= limit_) {
    return WithRetryInfo(
        LimitError("STREAM_LIMIT", "open ingest streams", limit_, sessions_.size() + 1),
        std::chrono::seconds(1));
  }
  std::shared_ptr<IngestSession> session(new IngestSession(engine_, stream),
                                         [streams = shared_from_this()](IngestSession* ended) {
                                           streams->Forget(ended);
                                           delete ended;
                                         });
  sessions_.emplace(session.get(), session);
  return session;
}

void IngestStreams::Drain() {
  std::vector<std::shared_ptr<IngestSession>> open;
  {
    absl::MutexLock lock(&mutex_);
    draining_ = true;
    for (const auto& [key, session] : sessions_) {
      if (auto alive = session.lock()) open.push_back(std::move(alive));
    }
  }
  for (const auto& session : open) session->Drain();
}

size_t IngestStreams::count() const {
  absl::MutexLock lock(&mutex_);
  return sessions_.size();
}

void IngestStreams::Forget(IngestSession* session) {
  absl::MutexLock lock(&mutex_);
  sessions_.erase(session);
}

}  // namespace oxus::rpc
