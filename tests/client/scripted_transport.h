#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "client/oxus/ingest_transport.h"

namespace oxus::client {

// What one stream of a ScriptedTransport does. Submissions are told apart by the external id of
// their retraction key; every answer says "stored" with a sequence that counts up.
struct StreamScript {
  // Batches answered before the stream ends with `end`.
  size_t answers = SIZE_MAX;
  absl::Status end = absl::OkStatus();
  // Answers a batch only when so many wait, or when Release was called.
  size_t answer_when_waiting = 1;
  // Spoils answers.
  uint64_t batch_id_offset = 0;
  bool drop_an_outcome = false;
};

// Streams that follow scripts, one after the other; the last script serves all further streams.
class ScriptedTransport : public IngestTransport {
 public:
  explicit ScriptedTransport(std::vector<StreamScript> scripts) : scripts_(std::move(scripts)) {}

  std::unique_ptr<IngestStream> Open() override;

  // Everything that waits is answered from now on.
  void Release();

  size_t streams_opened() const;
  // External ids of each batch written, in order, over all streams.
  std::vector<std::vector<std::string>> batches() const;
  // Most batches that were written and not answered at one time.
  size_t most_waiting() const;

 private:
  friend class ScriptedStream;

  const std::vector<StreamScript> scripts_;
  mutable absl::Mutex mutex_;
  std::vector<std::vector<std::string>> batches_ ABSL_GUARDED_BY(mutex_);
  size_t opened_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t most_waiting_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t last_sequence_ ABSL_GUARDED_BY(mutex_) = 0;
  bool released_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace oxus::client
