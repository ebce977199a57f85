#include "server/ingest/local_commit_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <semaphore>
#include <string>
#include <thread>
#include <vector>

#include "absl/synchronization/notification.h"
#include "server/ingest/batch.h"
#include "server/projection/projection.h"
#include "tests/support/event_builder.h"
#include "tests/support/temporary_directory.h"

namespace oxus::ingest {
namespace {

using ::testing::SizeIs;
using v1::SubmissionOutcome;

constexpr std::chrono::seconds kLongEnough(60);

using Outcomes = std::vector<SubmissionOutcome>;
using Answer = std::pair<absl::Status, Outcomes>;

// A real store whose next Apply can be held up or made to fail.
class GatedStore final : public storage::EventStore {
 public:
  explicit GatedStore(const std::string& directory) {
    storage::StoreOptions options;
    options.directory = directory;
    options.projection = projection::ProjectEvent;
    store_ = *storage::EventStore::Open(options);
  }

  absl::StatusOr<std::vector<storage::Applied>> Apply(std::span<const storage::RecordInput> records,
                                                      int64_t received_ms) override {
    is_applying_ = true;
    if (gate_ != nullptr) std::exchange(gate_, nullptr)->WaitForNotification();
    applied_sizes_.push_back(records.size());
    if (!failure_.ok()) return failure_;
    return store_->Apply(records, received_ms);
  }
  std::unique_ptr<storage::Snapshot> TakeSnapshot() const override {
    return store_->TakeSnapshot();
  }
  const storage::Dictionary& dictionary() const override { return store_->dictionary(); }
  absl::StatusOr<bool> Maintain() override {
    maintained_.release();
    return false;
  }
  storage::StoreStats GetStats() const override { return store_->GetStats(); }
  absl::Status health() const override { return store_->health(); }

  // Set before the log is used, read after it has drained.
  absl::Notification* gate_ = nullptr;
  std::atomic<bool> is_applying_{false};
  absl::Status failure_;
  std::vector<size_t> applied_sizes_;
  std::counting_semaphore<> maintained_{0};

 private:
  std::unique_ptr<storage::EventStore> store_;
};

v1::Event EventOf(const std::string& producer, const std::string& external_id) {
  v1::Event event = test::GoodIncident();
  event.mutable_key()->set_producer_id(producer);
  event.mutable_key()->set_external_id(external_id);
  return event;
}

std::unique_ptr<Batch> MakeBatch(const std::vector<v1::Submission>& submissions) {
  v1::IngestRequest request;
  request.set_batch_id(7);
  for (const v1::Submission& submission : submissions) *request.add_submissions() = submission;
  return *Batch::Parse(request.SerializeAsString(), "", test::kNowMs,
                       /*dictionary=*/nullptr);
}

std::unique_ptr<Batch> MakeBatch(const v1::Event& event) {
  return MakeBatch(std::vector<v1::Submission>{test::Submit(event)});
}

class LocalCommitLogTest : public ::testing::Test {
 protected:
  std::future<Answer> Submit(std::unique_ptr<Batch> batch) {
    auto promise = std::make_shared<std::promise<Answer>>();
    std::future<Answer> answer = promise->get_future();
    log_->Submit(std::move(batch), [promise](CommitLog::Answer given) {
      const absl::Status status = given.status();
      promise->set_value({status, given.ok() ? *std::move(given) : Outcomes()});
    });
    return answer;
  }

