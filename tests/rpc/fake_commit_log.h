#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "server/ingest/batch.h"
#include "server/ingest/commit_log.h"

namespace oxus::rpc {

// A log that keeps what it is given until the test answers it. Thread-safe. Held batches are
// answered with UNAVAILABLE at the end.
class FakeCommitLog final : public ingest::CommitLog {
 public:
  // Answers by itself as soon as it can, `issue_bytes` of text with each outcome.
  void AnswerEverything(size_t issue_bytes = 0) ABSL_LOCKS_EXCLUDED(mutex_);
  ~FakeCommitLog() override { FailEverything(absl::UnavailableError("the test is over")); }

  void Submit(std::unique_ptr<ingest::Batch> batch, Done done) override ABSL_LOCKS_EXCLUDED(mutex_);
  // Always has other work, unless CommitAtOnce was called.
  std::optional<Answer> TryCommit(ingest::Batch& batch) override ABSL_LOCKS_EXCLUDED(mutex_);
  // From now on every TryCommit succeeds.
  void CommitAtOnce() ABSL_LOCKS_EXCLUDED(mutex_);

  // Returns when `count` batches have been submitted in all.
  void WaitForSubmitted(size_t count) ABSL_LOCKS_EXCLUDED(mutex_);
  // The ids of all batches submitted, in order.
  std::vector<uint64_t> submitted() const ABSL_LOCKS_EXCLUDED(mutex_);
  // Most batches held at once.
  size_t most_held() const ABSL_LOCKS_EXCLUDED(mutex_);
  // Answers the oldest held batch: one STORED outcome for each submission.
  void AnswerNext() ABSL_LOCKS_EXCLUDED(mutex_);
  void FailEverything(const absl::Status& status) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Held {
    std::unique_ptr<ingest::Batch> batch;
    Done done;
  };

  static Answer AnswerTo(const ingest::Batch& batch, size_t issue_bytes);

  mutable absl::Mutex mutex_;
  std::deque<Held> held_ ABSL_GUARDED_BY(mutex_);
  std::vector<uint64_t> submitted_ ABSL_GUARDED_BY(mutex_);
  size_t most_held_ ABSL_GUARDED_BY(mutex_) = 0;
  bool answers_itself_ ABSL_GUARDED_BY(mutex_) = false;
  bool commits_at_once_ ABSL_GUARDED_BY(mutex_) = false;
  size_t issue_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace oxus::rpc
