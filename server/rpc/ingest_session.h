#pragma once

#include <atomic>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "server/ingest/batch.h"
#include "server/ingest/commit_log.h"
#include "server/runtime/clock.h"
#include "server/runtime/worker_pool.h"
#include "storage/dictionary.h"

namespace oxus::rpc {

// What a session asks of the stream it serves. Calls never overlap, and none comes after End.
// None may block.
class IngestStream {
 public:
  virtual ~IngestStream() = default;

  // Answered by OnRead or OnReadsEnded. One at a time.
  virtual void BeginRead() = 0;
  // Sends an encoded IngestResponse; answered by OnWritten. One at a time.
  virtual void BeginWrite(std::string response) = 0;
  // Ends the call. The stream may be gone when this returns.
  virtual void End(const absl::Status& status) = 0;
};

// Bytes read from streams and not yet answered, over all streams.
class InflightBytes {
 public:
  explicit InflightBytes(size_t limit) : limit_(limit) {}

  bool HasRoom() const { return used_.load(std::memory_order_relaxed) < limit_; }
  void Add(size_t bytes) { used_.fetch_add(bytes, std::memory_order_relaxed); }
  void Subtract(size_t bytes) { used_.fetch_sub(bytes, std::memory_order_relaxed); }
  size_t used() const { return used_.load(std::memory_order_relaxed); }

 private:
  const size_t limit_;
  std::atomic<size_t> used_{0};
};

// Batches up to this size, a few events, are checked on the thread that reads them and
// answered on the one that commits them; one that is alone in the server is committed by the thread
// that read it. Handing them over would take longer than the work.
inline constexpr size_t kSmallBatchBytes = 2 << 10;

// What sessions share; all of it must outlive them.
struct IngestEngine {
  runtime::WorkerPool& workers;
  ingest::CommitLog& log;
  const runtime::Clock& clock;
  InflightBytes& inflight_bytes;
  // Batches of one stream read and not yet answered.
  size_t max_batches = 4;
  // Of the store that the log writes to; null when it has none.
  const storage::Dictionary* dictionary = nullptr;
};

// The life of one ingest stream, apart from gRPC: reads batches, has them checked on workers and
// committed by the log, and answers in their order. Made by IngestStreams; shared between the
// stream and the work under way, so it may outlive the stream. Small batches see no worker.
//
// Reading, checking and committing of different batches overlap; batches reach the log in the
// order read. While max_batches are unanswered, or all streams together hold their limit and this
// one holds a batch, nothing is read: that is the back-pressure. A batch that is no IngestRequest,
// is too large or cannot be committed ends the stream with that error, after the answers to those
// before it. Events (On...) may come from any thread and do not block, but for a small batch that
// is alone, whose reader waits for the disk. Calls on the stream are made one after another,
// without a lock held.
class IngestSession : public std::enable_shared_from_this<IngestSession> {
 public:
  // Makes one contiguous copy of a message; called once, for a large one on a worker.
  using Flatten = std::function<std::string()>;

  // `stream` must stay until End is called.
  IngestSession(const IngestEngine& engine, IngestStream* stream);
  ~IngestSession();

  void Start();
  void OnRead(size_t size_bytes, Flatten flatten);
  // Half-closed, or broken: in that case OnCancelled comes too.
  void OnReadsEnded();
  // Not `ok`: the peer is gone, and the stream ends.
  void OnWritten(bool ok);
  // Ends at once; answers still due are dropped, what is in the log's hands is committed.
  void OnCancelled();
  // Reads no more, answers what was read, ends with UNAVAILABLE.
  void Drain();

 private:
  struct Slot;
  struct Step;
  using SlotPtr = std::shared_ptr<Slot>;

  void Parse(const SlotPtr& slot, const Flatten& flatten);
  void Commit(const SlotPtr& slot, std::unique_ptr<ingest::Batch> batch);
  void SetAnswer(const SlotPtr& slot, ingest::CommitLog::Answer answer);
  void Encode(const SlotPtr& slot);
  void Fail(const SlotPtr& slot, absl::Status status);
  void Pump() ABSL_LOCKS_EXCLUDED(mutex_);
  Step NextStep() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Step NextCommit() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Step NextAnswer() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool MayRead() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool AnswersBeforeReading() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Perform(Step step);

  const IngestEngine engine_;
  IngestStream* const stream_;

  absl::Mutex mutex_;
  // Batches in the order read; the front is the next to be answered.
  std::deque<SlotPtr> slots_ ABSL_GUARDED_BY(mutex_);
  // In a row up to now, that came when nothing of the stream was under way.
  uint32_t lone_batches_ ABSL_GUARDED_BY(mutex_) = 0;
  // One thread at a time performs steps; the others leave theirs to it.
  bool pumping_ ABSL_GUARDED_BY(mutex_) = false;
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool reads_ended_ ABSL_GUARDED_BY(mutex_) = false;
  bool failed_ ABSL_GUARDED_BY(mutex_) = false;
  bool draining_ ABSL_GUARDED_BY(mutex_) = false;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace oxus::rpc