  test::TemporaryDirectory directory_;
  GatedStore store_{directory_.path()};
  std::unique_ptr<LocalCommitLog> log_ =
      std::make_unique<LocalCommitLog>(store_, [] { return test::kNowMs; });
};

TEST_F(LocalCommitLogTest, BadEventDoesNotSinkItsBatch) {
  v1::Event bad = EventOf("p", "bad");
  bad.mutable_place()->set_country("XX");
  const auto [status, outcomes] =
      Submit(MakeBatch({test::Submit(EventOf("p", "first")), test::Submit(bad),
                        test::Submit(EventOf("p", "last"))}))
          .get();
  ASSERT_TRUE(status.ok()) << status;
  ASSERT_THAT(outcomes, SizeIs(3));
  EXPECT_EQ(outcomes[0].result(), SubmissionOutcome::RESULT_STORED);
  EXPECT_EQ(outcomes[0].sequence(), 1u);
  EXPECT_EQ(outcomes[1].result(), SubmissionOutcome::RESULT_REJECTED);
  EXPECT_EQ(outcomes[1].issues(0).field(), "event.place.country");
  EXPECT_EQ(outcomes[2].result(), SubmissionOutcome::RESULT_STORED);
  EXPECT_EQ(outcomes[2].sequence(), 2u);
}

TEST_F(LocalCommitLogTest, AnsweredMeansVisible) {
  Submit(MakeBatch(EventOf("p", "a"))).get();
  EXPECT_TRUE(store_.TakeSnapshot()->FindKey("p", "a").ok());
}

TEST_F(LocalCommitLogTest, RefusalsOfTheStoreNameRuleAndRevisions) {
  Submit(MakeBatch(EventOf("p", "a"))).get();
  v1::Event other = EventOf("p", "a");
  other.set_summary("other content");
  const Outcomes outcomes = Submit(MakeBatch(other)).get().second;
  ASSERT_THAT(outcomes, SizeIs(1));
  EXPECT_EQ(outcomes[0].result(), SubmissionOutcome::RESULT_REJECTED);
  ASSERT_EQ(outcomes[0].issues_size(), 1);
  EXPECT_EQ(outcomes[0].issues(0).rule(), 2u);
  EXPECT_EQ(outcomes[0].issues(0).reason(), "REVISION_CONFLICT");
  EXPECT_EQ(outcomes[0].issues(0).field(), "event.key.revision");
}

TEST_F(LocalCommitLogTest, LinkToAnUnknownEventIsAWarning) {
  v1::Event event = EventOf("p", "a");
  v1::Link* link = event.add_links();
  link->set_kind(v1::LINK_KIND_FOLLOW_UP_OF);
  *link->mutable_to() = EventOf("p", "later").key();
  const Outcomes outcomes = Submit(MakeBatch(event)).get().second;
  EXPECT_EQ(outcomes[0].result(), SubmissionOutcome::RESULT_STORED);
  ASSERT_EQ(outcomes[0].issues_size(), 1);
  EXPECT_EQ(outcomes[0].issues(0).severity(), v1::Issue::SEVERITY_WARNING);
  EXPECT_EQ(outcomes[0].issues(0).reason(), "LINK_TARGET_UNKNOWN");
}

TEST_F(LocalCommitLogTest, BatchesThatGatherAreCommittedTogetherAndAnsweredInOrder) {
  absl::Notification gate;
  store_.gate_ = &gate;
  std::vector<std::future<Answer>> answers;
  answers.push_back(Submit(MakeBatch(EventOf("p", "0"))));
  // The first is held in Apply or still queued; either way at most two writes are needed.
  for (int i = 1; i < 10; ++i)
    answers.push_back(Submit(MakeBatch(EventOf("p", std::to_string(i)))));
  gate.Notify();
  for (uint64_t i = 0; i < 10; ++i) {
    const Answer answer = answers[i].get();
    ASSERT_TRUE(answer.first.ok());
    EXPECT_EQ(answer.second[0].sequence(), i + 1);
  }
  log_->Drain();
  EXPECT_LE(store_.applied_sizes_.size(), 2u);
}

TEST_F(LocalCommitLogTest, WhileNobodyWritesACallerCommitsByItself) {
  // The thread is done with its start when it has answered.
  Submit(MakeBatch(EventOf("p", "a"))).get();
  std::optional<CommitLog::Answer> answer;
  const std::unique_ptr<Batch> batch = MakeBatch(EventOf("p", "b"));
  while (!answer.has_value()) answer = log_->TryCommit(*batch);
  ASSERT_TRUE(answer->ok()) << answer->status();
  ASSERT_THAT(**answer, SizeIs(1));
  EXPECT_EQ((**answer)[0].sequence(), 2u);
  EXPECT_TRUE(store_.TakeSnapshot()->FindKey("p", "b").ok());
}

TEST_F(LocalCommitLogTest, WhileSomebodyWritesNobodyElseDoesAndWhatComesIsCommittedAfterwards) {
  absl::Notification gate;
  store_.gate_ = &gate;
  const std::unique_ptr<Batch> first = MakeBatch(EventOf("p", "a"));
  std::optional<CommitLog::Answer> answer;
  std::thread writer([&] {
    while (!answer.has_value()) answer = log_->TryCommit(*first);
  });
  while (!store_.is_applying_) std::this_thread::yield();
  EXPECT_FALSE(log_->TryCommit(*MakeBatch(EventOf("p", "b"))).has_value());
  std::future<Answer> queued = Submit(MakeBatch(EventOf("p", "c")));
  gate.Notify();
  writer.join();
  ASSERT_TRUE(answer->ok()) << answer->status();
  EXPECT_EQ((**answer)[0].sequence(), 1u);
  const auto [status, outcomes] = queued.get();
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(outcomes[0].sequence(), 2u);
}

TEST_F(LocalCommitLogTest, CallersThatCommitAndCallersThatSubmitGetEverySequenceOnce) {
  constexpr int kThreads = 4;
  constexpr int kBatches = 100;
  std::mutex mutex;
  std::vector<uint64_t> sequences;
  const auto run = [&](int thread) {
    for (int i = 0; i < kBatches; ++i) {
      auto batch = MakeBatch(EventOf("p" + std::to_string(thread), std::to_string(i)));
      auto answer = i % 2 == 0 ? log_->TryCommit(*batch) : std::nullopt;
      const Outcomes outcomes =
          answer.has_value() ? **std::move(answer) : Submit(std::move(batch)).get().second;
      const std::lock_guard lock(mutex);
      sequences.push_back(outcomes.at(0).sequence());
    }
  };
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < kThreads; ++thread) threads.emplace_back(run, thread);
  }
  std::sort(sequences.begin(), sequences.end());
  for (uint64_t i = 0; i < sequences.size(); ++i) ASSERT_EQ(sequences[i], i + 1);
  EXPECT_THAT(sequences, SizeIs(kThreads * kBatches));
}

