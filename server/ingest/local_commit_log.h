#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <utility>
#include <vector>

#include "server/ingest/batch.h"
#include "server/ingest/commit_log.h"
#include "server/ingest/duplicate_watch.h"
#include "server/ingest/store_upkeep.h"
#include "storage/event_store.h"

namespace oxus::ingest {

// The commit log of a single server. One writer at a time: mostly a thread that takes whatever has
// gathered, up to a bound, writes it to the store in one synced batch, and answers. So one sync
// serves all streams, and the group grows as the disk slows. While it has nothing to do, a caller
// of TryCommit takes its place for one batch. Thread-safe. Owns its thread; store and upkeep must
// outlive it. Memory is bounded by what callers keep in flight.
class LocalCommitLog final : public CommitLog {
 public:
  // One write takes batches until either bound is reached, at least one batch.
  static constexpr size_t kMaxGroupBytes = 8 << 20;
  static constexpr size_t kMaxGroupSubmissions = 16'384;

  // An answer up to this size tells every issue and candidate, then one for each outcome.
  static constexpr size_t kFullAnswerBytes = 1 << 20;

  using NowMs = std::function<int64_t()>;

  struct Options {
    // Woken after a commit that leaves it work; null leaves the work to the store's own Apply.
    StoreUpkeep* upkeep = nullptr;
    // What its thread begins with, if anything.
    std::function<void()> prepare = nullptr;
    // Asked before each write; an error answers it and nothing is written. Null: always.
    std::function<absl::Status()> may_write = nullptr;
  };

  LocalCommitLog(storage::EventStore& store, NowMs now_ms, const Options& options);
  LocalCommitLog(storage::EventStore& store, NowMs now_ms)
      : LocalCommitLog(store, std::move(now_ms), Options()) {}
  // Drains.
  ~LocalCommitLog() override;

  void Submit(std::unique_ptr<Batch> batch, Done done) override;
  std::optional<Answer> TryCommit(Batch& batch) override;

  // Finishes what was submitted, then refuses. Returns when the last `done` has returned.
  void Drain();

 private:
  struct Entry {
    std::unique_ptr<Batch> batch;
    Done done;
  };

  void Run(const std::function<void()>& prepare);
  std::vector<Entry> TakeGroup();
  void CommitGroup(std::span<Entry> group);
  Answer Commit(Batch& batch);
  absl::StatusOr<std::vector<storage::Applied>> Apply(
      const std::vector<storage::RecordInput>& records);
  // Answers a batch; takes its decisions off the front of `applied`.
  std::vector<oxus::v1::SubmissionOutcome> Outcomes(Batch& batch, const storage::Applied*& applied);
  void WatchDuplicates(const CheckedSubmission& submission, const storage::Applied& applied,
                       oxus::v1::SubmissionOutcome& outcome);
  void PrefetchDuplicates(const Batch& batch, size_t index) const;

  storage::EventStore& store_;
  const NowMs now_ms_;
  StoreUpkeep* const upkeep_;
  const std::function<absl::Status()> may_write_;
  // Guards the queue, draining_ and is_writing_.
  std::mutex mutex_;
  std::condition_variable work_;
  std::deque<Entry> queue_;
  bool draining_ = false;
  // Somebody is the writer; at first the thread, which loads the duplicates.
  bool is_writing_ = true;
  // The writer's alone.
  DuplicateWatch duplicates_;
  std::thread thread_;
};

}  // namespace oxus::ingest
