#include "client/oxus/batching_writer.h"

#include <algorithm>
#include <string>
#include <thread>
#include <utility>

#include "fmt/format.h"

namespace oxus::client {
namespace {

using oxus::v1::IngestResponse;
using oxus::v1::Submission;

// Tag and length in front of a submission inside a batch.
constexpr size_t kFramingBytes = 8;

// Whether another stream may do better. CANCELLED is what a server or proxy that goes away makes
// of open streams; nothing here cancels a stream and goes on with it.
bool IsLost(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsCancelled(status);
}

absl::Status GaveUp(const absl::Status& cause, int tries, size_t batches) {
  return absl::UnavailableError(
      fmt::format("gave up after {} tries, {} batches without an answer: {}", tries, batches,
                  std::string(cause.message())));
}

}  // namespace

WriterClock WriterClock::Real() {
  return {[](std::chrono::milliseconds pause) { std::this_thread::sleep_for(pause); },
          [] { return std::chrono::steady_clock::now(); }};
}

BatchingWriter::BatchingWriter(IngestTransport& transport, const WriterOptions& options,
                               OutcomeCallback on_outcome, WriterClock clock)
    : transport_(transport),
      options_(options),
      on_outcome_(std::move(on_outcome)),
      clock_(std::move(clock)) {}

BatchingWriter::~BatchingWriter() = default;

absl::Status BatchingWriter::Add(Submission submission, uint64_t tag) {
  if (!failure_.ok()) return failure_;
  if (finished_) return absl::FailedPreconditionError("the writer is finished");
  const size_t bytes = submission.ByteSizeLong() + kFramingBytes;
  if (!open_.tags.empty() && open_.bytes + bytes > options_.batch_bytes) {
    if (absl::Status status = Flush(); !status.ok()) return status;
  }
  *open_.request.add_submissions() = std::move(submission);
  open_.tags.push_back(tag);
  open_.bytes += bytes;
  const bool full =
      open_.tags.size() >= options_.batch_submissions || open_.bytes >= options_.batch_bytes;
  return full ? Flush() : absl::OkStatus();
}

absl::Status BatchingWriter::Flush() {
  if (!failure_.ok()) return failure_;
  if (open_.tags.empty()) return absl::OkStatus();
  while (in_flight_.size() >= std::max<size_t>(options_.window_batches, 1)) {
    if (absl::Status status = Receive(); !status.ok()) return status;
  }
  open_.request.set_batch_id(next_batch_id_++);
  in_flight_.push_back(std::exchange(open_, Batch()));
  if (session_ == nullptr) {
    if (!OpenAndResend()) return Recover();
  } else if (!session_->Write(in_flight_.back().request)) {
    return Recover();
  }
  return Poll();
}

absl::Status BatchingWriter::Poll() {
  if (!failure_.ok()) return failure_;
  while (session_ != nullptr) {
    const std::optional<IngestResponse> response = session_->Poll();
    if (!response.has_value()) break;
    if (absl::Status status = Accept(*response); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status BatchingWriter::Finish() {
  if (absl::Status status = Flush(); !status.ok()) return status;
  while (!in_flight_.empty()) {
    if (absl::Status status = Receive(); !status.ok()) return status;
  }
  finished_ = true;
  if (session_ != nullptr) {
    session_->WritesDone();
    if (session_->Next().has_value()) {
      return Fail(absl::InternalError("the server answered a batch that was not sent"));
    }
    // Every outcome is in hand, so it does not matter how the stream ended.
    session_.reset();
  }
  return absl::OkStatus();
}

absl::Status BatchingWriter::Receive() {
  const std::optional<IngestResponse> response = session_->Next();
  return response.has_value() ? Accept(*response) : Recover();
}

absl::Status BatchingWriter::Accept(const IngestResponse& response) {
  if (in_flight_.empty() || in_flight_.front().request.batch_id() != response.batch_id()) {
    return Fail(absl::InternalError(
        fmt::format("the server answered batch {} out of turn", response.batch_id())));
  }
  const Batch batch = std::move(in_flight_.front());
  if (response.outcomes_size() != batch.request.submissions_size()) {
    return Fail(absl::InternalError(fmt::format("the server sent {} outcomes for a batch of {}",
                                                response.outcomes_size(),
                                                batch.request.submissions_size())));
  }
  in_flight_.pop_front();
  tries_ = 0;
  broken_since_.reset();
  for (int i = 0; i < response.outcomes_size(); ++i) {
    on_outcome_(batch.tags[i], batch.request.submissions(i), response.outcomes(i));
  }
  return absl::OkStatus();
}

absl::Status BatchingWriter::Recover() {
  for (;;) {
    if (absl::Status status = TakeLastAnswers(); !status.ok()) return status;
    if (in_flight_.empty()) return absl::OkStatus();
    if (absl::Status status = PauseBeforeRetry(); !status.ok()) return status;
    if (OpenAndResend()) return absl::OkStatus();
  }
}

// Answers that came before the break count; then the session is dropped.
absl::Status BatchingWriter::TakeLastAnswers() {
  while (const std::optional<IngestResponse> response = session_->Next()) {
    if (absl::Status status = Accept(*response); !status.ok()) return status;
  }
  break_cause_ = session_->end();
  session_.reset();
  if (break_cause_.ok()) {
    break_cause_ = absl::UnavailableError("the server closed the stream before it answered");
  }
  return IsLost(break_cause_) ? absl::OkStatus() : Fail(break_cause_);
}

absl::Status BatchingWriter::PauseBeforeRetry() {
  const auto now = clock_.now();
  if (!broken_since_.has_value()) broken_since_ = now;
  if (tries_ >= options_.max_tries || now - *broken_since_ >= options_.give_up_after) {
    return Fail(GaveUp(break_cause_, tries_, in_flight_.size()));
  }
  // Past 2^20 the pause is the longest one anyway.
  const auto doubled = options_.first_pause * (int64_t{1} << std::min(tries_, 20));
  ++tries_;
  clock_.sleep(std::min<std::chrono::milliseconds>(doubled, options_.longest_pause));
  return absl::OkStatus();
}

// Opens a stream and sends all that is in flight. false: it broke at once.
bool BatchingWriter::OpenAndResend() {
  session_ = std::make_unique<IngestSession>(transport_.Open(),
                                             std::max<size_t>(options_.window_batches, 1));
  return std::all_of(in_flight_.begin(), in_flight_.end(),
                     [this](const Batch& batch) { return session_->Write(batch.request); });
}

absl::Status BatchingWriter::Fail(absl::Status status) {
  failure_ = std::move(status);
  session_.reset();
  return failure_;
}

}  // namespace oxus::client