TEST_F(LocalCommitLogTest, NobodyCommitsAfterDrain) {
  log_->Drain();
  EXPECT_FALSE(log_->TryCommit(*MakeBatch(EventOf("p", "a"))).has_value());
}

TEST_F(LocalCommitLogTest, ACommitIsFollowedByUpkeep) {
  const runtime::FakeClock clock(0);
  const runtime::Logger logger({.level = runtime::LogLevel::kError}, clock);
  StoreUpkeep upkeep(store_, logger);
  log_ = std::make_unique<LocalCommitLog>(
      store_, [] { return test::kNowMs; }, LocalCommitLog::Options{.upkeep = &upkeep});
  ASSERT_TRUE(store_.maintained_.try_acquire_for(kLongEnough)) << "at the start";
  Submit(MakeBatch(EventOf("p", "a"))).get();
  EXPECT_TRUE(store_.maintained_.try_acquire_for(kLongEnough)) << "after the commit";
  log_ = nullptr;
}

TEST_F(LocalCommitLogTest, ItsThreadBeginsAsTold) {
  std::atomic<bool> is_prepared = false;
  log_ = std::make_unique<LocalCommitLog>(
      store_, [] { return test::kNowMs; },
      LocalCommitLog::Options{.prepare = [&] { is_prepared = true; }});
  log_->Drain();
  EXPECT_TRUE(is_prepared);
}

TEST_F(LocalCommitLogTest, FailedWriteDecidesNothing) {
  store_.failure_ = absl::UnavailableError("no disk");
  const auto [status, outcomes] = Submit(MakeBatch(EventOf("p", "a"))).get();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(outcomes, SizeIs(0));
}

TEST_F(LocalCommitLogTest, WhatMayNotBeWrittenIsRefusedUntilItMay) {
  std::atomic<bool> has_room = false;
  log_ = std::make_unique<LocalCommitLog>(
      store_, [] { return test::kNowMs; }, LocalCommitLog::Options{.may_write = [&has_room] {
        return has_room ? absl::OkStatus() : absl::ResourceExhaustedError("no room");
      }});
  EXPECT_TRUE(absl::IsResourceExhausted(Submit(MakeBatch(EventOf("p", "a"))).get().first));
  EXPECT_EQ(store_.GetStats().last_sequence, 0u);
  has_room = true;
  EXPECT_TRUE(Submit(MakeBatch(EventOf("p", "a"))).get().first.ok());
  EXPECT_EQ(store_.GetStats().last_sequence, 1u);
  log_ = nullptr;
}

