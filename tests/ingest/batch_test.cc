#include "server/ingest/batch.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "oxus/v1/ingest_service.pb.h"
#include "server/projection/projection.h"
#include "tests/support/event_builder.h"
#include "tests/support/random_event.h"

namespace oxus::ingest {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::SizeIs;

v1::Event EventOf(const std::string& producer, const std::string& external_id) {
  v1::Event event = test::GoodIncident();
  event.mutable_key()->set_producer_id(producer);
  event.mutable_key()->set_external_id(external_id);
  return event;
}

std::unique_ptr<Batch> MakeBatch(const std::vector<v1::Submission>& submissions) {
  v1::IngestRequest request;
  for (const v1::Submission& submission : submissions) *request.add_submissions() = submission;
  return *Batch::Parse(request.SerializeAsString(), "", test::kNowMs, nullptr);
}

std::unique_ptr<Batch> MakeBatch(const v1::Event& event) {
  return MakeBatch(std::vector<v1::Submission>{test::Submit(event)});
}

TEST(BatchTest, BytesThatAreNoRequestAreRefused) {
  EXPECT_EQ(Batch::Parse("\xff\xff\xff", "", 0, nullptr).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Batch::Parse("", "", 0, nullptr).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(BatchTest, OversizedSubmissionIsRejectedByItself) {
  v1::Event big = EventOf("p", "big");
  big.set_summary(std::string(5 << 20, 'x'));
  const std::unique_ptr<Batch> batch =
      MakeBatch({test::Submit(big), test::Submit(EventOf("p", "small"))});
  ASSERT_THAT(batch->submissions(), SizeIs(2));
  EXPECT_TRUE(batch->submissions()[0].findings.rejected);
  EXPECT_EQ(batch->submissions()[0].findings.issues[0].reason(), "SUBMISSION_TOO_LARGE");
  EXPECT_FALSE(batch->submissions()[1].findings.rejected);
}

TEST(BatchTest, UnreadableSubmissionIsRejectedByItself) {
  v1::IngestRequest request;
  *request.add_submissions() = test::Submit(EventOf("p", "good"));
  // Field 2 with one byte that is no message.
  const std::string bytes = request.SerializeAsString() + std::string("\x12\x01\xff", 3);
  const absl::StatusOr<std::unique_ptr<Batch>> batch =
      Batch::Parse(bytes, "", test::kNowMs, nullptr);
  ASSERT_TRUE(batch.ok()) << batch.status();
  ASSERT_THAT((*batch)->submissions(), SizeIs(2));
  EXPECT_FALSE((*batch)->submissions()[0].findings.rejected);
  EXPECT_EQ((*batch)->submissions()[1].findings.issues[0].reason(), "MALFORMED_SUBMISSION");
}

TEST(BatchTest, BodyIsKeptByteForByteWithFieldsUnknownHere) {
  const v1::Event event = EventOf("p", "a");
  // Field 900, which no version of Event has.
  const std::string body = event.SerializeAsString() + std::string("\xa2\x38\x03new", 6);
  std::string submission = "\x0a";
  submission.push_back(static_cast<char>(body.size() % 128 + 128));
  submission.push_back(static_cast<char>(body.size() >> 7));
  submission += body;
  std::string request = "\x12";
  request.push_back(static_cast<char>(submission.size() % 128 + 128));
  request.push_back(static_cast<char>(submission.size() >> 7));
  request += submission;
  ASSERT_GE(body.size(), 128u) << "the lengths above take two bytes";
  const absl::StatusOr<std::unique_ptr<Batch>> batch =
      Batch::Parse(request, "", test::kNowMs, nullptr);
  ASSERT_TRUE(batch.ok()) << batch.status();
  ASSERT_FALSE((*batch)->submissions()[0].findings.rejected);
  EXPECT_EQ((*batch)->submissions()[0].record.body, body);
}

TEST(BatchTest, KeysAndLinksAreDescribed) {
  v1::Event event = EventOf("p", "a");
  event.mutable_key()->set_revision(3);
  v1::Link* same = event.add_links();
  same->set_kind(v1::LINK_KIND_DUPLICATE_OF);
  *same->mutable_to() = EventOf("q", "b").key();
  v1::Link* other = event.add_links();
  other->set_kind(v1::LINK_KIND_RETALIATION_FOR);
  *other->mutable_to() = EventOf("q", "c").key();
  const std::unique_ptr<Batch> batch = MakeBatch(event);
  const storage::RecordInput& record = batch->submissions()[0].record;
  EXPECT_EQ(record.producer_id, "p");
  EXPECT_EQ(record.external_id, "a");
  EXPECT_EQ(record.revision, 3u);
  EXPECT_THAT(record.duplicate_of,
              ElementsAre(std::pair<std::string_view, std::string_view>("q", "b")));
  EXPECT_THAT(record.linked, ElementsAre(std::pair<std::string_view, std::string_view>("q", "c")));
}

// Every value of a row in words, so that rows compare wherever their texts lie.
std::vector<std::string> Told(std::span<const storage::Cell> cells) {
  std::vector<std::string> told;
  for (const storage::Cell& cell : cells) {
    const int column = static_cast<int>(cell.column);
    switch (cell.kind) {
      case storage::Cell::Kind::kInteger:
        told.push_back(fmt::format("{} is {}", column, cell.integer));
        break;
      case storage::Cell::Kind::kReal:
        told.push_back(fmt::format("{} is {}", column, cell.real));
        break;
      case storage::Cell::Kind::kCode:
        told.push_back(fmt::format("{} has code {}", column, cell.code));
        break;
      case storage::Cell::Kind::kText:
        told.push_back(fmt::format("{} is '{}'", column, cell.text()));
        break;
      case storage::Cell::Kind::kElement:
        told.push_back(fmt::format("element of {}", static_cast<int>(cell.list)));
        break;
    }
  }
  return told;
}

std::vector<std::string> RowOf(const v1::Event& event, const storage::Dictionary* dictionary) {
  storage::RowDraft draft(dictionary);
  projection::ProjectEvent(event, draft);
  return Told(draft.cells());
}

TEST(BatchTest, EveryEventHasItsRowHoweverManyFollow) {
  const uint64_t seed = std::random_device()();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937_64 random(seed);
  std::vector<v1::Submission> submissions;
  for (int i = 0; i < 2000; ++i) submissions.push_back(test::Submit(test::RandomEvent(random)));
  const std::unique_ptr<Batch> batch = MakeBatch(submissions);
  for (size_t i = 0; i < submissions.size(); ++i) {
    const CheckedSubmission& checked = batch->submissions()[i];
    ASSERT_FALSE(checked.findings.rejected) << checked.findings.issues[0].DebugString();
    EXPECT_EQ(Told(checked.record.row), RowOf(submissions[i].event(), nullptr));
  }
}

TEST(BatchTest, OnlyEventsThatAreAcceptedHaveARow) {
  v1::Event bad = EventOf("p", "bad");
  bad.mutable_place()->set_country("XX");
  v1::Submission retraction;
  *retraction.mutable_retraction() = test::GoodRetraction();
  v1::Submission report;
  *report.mutable_attach_report() = test::GoodAttachReport();
  const std::unique_ptr<Batch> batch =
      MakeBatch({test::Submit(bad), retraction, report, test::Submit(EventOf("p", "good"))});
  EXPECT_TRUE(batch->submissions()[0].record.row.empty());
  EXPECT_TRUE(batch->submissions()[1].record.row.empty());
  EXPECT_TRUE(batch->submissions()[2].record.row.empty());
  EXPECT_FALSE(batch->submissions()[3].record.row.empty());
}

TEST(BatchTest, RowsHoldTheCodesOfTextsThatTheDictionaryKnows) {
  storage::Dictionary dictionary;
  const uint32_t code = dictionary.Code(storage::DictionaryColumn::kCountry, "TJ");
  const v1::Event event = EventOf("p", "a");
  v1::IngestRequest request;
  *request.add_submissions() = test::Submit(event);
  const auto batch = Batch::Parse(request.SerializeAsString(), "", test::kNowMs, &dictionary);
  ASSERT_TRUE(batch.ok()) << batch.status();
  const std::vector<std::string> row = Told((*batch)->submissions()[0].record.row);
  EXPECT_EQ(row, RowOf(event, &dictionary));
  EXPECT_THAT(row, Contains(fmt::format("{} has code {}",
                                        static_cast<int>(storage::Column::kCountry), code)));
}

}  // namespace
}  // namespace oxus::ingest
