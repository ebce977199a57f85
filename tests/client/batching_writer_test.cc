#include "client/oxus/batching_writer.h"

#include <chrono>
#include <numeric>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/client/scripted_transport.h"

namespace oxus::client {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::HasSubstr;
using testing::SizeIs;

const absl::Status kLost = absl::UnavailableError("connection lost");

oxus::v1::Submission MakeSubmission(const std::string& id) {
  oxus::v1::Submission submission;
  submission.mutable_retraction()->mutable_key()->set_external_id(id);
  return submission;
}

// A writer over scripted streams, with a clock that only moves while the writer sleeps.
class BatchingWriterTest : public testing::Test {
 protected:
  BatchingWriter& Start(std::vector<StreamScript> scripts) {
    transport_ = std::make_unique<ScriptedTransport>(std::move(scripts));
    WriterClock clock;
    clock.sleep = [this](milliseconds pause) {
      pauses_.push_back(pause);
      now_ += pause;
    };
    clock.now = [this] { return now_; };
    writer_ = std::make_unique<BatchingWriter>(
        *transport_, options_,
        [this](uint64_t tag, const oxus::v1::Submission& submission,
               const oxus::v1::SubmissionOutcome&) {
          tags_.push_back(tag);
          ids_.push_back(submission.retraction().key().external_id());
        },
        std::move(clock));
    return *writer_;
  }

  absl::Status AddAll(int count) {
    for (int i = 0; i < count; ++i) {
      if (absl::Status s = writer_->Add(MakeSubmission(std::to_string(i)), 1000 + i); !s.ok()) {
        return s;
      }
    }
    return absl::OkStatus();
  }

  static std::vector<uint64_t> TagsUpTo(int count) {
    std::vector<uint64_t> tags(count);
    std::iota(tags.begin(), tags.end(), uint64_t{1000});
    return tags;
  }

