#include "server/rpc/answer_parts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "server/rpc/status.h"
#include "tests/rpc/server_fixture.h"

namespace oxus::rpc {
namespace {

using oxus::v1::AggregateResponse;
using testing::HasSubstr;

AggregateResponse Answer(int rows, size_t text_bytes = 1) {
  AggregateResponse answer;
  answer.add_group_columns("country");
  answer.add_metric_columns("events");
  for (int i = 0; i < rows; ++i) {
    AggregateResponse::Row* row = answer.add_rows();
    row->add_group()->set_text(std::string(text_bytes, 'x'));
    row->add_metrics()->set_integer(i);
  }
  answer.mutable_footnote()->set_included(7);
  answer.set_total_groups(rows);
  answer.add_plan()->set_text("scan");
  return answer;
}

std::vector<AggregateResponse> PartsOf(const AggregateResponse& answer) {
  std::vector<AggregateResponse> parts;
  for (const std::string& message : SplitAnswer(answer)) {
    EXPECT_TRUE(parts.emplace_back().ParseFromString(message));
  }
  return parts;
}

TEST(SplitAnswerTest, AnAnswerWithoutRowsIsOnePart) {
  const auto parts = PartsOf(Answer(0));
  ASSERT_EQ(parts.size(), 1u);
  EXPECT_EQ(parts[0].ShortDebugString(), Answer(0).ShortDebugString());
}

TEST(SplitAnswerTest, APartHas4096RowsAtTheMost) {
  EXPECT_EQ(PartsOf(Answer(4'096)).size(), 1u);
  const auto parts = PartsOf(Answer(4'097));
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(parts[0].rows_size(), 4'096);
  EXPECT_EQ(parts[1].rows_size(), 1);
}

TEST(SplitAnswerTest, ColumnsComeFirstAndTheFootnoteLast) {
  const auto parts = PartsOf(Answer(10'000));
  ASSERT_EQ(parts.size(), 3u);
  for (size_t i = 0; i < parts.size(); ++i) {
    const bool first = i == 0;
    const bool last = i + 1 == parts.size();
    EXPECT_EQ(parts[i].group_columns_size(), first ? 1 : 0);
    EXPECT_EQ(parts[i].metric_columns_size(), first ? 1 : 0);
    EXPECT_EQ(parts[i].has_footnote(), last);
    EXPECT_EQ(parts[i].total_groups(), last ? 10'000u : 0u);
    EXPECT_EQ(parts[i].plan_size(), last ? 1 : 0);
  }
}

TEST(SplitAnswerTest, ALargeRowIsAPartOfItsOwn) {
  const auto parts = PartsOf(Answer(3, kMaxPartBytes + 1));
  ASSERT_EQ(parts.size(), 3u);
  for (const AggregateResponse& part : parts) EXPECT_EQ(part.rows_size(), 1);
}

TEST(SplitAnswerTest, ThePartsTogetherAreTheAnswer) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 20; ++round) {
    const int rows = std::uniform_int_distribution(0, 9'000)(random);
    const size_t bytes = std::uniform_int_distribution<size_t>(0, 1'000)(random);
    const AggregateResponse answer = Answer(rows, bytes);
    std::string together;
    for (const std::string& message : SplitAnswer(answer)) {
      // What a row takes beside its own bytes is a tag and a length.
      EXPECT_LE(message.size(), kMaxPartBytes + kMaxPartRows * 4 + 100);
      together += message;
    }
    AggregateResponse joined;
    ASSERT_TRUE(joined.ParseFromString(together));
    EXPECT_EQ(joined.SerializeAsString(), answer.SerializeAsString()) << rows << " of " << bytes;
  }
}

TEST(CheckUnaryAnswerTest, PastTheLimitItNamesLimitValueAndWayOut) {
  EXPECT_TRUE(CheckUnaryAnswer(Answer(3, 1u << 20)).code() == absl::StatusCode::kResourceExhausted);
  const absl::Status status = CheckUnaryAnswer(Answer(1, 4u << 20));
  const std::string message(status.message().data(), status.message().size());
  EXPECT_THAT(message, HasSubstr("limit 3145728, actual 41943"));
  EXPECT_THAT(message, HasSubstr("StreamAggregate"));
  EXPECT_EQ(InfoOf(ToGrpcStatus(status)).reason(), "ANSWER_TOO_LARGE");
}

TEST(CheckUnaryAnswerTest, UpToTheLimitIsAnAnswer) {
  AggregateResponse answer = Answer(1, kMaxUnaryAnswerBytes);
  std::string* text = answer.mutable_rows(0)->mutable_group(0)->mutable_text();
  text->resize(text->size() - (answer.ByteSizeLong() - kMaxUnaryAnswerBytes));
  ASSERT_EQ(answer.ByteSizeLong(), kMaxUnaryAnswerBytes);
  EXPECT_TRUE(CheckUnaryAnswer(answer).ok());
  text->push_back('x');
  EXPECT_FALSE(CheckUnaryAnswer(answer).ok());
}

}  // namespace
}  // namespace oxus::rpc
