#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "client/oxus/ingest_session.h"
#include "client/oxus/ingest_transport.h"
#include "oxus/v1/ingest_service.pb.h"

namespace oxus::client {

struct WriterOptions {
  // A batch is sent when it holds so many submissions or so many bytes. At most what the server
  // takes: 10,000 and 8 MiB.
  size_t batch_submissions = 1'000;
  size_t batch_bytes = 512u << 10;
  // Batches sent and not answered; past it Add waits.
  size_t window_batches = 8;
  // After a broken stream: pauses double from the first to the longest. Given up when so many
  // tries, or so much time, brought no outcome.
  std::chrono::milliseconds first_pause{100};
  std::chrono::milliseconds longest_pause{5'000};
  int max_tries = 10;
  std::chrono::milliseconds give_up_after{60'000};
};

// Time as the writer sees it.
struct WriterClock {
  std::function<void(std::chrono::milliseconds)> sleep;
  std::function<std::chrono::steady_clock::time_point()> now;

  static WriterClock Real();
};

// Sends submissions in batches over an Ingest stream and hands back each outcome.
//
// Outcomes come in the order of Add, each exactly once, through the callback, on the thread that
// calls Add, Flush, Poll or Finish (one thread at a time; the callback must not call the writer).
// When a stream breaks with UNAVAILABLE or CANCELLED, everything without an outcome is sent again
// over a new one: identity makes that safe, though what was stored just before the break then comes
// back as a duplicate. Memory is bounded by window_batches + 1 batches.
//
// The first error that is not overcome is final: every later call returns it, and what has no
// outcome by then gets none. The transport must outlive the writer.
class BatchingWriter {
 public:
  // `tag` is what Add was given.
  using OutcomeCallback = std::function<void(uint64_t tag, const oxus::v1::Submission& submission,
                                             const oxus::v1::SubmissionOutcome& outcome)>;

  BatchingWriter(IngestTransport& transport, const WriterOptions& options,
                 OutcomeCallback on_outcome, WriterClock clock = WriterClock::Real());
  // Gives up what has no outcome; call Finish first to keep it.
  ~BatchingWriter();

  BatchingWriter(const BatchingWriter&) = delete;
  BatchingWriter& operator=(const BatchingWriter&) = delete;

  // Takes a submission. Waits while the window is full.
  absl::Status Add(oxus::v1::Submission submission, uint64_t tag);

  // Sends what Add took, without waiting for outcomes.
  absl::Status Flush();

  // Delivers outcomes that have come, without waiting.
  absl::Status Poll();

  // Sends everything, waits for every outcome and closes the stream. Afterwards Add returns
  // FAILED_PRECONDITION. A second call changes nothing.
  absl::Status Finish();

 private:
  struct Batch {
    oxus::v1::IngestRequest request;
    std::vector<uint64_t> tags;
    size_t bytes = 0;
  };

  absl::Status Receive();
  absl::Status Accept(const oxus::v1::IngestResponse& response);
  absl::Status Recover();
  absl::Status TakeLastAnswers();
  absl::Status PauseBeforeRetry();
  bool OpenAndResend();
  absl::Status Fail(absl::Status status);

  IngestTransport& transport_;
  const WriterOptions options_;
  const OutcomeCallback on_outcome_;
  const WriterClock clock_;

  Batch open_;
  std::deque<Batch> in_flight_;
  std::unique_ptr<IngestSession> session_;
  uint64_t next_batch_id_ = 1;
  // Tries since the last outcome, when they began, and why they are needed.
  int tries_ = 0;
  std::optional<std::chrono::steady_clock::time_point> broken_since_;
  absl::Status break_cause_;
  absl::Status failure_;
  bool finished_ = false;
};

}  // namespace oxus::client
