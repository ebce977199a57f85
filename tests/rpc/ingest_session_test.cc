// The life of a stream without gRPC: a fake stream in front, a fake log behind.
#include "server/rpc/ingest_session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "google/rpc/error_details.pb.h"
#include "oxus/v1/ingest_service.pb.h"
#include "server/rpc/ingest_streams.h"
#include "tests/rpc/fake_commit_log.h"

namespace oxus::rpc {
namespace {

using testing::ElementsAre;

constexpr size_t kMaxBatches = 3;

// Stands for gRPC. Every wait is for a state that the session must reach.
class FakeStream final : public IngestStream {
 public:
  void BeginRead() override {
    absl::MutexLock lock(&mutex_);
    EXPECT_FALSE(reading_) << "two reads at once";
    EXPECT_FALSE(end_.has_value()) << "read after the end";
    reading_ = true;
    ++reads_;
  }
  void BeginWrite(std::string response) override {
    oxus::v1::IngestResponse parsed;
    EXPECT_TRUE(parsed.ParseFromString(response));
    absl::MutexLock lock(&mutex_);
    EXPECT_FALSE(writing_) << "two writes at once";
    EXPECT_FALSE(end_.has_value()) << "write after the end";
    writing_ = true;
    written_.push_back(parsed.batch_id());
  }
  void End(const absl::Status& status) override {
    absl::MutexLock lock(&mutex_);
    EXPECT_FALSE(end_.has_value()) << "two ends";
    end_ = status;
  }

  // Takes the read that is under way, waiting for it.
  void TakeRead() {
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(&reading_));
    reading_ = false;
  }
  void TakeWrite() {
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(&writing_));
    writing_ = false;
  }
  absl::Status WaitForEnd() {
    const auto ended = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return end_.has_value(); };
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(&ended));
    return *end_;
  }
  int reads() {
    absl::MutexLock lock(&mutex_);
    return reads_;
  }
  bool ended() {
    absl::MutexLock lock(&mutex_);
    return end_.has_value();
  }
  std::vector<uint64_t> written() {
    absl::MutexLock lock(&mutex_);
    return written_;
  }

 private:
  absl::Mutex mutex_;
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  int reads_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<uint64_t> written_ ABSL_GUARDED_BY(mutex_);
  std::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);
};

class IngestSessionTest : public testing::Test {
 protected:
  IngestSessionTest() { Open(stream_, &session_); }
  ~IngestSessionTest() override {
    log_.FailEverything(absl::UnavailableError("the test is over"));
    workers_.Stop();
  }

  void Open(FakeStream& stream, std::shared_ptr<IngestSession>* session) {
    auto opened = streams_->Open(&stream);
    ASSERT_TRUE(opened.ok()) << opened.status();
    *session = *std::move(opened);
    (*session)->Start();
  }
  static std::string Encoded(uint64_t batch_id) {
    oxus::v1::IngestRequest request;
    request.set_batch_id(batch_id);
    request.add_submissions();
    return request.SerializeAsString();
  }
  // Gives the stream one message, once the session asks for it.
  void Deliver(FakeStream& stream, IngestSession& session, const std::string& bytes) {
    stream.TakeRead();
    session.OnRead(bytes.size(), [bytes] { return bytes; });
  }
  void Deliver(uint64_t batch_id) { Deliver(stream_, *session_, Encoded(batch_id)); }
  void HalfClose() {
    stream_.TakeRead();
    session_->OnReadsEnded();
  }
  void CompleteWrite() {
    stream_.TakeWrite();
    session_->OnWritten(true);
  }
  // When this returns, nothing is under way: what has not happened will not.
  void Settle() { workers_.Stop(); }

  FakeStream stream_;
  FakeCommitLog log_;
  runtime::FakeClock clock_{1'764'170'046'000};
  InflightBytes inflight_{1000};
  runtime::WorkerPool workers_{"session", 2, 64};
  const IngestEngine engine_{workers_, log_, clock_, inflight_, kMaxBatches};
  const std::shared_ptr<IngestStreams> streams_ = std::make_shared<IngestStreams>(engine_, 2);
  std::shared_ptr<IngestSession> session_;
};