  WriterOptions options_;
  std::chrono::steady_clock::time_point now_;
  std::vector<milliseconds> pauses_;
  std::vector<uint64_t> tags_;
  std::vector<std::string> ids_;
  std::unique_ptr<ScriptedTransport> transport_;
  std::unique_ptr<BatchingWriter> writer_;
};

TEST_F(BatchingWriterTest, FullBatchesAreSentAndTheRestAtFinish) {
  options_.batch_submissions = 2;
  BatchingWriter& writer = Start({{}});
  ASSERT_TRUE(AddAll(5).ok());
  ASSERT_TRUE(writer.Finish().ok());
  EXPECT_THAT(transport_->batches(),
              ElementsAre(ElementsAre("0", "1"), ElementsAre("2", "3"), ElementsAre("4")));
  EXPECT_EQ(transport_->streams_opened(), 1u);
}

TEST_F(BatchingWriterTest, ABatchIsSentBeforeItPassesTheByteLimit) {
  options_.batch_bytes = 100;
  BatchingWriter& writer = Start({{}});
  for (const size_t bytes : {40u, 40u, 200u, 10u}) {
    ASSERT_TRUE(writer.Add(MakeSubmission(std::string(bytes, 'x')), 0).ok());
  }
  ASSERT_TRUE(writer.Finish().ok());
  EXPECT_THAT(transport_->batches(), ElementsAre(SizeIs(1), SizeIs(1), SizeIs(1), SizeIs(1)));
}

TEST_F(BatchingWriterTest, FlushSendsAnIncompleteBatch) {
  BatchingWriter& writer = Start({{}});
  ASSERT_TRUE(AddAll(1).ok());
  EXPECT_THAT(transport_->batches(), SizeIs(0));
  ASSERT_TRUE(writer.Flush().ok());
  EXPECT_THAT(transport_->batches(), SizeIs(1));
}

TEST_F(BatchingWriterTest, NothingToSendOpensNoStream) {
  BatchingWriter& writer = Start({{}});
  EXPECT_TRUE(writer.Flush().ok());
  EXPECT_TRUE(writer.Finish().ok());
  EXPECT_EQ(transport_->streams_opened(), 0u);
}

TEST_F(BatchingWriterTest, OutcomesComeInOrderWithTheTagAndTheSubmission) {
  options_.batch_submissions = 3;
  BatchingWriter& writer = Start({{}});
  ASSERT_TRUE(AddAll(10).ok());
  ASSERT_TRUE(writer.Finish().ok());
  EXPECT_THAT(tags_, ElementsAreArray(TagsUpTo(10)));
  EXPECT_THAT(ids_, ElementsAre("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"));
}

TEST_F(BatchingWriterTest, NoMoreBatchesAreInFlightThanTheWindowHolds) {
  options_.batch_submissions = 1;
  options_.window_batches = 3;
  BatchingWriter& writer = Start({{.answer_when_waiting = 3}});
  ASSERT_TRUE(AddAll(20).ok());
  transport_->Release();
  ASSERT_TRUE(writer.Finish().ok());
  EXPECT_EQ(transport_->most_waiting(), 3u);
  EXPECT_THAT(tags_, SizeIs(20));
}

TEST_F(BatchingWriterTest, WhatHasNoOutcomeIsSentAgainOverANewStream) {
  options_.batch_submissions = 1;
  options_.window_batches = 4;
  // Two batches are answered, the others wait when the connection is lost.
  BatchingWriter& writer = Start({{.answers = 2, .end = kLost}, {}});
  ASSERT_TRUE(AddAll(4).ok());
  ASSERT_TRUE(writer.Finish().ok());
  EXPECT_THAT(tags_, ElementsAreArray(TagsUpTo(4)));
  EXPECT_EQ(transport_->streams_opened(), 2u);
  EXPECT_THAT(pauses_, ElementsAre(milliseconds(100)));
}

TEST_F(BatchingWriterTest, AStreamEndedEarlyByTheServerIsTreatedAsLost) {
  options_.batch_submissions = 1;
  BatchingWriter& writer = Start({{.answers = 1}, {}});
  ASSERT_TRUE(AddAll(3).ok());
  ASSERT_TRUE(writer.Finish().ok());
  EXPECT_THAT(tags_, ElementsAreArray(TagsUpTo(3)));
}

TEST_F(BatchingWriterTest, AStreamCancelledFromOutsideIsTreatedAsLost) {
  BatchingWriter& writer = Start({{.answers = 0, .end = absl::CancelledError("going away")}, {}});
  ASSERT_TRUE(AddAll(2).ok());
  ASSERT_TRUE(writer.Finish().ok());
  EXPECT_THAT(tags_, ElementsAreArray(TagsUpTo(2)));
}

TEST_F(BatchingWriterTest, PausesDoubleUpToTheLongestAndThenItGivesUp) {
  options_.max_tries = 5;
  options_.longest_pause = milliseconds(500);
  BatchingWriter& writer = Start({{.answers = 0, .end = kLost}});
  ASSERT_TRUE(AddAll(2).ok());
  const absl::Status status = writer.Finish();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(status.message()), HasSubstr("gave up after 5 tries"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("connection lost"));
  EXPECT_THAT(pauses_, ElementsAre(milliseconds(100), milliseconds(200), milliseconds(400),
                                   milliseconds(500), milliseconds(500)));
  EXPECT_THAT(tags_, SizeIs(0));
}

TEST_F(BatchingWriterTest, GivesUpWhenTheTimeIsOver) {
  options_.max_tries = 1000;
  options_.give_up_after = milliseconds(1'000);
  BatchingWriter& writer = Start({{.answers = 0, .end = kLost}});
  ASSERT_TRUE(AddAll(1).ok());
  EXPECT_EQ(writer.Finish().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(pauses_, ElementsAre(milliseconds(100), milliseconds(200), milliseconds(400),
                                   milliseconds(800)));
}

TEST_F(BatchingWriterTest, AnOutcomeStartsTheCountOfTriesAnew) {
  options_.batch_submissions = 1;
  options_.max_tries = 1;
  // Each stream answers one batch and breaks: never two tries without an outcome.
  BatchingWriter& writer = Start({{.answers = 1, .end = kLost}});
  ASSERT_TRUE(AddAll(6).ok());
  ASSERT_TRUE(writer.Finish().ok());
  EXPECT_THAT(tags_, ElementsAreArray(TagsUpTo(6)));
}

TEST_F(BatchingWriterTest, ErrorsThatATryCannotMendAreFinal) {
  for (const absl::Status& error :
       {absl::InvalidArgumentError("no request"), absl::ResourceExhaustedError("batch too large"),
        absl::PermissionDeniedError("not you"), absl::DeadlineExceededError("stalled")}) {
    BatchingWriter& writer = Start({{.answers = 0, .end = error}});
    ASSERT_TRUE(AddAll(1).ok());
    EXPECT_EQ(writer.Finish(), error);
    EXPECT_EQ(writer.Add(MakeSubmission("later"), 0), error);
    EXPECT_EQ(writer.Flush(), error);
    EXPECT_EQ(transport_->streams_opened(), 1u);
  }
}

TEST_F(BatchingWriterTest, AnswersThatDoNotMatchAreAnError) {
  for (const StreamScript& script :
       {StreamScript{.batch_id_offset = 7}, StreamScript{.drop_an_outcome = true}}) {
    BatchingWriter& writer = Start({script});
    ASSERT_TRUE(AddAll(1).ok());
    EXPECT_EQ(writer.Finish().code(), absl::StatusCode::kInternal);
    EXPECT_THAT(tags_, SizeIs(0));
  }
}

TEST_F(BatchingWriterTest, AFinishedWriterTakesNothingMore) {
  BatchingWriter& writer = Start({{}});
  ASSERT_TRUE(AddAll(1).ok());
  ASSERT_TRUE(writer.Finish().ok());
  EXPECT_EQ(writer.Add(MakeSubmission("late"), 0).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(writer.Finish().ok());
}

TEST_F(BatchingWriterTest, AWriterMayBeDroppedWithBatchesInFlight) {
  options_.batch_submissions = 1;
  Start({{.answer_when_waiting = 100}});
  ASSERT_TRUE(AddAll(3).ok());
  writer_.reset();
  EXPECT_THAT(tags_, SizeIs(0));
}

}  // namespace
}  // namespace oxus::client
