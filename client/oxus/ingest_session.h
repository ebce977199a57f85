#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "client/oxus/ingest_transport.h"

namespace oxus::client {

// An open stream with the thread that reads it, so that answers are taken off the wire while the
// owner is blocked in Write. Holds at most `capacity` responses; then the thread stops reading.
// One owner thread calls everything. The destructor cancels what is still open.
class IngestSession {
 public:
  IngestSession(std::unique_ptr<IngestStream> stream, size_t capacity);
  ~IngestSession();

  IngestSession(const IngestSession&) = delete;
  IngestSession& operator=(const IngestSession&) = delete;

  // As IngestStream.
  [[nodiscard]] bool Write(const oxus::v1::IngestRequest& request);
  void WritesDone();

  // The next response, in the order received; waits for it. nullopt: the stream is over.
  std::optional<oxus::v1::IngestResponse> Next();

  // The same without waiting; nullopt: none has come, or the stream is over.
  std::optional<oxus::v1::IngestResponse> Poll();

  // How the stream ended. After Next returned nullopt.
  absl::Status end() const;

 private:
  void ReadAll(size_t capacity);
  std::optional<oxus::v1::IngestResponse> Take() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  std::unique_ptr<IngestStream> stream_;
  mutable absl::Mutex mutex_;
  std::deque<oxus::v1::IngestResponse> arrived_ ABSL_GUARDED_BY(mutex_);
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  bool abandoned_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status end_ ABSL_GUARDED_BY(mutex_);
  std::thread reader_;
};

}  // namespace oxus::client
