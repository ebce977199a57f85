#include "server/ingest/local_commit_log.h"

#include <pthread.h>

#include <utility>

#include "server/ingest/batch.h"
#include "server/ingest/outcome.h"

namespace oxus::ingest {
namespace {

using oxus::v1::SubmissionOutcome;

// How far ahead memory is fetched: about as long as it takes to come.
constexpr size_t kPrefetchAhead = 8;

// The records of a batch that validation let through.
void AppendRecords(const Batch& batch, std::vector<storage::RecordInput>& records) {
  for (const CheckedSubmission& submission : batch.submissions()) {
    if (!submission.findings.rejected) records.push_back(submission.record);
  }
}

// Keeps the answer to a batch full of findings within what clients accept in one message (4 MiB
// by default): past kFullAnswerBytes an outcome keeps its first issue and candidate alone.
void BoundOutcome(size_t& answer_bytes, SubmissionOutcome& outcome) {
  if (answer_bytes > LocalCommitLog::kFullAnswerBytes) {
    auto& issues = *outcome.mutable_issues();
    if (issues.size() > 1) issues.DeleteSubrange(1, issues.size() - 1);
    auto& candidates = *outcome.mutable_duplicate_candidates();
    if (candidates.size() > 1) candidates.DeleteSubrange(1, candidates.size() - 1);
  }
  answer_bytes += outcome.ByteSizeLong();
}

}  // namespace

LocalCommitLog::LocalCommitLog(storage::EventStore& store, NowMs now_ms, const Options& options)
    : store_(store),
      now_ms_(std::move(now_ms)),
      upkeep_(options.upkeep),
      may_write_(options.may_write),
      thread_([this, prepare = options.prepare] { Run(prepare); }) {}

LocalCommitLog::~LocalCommitLog() { Drain(); }

void LocalCommitLog::Submit(std::unique_ptr<Batch> batch, Done done) {
  {
    const std::lock_guard lock(mutex_);
    if (!draining_) {
      queue_.push_back({std::move(batch), std::move(done)});
      work_.notify_one();
      return;
    }
  }
  done(absl::UnavailableError("the server is shutting down"));
}

std::optional<CommitLog::Answer> LocalCommitLog::TryCommit(Batch& batch) {
  {
    const std::lock_guard lock(mutex_);
    if (is_writing_ || draining_ || !queue_.empty()) return std::nullopt;
    is_writing_ = true;
  }
  Answer answer = Commit(batch);
  const std::lock_guard lock(mutex_);
  is_writing_ = false;
  if (draining_ || !queue_.empty()) work_.notify_one();
  return answer;
}

void LocalCommitLog::Drain() {
  {
    const std::lock_guard lock(mutex_);
    draining_ = true;
  }
  work_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void LocalCommitLog::Run(const std::function<void()>& prepare) {
  if (prepare) prepare();
  pthread_setname_np(pthread_self(), "commit");
  duplicates_.Load(store_);
  while (true) {
    std::vector<Entry> group = TakeGroup();
    if (group.empty()) return;
    CommitGroup(group);
  }
}

// Gives up writing until there is work and nobody else writes; empty when drained.
std::vector<LocalCommitLog::Entry> LocalCommitLog::TakeGroup() {
  std::unique_lock lock(mutex_);
  is_writing_ = false;
  work_.wait(lock, [this] { return !is_writing_ && (draining_ || !queue_.empty()); });
  is_writing_ = true;
  std::vector<Entry> group;
  size_t bytes = 0;
  size_t submissions = 0;
  while (!queue_.empty()) {
    const Batch& next = *queue_.front().batch;
    bytes += next.size_bytes();
    submissions += next.submissions().size();
    if (!group.empty() && (bytes > kMaxGroupBytes || submissions > kMaxGroupSubmissions)) break;
    group.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  return group;
}

void LocalCommitLog::CommitGroup(std::span<Entry> group) {
  std::vector<storage::RecordInput> records;
  for (const Entry& entry : group) AppendRecords(*entry.batch, records);
  const auto applied = Apply(records);
  if (applied.ok()) {
    const storage::Applied* next = applied->data();
    for (Entry& entry : group) entry.done(Outcomes(*entry.batch, next));
  } else if (group.size() > 1 && store_.health().ok()) {
    // Something in the group cannot be decided, perhaps a key whose history is damaged. Nothing
    // was written: each batch gets its own answer.
    for (Entry& entry : group) entry.done(Commit(*entry.batch));
  } else {
    for (Entry& entry : group) entry.done(applied.status());
  }
}

CommitLog::Answer LocalCommitLog::Commit(Batch& batch) {
  std::vector<storage::RecordInput> records;
  AppendRecords(batch, records);
  const auto applied = Apply(records);
  if (!applied.ok()) return applied.status();
  const storage::Applied* next = applied->data();
  return Outcomes(batch, next);
}

absl::StatusOr<std::vector<storage::Applied>> LocalCommitLog::Apply(
    const std::vector<storage::RecordInput>& records) {
  if (may_write_) {
    if (absl::Status may = may_write_(); !may.ok()) return may;
  }
  auto applied = store_.Apply(records, now_ms_());
  if (upkeep_ != nullptr && store_.wants_maintenance()) upkeep_->Wake();
  return applied;
}

std::vector<SubmissionOutcome> LocalCommitLog::Outcomes(Batch& batch,
                                                        const storage::Applied*& applied) {
  std::vector<SubmissionOutcome> outcomes(batch.submissions().size());
  size_t answer_bytes = 0;
  for (size_t i = 0; i < outcomes.size(); ++i) {
    PrefetchDuplicates(batch, i + kPrefetchAhead);
    CheckedSubmission& submission = batch.submissions()[i];
    if (submission.findings.rejected) {
      FillRejected(submission.findings, outcomes[i]);
    } else {
      FillDecided(submission, *applied, outcomes[i]);
      WatchDuplicates(submission, *applied++, outcomes[i]);
    }
    BoundOutcome(answer_bytes, outcomes[i]);
  }
  return outcomes;
}

void LocalCommitLog::PrefetchDuplicates(const Batch& batch, size_t index) const {
  if (index >= batch.submissions().size()) return;
  const CheckedSubmission& submission = batch.submissions()[index];
  const storage::RecordInput& record = submission.record;
  duplicates_.Prefetch(record.producer_id, record.external_id, submission.traits);
}

void LocalCommitLog::WatchDuplicates(const CheckedSubmission& submission,
                                     const storage::Applied& applied, SubmissionOutcome& outcome) {
  using storage::Decision;
  const storage::RecordInput& record = submission.record;
  if (applied.decision == Decision::kRevised || applied.decision == Decision::kRetracted) {
    duplicates_.OnReplaced(record.producer_id, record.external_id);
  }
  if (applied.decision == Decision::kRevised || applied.decision == Decision::kStored) {
    duplicates_.OnEvent(applied.sequence, record.producer_id, record.external_id, submission.traits,
                        outcome);
  }
}

}  // namespace oxus::ingest