std::string Reason(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  const auto payload = status.GetPayload("type.googleapis.com/google.rpc.ErrorInfo");
  if (payload.has_value()) info.ParseFromString(std::string(*payload));
  return info.reason();
}

TEST_F(IngestSessionTest, HalfCloseWithNothingReadEndsWithOk) {
  HalfClose();
  EXPECT_TRUE(stream_.WaitForEnd().ok());
}

TEST_F(IngestSessionTest, HalfCloseAnswersEverythingReadInOrderAndEndsWithOk) {
  Deliver(7);
  Deliver(8);
  log_.WaitForSubmitted(2);
  HalfClose();
  log_.AnswerNext();
  log_.AnswerNext();
  CompleteWrite();
  CompleteWrite();
  EXPECT_TRUE(stream_.WaitForEnd().ok());
  EXPECT_THAT(stream_.written(), ElementsAre(7, 8));
  EXPECT_THAT(log_.submitted(), ElementsAre(7, 8));
}

TEST_F(IngestSessionTest, BatchesReachTheLogInTheOrderReadWhateverOrderTheyAreCheckedIn) {
  log_.AnswerEverything();
  std::vector<uint64_t> expected;
  for (uint64_t id = 1; id <= 500; ++id) {
    Deliver(id);
    expected.push_back(id);
    if (id > 2) CompleteWrite();
  }
  CompleteWrite();
  CompleteWrite();
  EXPECT_EQ(log_.submitted(), expected);
  EXPECT_EQ(stream_.written(), expected);
}

TEST_F(IngestSessionTest, ReadingStopsWhileTheBatchLimitIsUnansweredAndGoesOnAfterAnAnswer) {
  for (uint64_t id = 1; id <= kMaxBatches; ++id) Deliver(id);
  log_.WaitForSubmitted(kMaxBatches);
  EXPECT_EQ(stream_.reads(), static_cast<int>(kMaxBatches));
  log_.AnswerNext();
  CompleteWrite();
  stream_.TakeRead();
  EXPECT_EQ(stream_.reads(), static_cast<int>(kMaxBatches) + 1);
}

TEST_F(IngestSessionTest, ASmallBatchThatIsAloneIsAnsweredWithoutAWorker) {
  log_.CommitAtOnce();
  workers_.Stop();
  Deliver(1);
  CompleteWrite();
  EXPECT_THAT(stream_.written(), ElementsAre(1));
  EXPECT_THAT(log_.submitted(), ElementsAre(1));
}

TEST_F(IngestSessionTest, ASmallBatchBesideOthersJoinsThemInTheLog) {
  log_.CommitAtOnce();
  inflight_.Add(1);
  Deliver(1);
  log_.WaitForSubmitted(1);
  EXPECT_EQ(log_.most_held(), 1u);
  log_.AnswerNext();
  CompleteWrite();
  inflight_.Subtract(1);
}

TEST_F(IngestSessionTest, AProducerThatWaitsForEachAnswerIsReadFromOnceItIsAnswered) {
  constexpr int kEnoughToTell = 20;
  int reads = 0;
  for (int id = 1; id <= kEnoughToTell; ++id) {
    Deliver(static_cast<uint64_t>(id));
    log_.WaitForSubmitted(static_cast<size_t>(id));
    reads = stream_.reads();
    log_.AnswerNext();
    CompleteWrite();
  }
  EXPECT_EQ(reads, kEnoughToTell);
  stream_.TakeRead();
}

TEST_F(IngestSessionTest, AProducerThatWaitsNoMoreIsSoonReadFromEarlyAgain) {
  uint64_t id = 0;
  const auto answer = [&] {
    log_.AnswerNext();
    CompleteWrite();
  };
  const auto deliver = [&] {
    Deliver(++id);
    log_.WaitForSubmitted(id);
  };
  for (int i = 0; i < 20; ++i) {
    deliver();
    answer();
  }
  deliver();
  // From here on the next batch lies ready whenever the session reads.
  int batches = 0;
  while (stream_.reads() == static_cast<int>(id)) {
    answer();
    deliver();
    ASSERT_LT(++batches, 100);
  }
  // Two are under way, and stay so.
  for (int i = 0; i < 100; ++i) {
    deliver();
    answer();
  }
}

