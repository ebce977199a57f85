#pragma once

#include <cstddef>
#include <memory>
#include <unordered_map>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "server/rpc/ingest_session.h"

namespace oxus::rpc {

// The open ingest streams: admits up to a limit, counts, drains. Thread-safe. A stream counts
// until the last of its work is done, which may be after its client is gone: so the limit bounds
// the work, whatever clients do.
class IngestStreams : public std::enable_shared_from_this<IngestStreams> {
 public:
  IngestStreams(const IngestEngine& engine, size_t limit) : engine_(engine), limit_(limit) {}

  // A session for a new stream, not started. RESOURCE_EXHAUSTED at the limit; UNAVAILABLE after
  // Drain.
  absl::StatusOr<std::shared_ptr<IngestSession>> Open(IngestStream* stream)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // Drains every session and admits no more. Does not wait.
  void Drain() ABSL_LOCKS_EXCLUDED(mutex_);

  size_t count() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void Forget(IngestSession* session) ABSL_LOCKS_EXCLUDED(mutex_);

  const IngestEngine engine_;
  const size_t limit_;
  mutable absl::Mutex mutex_;
  std::unordered_map<IngestSession*, std::weak_ptr<IngestSession>> sessions_
      ABSL_GUARDED_BY(mutex_);
  bool draining_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace oxus::rpc
