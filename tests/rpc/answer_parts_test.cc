// Answers of a store that holds nothing: filled buckets are rows enough.
#include "server/rpc/answer_parts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <string>

#include "server/rpc/status.h"
#include "tests/rpc/server_fixture.h"
#include "tests/rpc/stub_store.h"

namespace oxus::rpc {
namespace {

using oxus::v1::AggregateRequest;
using oxus::v1::AggregateResponse;
using testing::HasSubstr;

class AnswerPartsTest : public testing::Test {
 protected:
  // An answer of so many hours.
  std::unique_ptr<query::AggregateAnswer> Ask(int64_t hours, int metrics = 1) {
    AggregateRequest request;
    request.set_bucket(oxus::v1::BUCKET_HOUR);
    request.set_fill(true);
    for (const char* metric : {"events", "reports", "cumulative(events)", "cumulative(reports)"}) {
      if (request.metrics_size() < metrics) request.add_metrics(metric);
    }
    request.mutable_interval()->set_since("1970-01-01");
    request.mutable_interval()->set_until(query::LocalTimeText(hours * query::kHourMs));
    auto answer = engine_.Aggregate(request, nullptr);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return *std::move(answer);
  }

  static std::vector<AggregateResponse> Parsed(std::unique_ptr<query::AggregateAnswer> answer) {
    std::vector<AggregateResponse> parts;
    const auto messages = PartsOf(std::move(answer));
    while (const auto message = messages->Next()) {
      EXPECT_TRUE(parts.emplace_back().ParseFromString(*message));
    }
    return parts;
  }

  static std::string Text(AggregateResponse answer) {
    answer.mutable_footnote()->clear_elapsed_us();
    return answer.SerializeAsString();
  }

  StubStore store_;
  query::QueryEngine engine_{store_};
};

TEST_F(AnswerPartsTest, APartHas4096RowsAtTheMost) {
  EXPECT_EQ(Parsed(Ask(4'096)).size(), 1u);
  const auto parts = Parsed(Ask(4'097));
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(parts[0].rows_size(), 4'096);
  EXPECT_EQ(parts[1].rows_size(), 1);
}

TEST_F(AnswerPartsTest, ColumnsComeFirstAndTheFootnoteLast) {
  const auto parts = Parsed(Ask(10'000));
  ASSERT_EQ(parts.size(), 3u);
  for (size_t i = 0; i < parts.size(); ++i) {
    EXPECT_EQ(parts[i].group_columns_size(), i == 0 ? 1 : 0);
    EXPECT_EQ(parts[i].metric_columns_size(), i == 0 ? 1 : 0);
    EXPECT_EQ(parts[i].has_footnote(), i == 2);
  }
}

TEST_F(AnswerPartsTest, ThePartsTogetherAreTheUnaryAnswer) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 10; ++round) {
    const auto hours = std::uniform_int_distribution<int64_t>(1, 20'000)(random);
    const auto metrics = std::uniform_int_distribution(1, 4)(random);
    const auto message = UnaryAnswer(*Ask(hours, metrics), nullptr);
    ASSERT_TRUE(message.ok()) << message.status();
    AggregateResponse unary;
    ASSERT_TRUE(unary.ParseFromString(*message));
    EXPECT_EQ(unary.rows_size(), hours);
    std::string together;
    const auto parts = PartsOf(Ask(hours, metrics));
    while (const auto part = parts->Next()) together += *part;
    AggregateResponse joined;
    ASSERT_TRUE(joined.ParseFromString(together));
    EXPECT_EQ(Text(joined), Text(unary)) << hours << " by " << metrics;
  }
}

TEST_F(AnswerPartsTest, AUnaryAnswerStopsAtTheLimitAndNamesTheWayOut) {
  const auto answer = Ask(200'000);
  const absl::Status status = UnaryAnswer(*answer, nullptr).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(status.message()), HasSubstr("limit 3145728"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("StreamAggregate"));
  EXPECT_EQ(InfoOf(ToGrpcStatus(status)).reason(), "ANSWER_TOO_LARGE");
  // It stopped where the limit was passed.
  EXPECT_FALSE(answer->is_done());
  // No part of a stream is near it.
  for (const AggregateResponse& part : Parsed(Ask(200'000))) {
    EXPECT_LE(part.ByteSizeLong(), kMaxPartBytes + 1'000);
  }
}

TEST_F(AnswerPartsTest, AUnaryAnswerStopsWhenItsClientHasGone) {
  const auto answer = Ask(100'000);
  int looks = 0;
  const absl::Status status = UnaryAnswer(*answer, [&looks] { return ++looks == 3; }).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kCancelled);
  // Two parts are out, and the rest was not written.
  std::string encoded;
  while (!answer->is_done()) answer->AppendNext(kMaxPartRows, kMaxPartBytes, &encoded);
  AggregateResponse rest;
  ASSERT_TRUE(rest.ParseFromString(encoded));
  EXPECT_EQ(rest.rows_size(), 100'000 - 2 * 4'096);
}

}  // namespace
}  // namespace oxus::rpc
