#include "server/rpc/ingest_session.h"

#include <utility>

#include "oxus/v1/ingest_service.pb.h"
#include "server/rpc/status.h"

namespace oxus::rpc {
namespace {

enum class Stage { kParsing, kParsed, kCommitting, kAnswered, kFailed };
enum class Act { kNone, kRead, kCommit, kWrite, kEnd };

}  // namespace

// One batch between its arrival and its answer. Guarded by the session's mutex, except that
// `outcomes` belongs to the thread that answers.
struct IngestSession::Slot {
  Slot(InflightBytes& counter, size_t bytes) : inflight(counter), size_bytes(bytes) {
    inflight.Add(size_bytes);
  }
  ~Slot() { inflight.Subtract(size_bytes); }

  InflightBytes& inflight;
  const size_t size_bytes;
  Stage stage = Stage::kParsing;
  uint64_t batch_id = 0;
  std::unique_ptr<ingest::Batch> batch;
  std::vector<oxus::v1::SubmissionOutcome> outcomes;
  std::string response;
  absl::Status error;
};

struct IngestSession::Step {
  Act act = Act::kNone;
  SlotPtr slot = nullptr;
  std::unique_ptr<ingest::Batch> batch = nullptr;
  absl::Status status = absl::OkStatus();
};

IngestSession::IngestSession(const IngestEngine& engine, IngestStream* stream)
    : engine_(engine), stream_(stream) {}

IngestSession::~IngestSession() = default;

void IngestSession::Start() { Pump(); }

void IngestSession::OnRead(size_t size_bytes, Flatten flatten) {
  auto slot = std::make_shared<Slot>(engine_.inflight_bytes, size_bytes);
  {
    absl::MutexLock lock(&mutex_);
    reading_ = false;
    if (ended_ || draining_) return;
    lone_batches_ = slots_.empty() ? lone_batches_ + 1 : 0;
    slots_.push_back(slot);
  }
  if (size_bytes <= kSmallBatchBytes) return Parse(slot, flatten);
  if (size_bytes > ingest::kMaxBatchBytes) {
    Fail(slot,
         LimitError("BATCH_TOO_LARGE", "bytes in a batch", ingest::kMaxBatchBytes, size_bytes));
  } else if (!engine_.workers.Submit(
                 [self = shared_from_this(), slot, flatten = std::move(flatten)] {
                   self->Parse(slot, flatten);
                 })) {
    Fail(slot, DrainingError());
  }
  Pump();
}

void IngestSession::OnReadsEnded() {
  {
    absl::MutexLock lock(&mutex_);
    reading_ = false;
    reads_ended_ = true;
  }
  Pump();
}

void IngestSession::OnWritten(bool ok) {
  {
    absl::MutexLock lock(&mutex_);
    writing_ = false;
    cancelled_ = cancelled_ || !ok;
  }
  Pump();
}

void IngestSession::OnCancelled() {
  {
    absl::MutexLock lock(&mutex_);
    cancelled_ = true;
  }
  Pump();
}

void IngestSession::Drain() {
  {
    absl::MutexLock lock(&mutex_);
    draining_ = true;
  }
  Pump();
}

void IngestSession::Parse(const SlotPtr& slot, const Flatten& flatten) {
  {
    absl::MutexLock lock(&mutex_);
    if (ended_) return;
  }
  absl::StatusOr<std::unique_ptr<ingest::Batch>> batch =
      ingest::Batch::Parse(flatten(), /*principal=*/"", engine_.clock.NowMs(), engine_.dictionary);
  if (batch.ok()) {
    absl::MutexLock lock(&mutex_);
    slot->batch_id = (*batch)->batch_id();
    slot->batch = *std::move(batch);
    slot->stage = Stage::kParsed;
  } else {
    Fail(slot, BatchError(batch.status()));
  }
  Pump();
}

void IngestSession::Commit(const SlotPtr& slot, std::unique_ptr<ingest::Batch> batch) {
  const bool is_small = slot->size_bytes <= kSmallBatchBytes;
  // Beside others it had better join the group that gathers.
  if (is_small && engine_.inflight_bytes.used() == slot->size_bytes) {
    if (auto answer = engine_.log.TryCommit(*batch)) {
      SetAnswer(slot, *std::move(answer));
      return Encode(slot);
    }
  }
  // All streams wait for the log's thread, which calls this: it hands over what takes longer than
  // handing over. A stopped pool means that the server is going down; then the thread has time.
  engine_.log.Submit(std::move(batch),
                     [self = shared_from_this(), slot, is_small](ingest::CommitLog::Answer answer) {
                       self->SetAnswer(slot, std::move(answer));
                       const auto encode = [self, slot] { self->Encode(slot); };
                       if (is_small || !self->engine_.workers.Submit(encode)) encode();
                     });
}

void IngestSession::SetAnswer(const SlotPtr& slot, ingest::CommitLog::Answer answer) {
  if (!answer.ok()) return Fail(slot, CommitError(answer.status()));
  slot->outcomes = *std::move(answer);
}

void IngestSession::Encode(const SlotPtr& slot) {
  oxus::v1::IngestResponse response;
  response.mutable_outcomes()->Reserve(static_cast<int>(slot->outcomes.size()));
  for (auto& outcome : slot->outcomes) *response.add_outcomes() = std::move(outcome);
  slot->outcomes.clear();
  {
    absl::MutexLock lock(&mutex_);
    response.set_batch_id(slot->batch_id);
  }
  std::string encoded = response.SerializeAsString();
  {
    absl::MutexLock lock(&mutex_);
    if (slot->stage == Stage::kCommitting) {
      slot->response = std::move(encoded);
      slot->stage = Stage::kAnswered;
    }
  }
  Pump();
}

void IngestSession::Fail(const SlotPtr& slot, absl::Status status) {
  absl::MutexLock lock(&mutex_);
  slot->stage = Stage::kFailed;
  slot->error = std::move(status);
  failed_ = true;
}

void IngestSession::Pump() {
  const auto self = shared_from_this();
  {
    absl::MutexLock lock(&mutex_);
    if (pumping_) return;
    pumping_ = true;
  }
  while (true) {
    Step step;
    {
      absl::MutexLock lock(&mutex_);
      step = NextStep();
      if (step.act == Act::kNone) {
        pumping_ = false;
        return;
      }
    }
    Perform(std::move(step));
  }
}

void IngestSession::Perform(Step step) {
  switch (step.act) {
    case Act::kRead:
      return stream_->BeginRead();
    case Act::kCommit:
      return Commit(step.slot, std::move(step.batch));
    case Act::kWrite:
      return stream_->BeginWrite(std::move(step.slot->response));
    case Act::kEnd:
      return stream_->End(step.status);
    case Act::kNone:
      return;
  }
}

// What is due now, with the state changed as if it were done. Commits come last, since one may wait
// for the disk: meanwhile the next batch is read and checked, and joins those that gather.
IngestSession::Step IngestSession::NextStep() {
  if (ended_) return {};
  if (cancelled_) {
    ended_ = true;
    slots_.clear();
    return {.act = Act::kEnd, .status = absl::CancelledError("the call was cancelled")};
  }
  if (Step answer = NextAnswer(); answer.act != Act::kNone) return answer;
  if (MayRead()) {
    reading_ = true;
    return {.act = Act::kRead};
  }
  return NextCommit();
}

IngestSession::Step IngestSession::NextCommit() {
  for (const SlotPtr& slot : slots_) {
    if (slot->stage == Stage::kParsing || slot->stage == Stage::kFailed) break;
    if (slot->stage != Stage::kParsed) continue;
    slot->stage = Stage::kCommitting;
    return {.act = Act::kCommit, .slot = slot, .batch = std::move(slot->batch)};
  }
  return {};
}

IngestSession::Step IngestSession::NextAnswer() {
  if (writing_) return {};
  if (slots_.empty()) {
    if (!reads_ended_ && !draining_) return {};
    ended_ = true;
    return {.act = Act::kEnd, .status = reads_ended_ ? absl::OkStatus() : DrainingError()};
  }
  const SlotPtr slot = slots_.front();
  if (slot->stage == Stage::kFailed) {
    ended_ = true;
    slots_.clear();
    return {.act = Act::kEnd, .status = slot->error};
  }
  if (slot->stage != Stage::kAnswered) return {};
  slots_.pop_front();
  writing_ = true;
  return {.act = Act::kWrite, .slot = slot};
}

// To a producer that waits for each answer an early read is of no use, and costs the answer time:
// gRPC tells the peer of it at once. Now and then it is tried, lest a producer that does not wait
// any more is taken for one that does.
bool IngestSession::AnswersBeforeReading() const {
  constexpr uint32_t kEnoughToTell = 8;
  constexpr uint32_t kBatchesPerTrial = 64;
  return lone_batches_ >= kEnoughToTell && lone_batches_ % kBatchesPerTrial != 0;
}

bool IngestSession::MayRead() const {
  if (reading_ || reads_ended_ || draining_ || failed_) return false;
  // A stream that holds nothing may always read: nothing else would wake it up.
  if (slots_.empty()) return true;
  if (AnswersBeforeReading()) return false;
  return slots_.size() < engine_.max_batches && engine_.inflight_bytes.HasRoom();
}

}  // namespace oxus::rpc