TEST_F(IngestSessionTest, NothingIsReadWhileTheLogHoldsItsAnswers) {
  for (uint64_t id = 1; id <= kMaxBatches; ++id) Deliver(id);
  log_.WaitForSubmitted(kMaxBatches);
  Settle();
  EXPECT_EQ(stream_.reads(), static_cast<int>(kMaxBatches));
}

TEST_F(IngestSessionTest, AnswersNotTakenByTheClientStopReadingToo) {
  log_.AnswerEverything();
  // One is being written, the limit waits behind it.
  for (uint64_t id = 1; id <= kMaxBatches + 1; ++id) Deliver(id);
  log_.WaitForSubmitted(kMaxBatches + 1);
  Settle();
  EXPECT_EQ(stream_.reads(), static_cast<int>(kMaxBatches) + 1);
  EXPECT_THAT(stream_.written(), ElementsAre(1));
}

TEST_F(IngestSessionTest, PastTheByteLimitOfAllStreamsEachHoldsOneBatch) {
  inflight_.Add(1000);
  Deliver(1);
  FakeStream other;
  std::shared_ptr<IngestSession> other_session;
  Open(other, &other_session);
  Deliver(other, *other_session, Encoded(2));
  log_.WaitForSubmitted(2);
  Settle();
  EXPECT_EQ(stream_.reads(), 1);
  EXPECT_EQ(other.reads(), 1);
  inflight_.Subtract(1000);
  other_session->OnCancelled();
}

TEST_F(IngestSessionTest, BytesAreGivenBackWhenAnswered) {
  const std::string bytes = Encoded(1);
  Deliver(stream_, *session_, bytes);
  log_.WaitForSubmitted(1);
  EXPECT_EQ(inflight_.used(), bytes.size());
  log_.AnswerNext();
  CompleteWrite();
  Settle();
  EXPECT_EQ(inflight_.used(), 0u);
}

TEST_F(IngestSessionTest, BytesThatAreNoRequestEndTheStreamAfterTheAnswersBeforeThem) {
  Deliver(1);
  log_.WaitForSubmitted(1);
  Deliver(stream_, *session_, "\xff\xff\xff");
  EXPECT_FALSE(stream_.ended());
  log_.AnswerNext();
  CompleteWrite();
  const absl::Status end = stream_.WaitForEnd();
  EXPECT_TRUE(absl::IsInvalidArgument(end)) << end;
  EXPECT_EQ(Reason(end), "INVALID_BATCH");
  EXPECT_THAT(stream_.written(), ElementsAre(1));
}

TEST_F(IngestSessionTest, NothingAfterABadBatchIsCommitted) {
  Deliver(stream_, *session_, "\xff\xff\xff");
  EXPECT_FALSE(stream_.WaitForEnd().ok());
  Settle();
  EXPECT_THAT(log_.submitted(), ElementsAre());
}

TEST_F(IngestSessionTest, AnOversizedBatchIsRefusedUnreadWithLimitAndActual) {
  stream_.TakeRead();
  session_->OnRead(ingest::kMaxBatchBytes + 1, []() -> std::string {
    ADD_FAILURE() << "copied a batch that is too large";
    return "";
  });
  const absl::Status end = stream_.WaitForEnd();
  EXPECT_TRUE(absl::IsResourceExhausted(end)) << end;
  EXPECT_EQ(Reason(end), "BATCH_TOO_LARGE");
  EXPECT_EQ(std::string(end.message()), "bytes in a batch: limit 8388608, actual 8388609");
}