TEST_F(LocalCommitLogTest, DrainAnswersWhatIsInFlightAndRefusesTheRest) {
  std::future<Answer> before = Submit(MakeBatch(EventOf("p", "a")));
  log_->Drain();
  EXPECT_TRUE(before.get().first.ok());
  EXPECT_EQ(Submit(MakeBatch(EventOf("p", "b"))).get().first.code(),
            absl::StatusCode::kUnavailable);
}

TEST_F(LocalCommitLogTest, EventOfAnotherProducerIsNamedAsCandidate) {
  Submit(MakeBatch(EventOf("one", "a"))).get();
  Outcomes outcomes = Submit(MakeBatch(EventOf("two", "b"))).get().second;
  ASSERT_EQ(outcomes[0].duplicate_candidates_size(), 1);
  EXPECT_EQ(outcomes[0].duplicate_candidates(0).key().producer_id(), "one");
  EXPECT_EQ(outcomes[0].duplicate_candidates(0).key().external_id(), "a");
  EXPECT_EQ(outcomes[0].duplicate_candidates(0).sequence(), 1u);

  // Found again after a restart, and no more once it is withdrawn.
  log_ = std::make_unique<LocalCommitLog>(store_, [] { return test::kNowMs; });
  outcomes = Submit(MakeBatch(EventOf("three", "c"))).get().second;
  EXPECT_EQ(outcomes[0].duplicate_candidates_size(), 2);
  v1::Submission withdraw;
  *withdraw.mutable_retraction()->mutable_key() = EventOf("one", "a").key();
  withdraw.mutable_retraction()->set_reason(v1::RETRACT_REASON_FALSE_REPORT);
  Submit(MakeBatch({withdraw})).get();
  outcomes = Submit(MakeBatch(EventOf("four", "d"))).get().second;
  ASSERT_EQ(outcomes[0].duplicate_candidates_size(), 2);
  EXPECT_EQ(outcomes[0].duplicate_candidates(0).key().producer_id(), "two");
}

TEST_F(LocalCommitLogTest, OfARevisedEventTheLatestRevisionIsTheCandidate) {
  for (uint32_t revision = 1; revision <= 3; ++revision) {
    v1::Event event = EventOf("one", "a");
    event.mutable_key()->set_revision(revision);
    Submit(MakeBatch(event)).get();
  }
  const Outcomes outcomes = Submit(MakeBatch(EventOf("two", "b"))).get().second;
  ASSERT_EQ(outcomes[0].duplicate_candidates_size(), 1);
  EXPECT_EQ(outcomes[0].duplicate_candidates(0).sequence(), 3u);
}

TEST_F(LocalCommitLogTest, AnswerToABatchFullOfFaultsFitsAMessage) {
  std::vector<v1::Submission> submissions;
  v1::Event bad = EventOf("p", "a");
  for (int i = 0; i < 20; ++i) bad.add_tags("tag");
  for (int i = 0; i < 6; ++i) {
    v1::Casualty* casualty = bad.mutable_incident()->add_casualties();
    casualty->set_nationality("ROM");
    casualty->mutable_killed()->set_best(1);
    casualty->mutable_killed()->set_low(2);
  }
  for (size_t i = 0; i < kMaxBatchSubmissions; ++i) submissions.push_back(test::Submit(bad));
  v1::IngestResponse response;
  for (SubmissionOutcome& outcome : Submit(MakeBatch(submissions)).get().second) {
    EXPECT_GE(outcome.issues_size(), 1);
    *response.add_outcomes() = std::move(outcome);
  }
  EXPECT_EQ(response.outcomes_size(), static_cast<int>(kMaxBatchSubmissions));
  EXPECT_LT(response.ByteSizeLong(), size_t{4} << 20);
}

}  // namespace
}  // namespace oxus::ingest
