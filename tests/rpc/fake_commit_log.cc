#include "tests/rpc/fake_commit_log.h"

#include <algorithm>
#include <string>

namespace oxus::rpc {

void FakeCommitLog::AnswerEverything(size_t issue_bytes) {
  std::deque<Held> due;
  {
    absl::MutexLock lock(&mutex_);
    answers_itself_ = true;
    issue_bytes_ = issue_bytes;
    due.swap(held_);
  }
  for (Held& held : due) held.done(AnswerTo(*held.batch, issue_bytes));
}

void FakeCommitLog::Submit(std::unique_ptr<ingest::Batch> batch, Done done) {
  Held held{std::move(batch), std::move(done)};
  size_t issue_bytes = 0;
  {
    absl::MutexLock lock(&mutex_);
    submitted_.push_back(held.batch->batch_id());
    if (!answers_itself_) {
      held_.push_back(std::move(held));
      most_held_ = std::max(most_held_, held_.size());
      return;
    }
    issue_bytes = issue_bytes_;
  }
  held.done(AnswerTo(*held.batch, issue_bytes));
}

std::optional<FakeCommitLog::Answer> FakeCommitLog::TryCommit(ingest::Batch& batch) {
  absl::MutexLock lock(&mutex_);
  if (!commits_at_once_) return std::nullopt;
  submitted_.push_back(batch.batch_id());
  return AnswerTo(batch, 0);
}

void FakeCommitLog::CommitAtOnce() {
  absl::MutexLock lock(&mutex_);
  commits_at_once_ = true;
}

void FakeCommitLog::WaitForSubmitted(size_t count) {
  const auto enough = [this, count]()
                          ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return submitted_.size() >= count; };
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(&enough));
}

std::vector<uint64_t> FakeCommitLog::submitted() const {
  absl::MutexLock lock(&mutex_);
  return submitted_;
}

size_t FakeCommitLog::most_held() const {
  absl::MutexLock lock(&mutex_);
  return most_held_;
}

void FakeCommitLog::AnswerNext() {
  Held held;
  {
    const auto any = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return !held_.empty(); };
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(&any));
    held = std::move(held_.front());
    held_.pop_front();
  }
  held.done(AnswerTo(*held.batch, 0));
}

void FakeCommitLog::FailEverything(const absl::Status& status) {
  std::deque<Held> due;
  {
    absl::MutexLock lock(&mutex_);
    due.swap(held_);
  }
  for (Held& held : due) held.done(status);
}

FakeCommitLog::Answer FakeCommitLog::AnswerTo(const ingest::Batch& batch, size_t issue_bytes) {
  std::vector<oxus::v1::SubmissionOutcome> outcomes(batch.submissions().size());
  for (size_t i = 0; i < outcomes.size(); ++i) {
    outcomes[i].set_result(oxus::v1::SubmissionOutcome::RESULT_STORED);
    outcomes[i].set_sequence(i + 1);
    if (issue_bytes > 0) outcomes[i].add_issues()->set_message(std::string(issue_bytes, 'x'));
  }
  return outcomes;
}

}  // namespace oxus::rpc