TEST_F(IngestSessionTest, ACommitThatFailsEndsTheStreamWithItsError) {
  Deliver(1);
  Deliver(2);
  log_.WaitForSubmitted(2);
  log_.AnswerNext();
  log_.FailEverything(absl::UnavailableError("disk gone"));
  CompleteWrite();
  const absl::Status end = stream_.WaitForEnd();
  EXPECT_TRUE(absl::IsUnavailable(end));
  EXPECT_EQ(std::string(end.message()), "disk gone");
  EXPECT_THAT(stream_.written(), ElementsAre(1));
}

TEST_F(IngestSessionTest, AFullDiskIsARefusalThatSaysWhenToComeBack) {
  Deliver(1);
  log_.WaitForSubmitted(1);
  log_.FailEverything(absl::ResourceExhaustedError("no room"));
  const absl::Status end = stream_.WaitForEnd();
  EXPECT_TRUE(absl::IsResourceExhausted(end));
  const auto info = end.GetPayload("type.googleapis.com/google.rpc.ErrorInfo");
  ASSERT_TRUE(info.has_value());
  EXPECT_THAT(std::string(*info), ::testing::HasSubstr("DISK_FULL"));
  EXPECT_TRUE(end.GetPayload("type.googleapis.com/google.rpc.RetryInfo").has_value());
}

TEST_F(IngestSessionTest, CancellationEndsAtOnceAndLateAnswersAreDropped) {
  Deliver(1);
  Deliver(2);
  log_.WaitForSubmitted(2);
  session_->OnCancelled();
  EXPECT_TRUE(absl::IsCancelled(stream_.WaitForEnd()));
  log_.AnswerNext();
  log_.AnswerNext();
  session_->OnReadsEnded();
  Settle();
  EXPECT_THAT(stream_.written(), ElementsAre());
}

TEST_F(IngestSessionTest, AWriteThatFailsEndsTheStream) {
  Deliver(1);
  log_.WaitForSubmitted(1);
  log_.AnswerNext();
  stream_.TakeWrite();
  session_->OnWritten(false);
  EXPECT_FALSE(stream_.WaitForEnd().ok());
}

TEST_F(IngestSessionTest, DrainingAnswersWhatWasReadAndAsksTheClientToComeBack) {
  Deliver(1);
  log_.WaitForSubmitted(1);
  streams_->Drain();
  EXPECT_FALSE(stream_.ended());
  log_.AnswerNext();
  CompleteWrite();
  const absl::Status end = stream_.WaitForEnd();
  EXPECT_TRUE(absl::IsUnavailable(end));
  EXPECT_EQ(Reason(end), "SERVER_DRAINING");
  EXPECT_THAT(stream_.written(), ElementsAre(1));
}

TEST_F(IngestSessionTest, WhatArrivesWhileDrainingIsLeftUndecided) {
  Deliver(1);
  log_.WaitForSubmitted(1);
  streams_->Drain();
  Deliver(2);
  log_.AnswerNext();
  CompleteWrite();
  EXPECT_TRUE(absl::IsUnavailable(stream_.WaitForEnd()));
  EXPECT_THAT(log_.submitted(), ElementsAre(1));
}

TEST_F(IngestSessionTest, NoStreamIsOpenedPastTheLimitOrWhileDraining) {
  FakeStream second;
  std::shared_ptr<IngestSession> second_session;
  Open(second, &second_session);
  FakeStream third;
  const absl::Status over = streams_->Open(&third).status();
  EXPECT_TRUE(absl::IsResourceExhausted(over));
  EXPECT_EQ(Reason(over), "STREAM_LIMIT");
  second_session->OnCancelled();
  second_session.reset();
  EXPECT_EQ(streams_->count(), 1u);
  streams_->Drain();
  EXPECT_TRUE(absl::IsUnavailable(streams_->Open(&third).status()));
}

TEST_F(IngestSessionTest, AStreamCountsUntilItsWorkIsDone) {
  Deliver(1);
  log_.WaitForSubmitted(1);
  session_->OnCancelled();
  session_.reset();
  EXPECT_EQ(streams_->count(), 1u);
  log_.AnswerNext();
  Settle();
  EXPECT_EQ(streams_->count(), 0u);
}

}  // namespace
}  // namespace oxus::rpc
